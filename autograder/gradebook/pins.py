"""Notes pinned to error groups: said beside each result of the group, now and later.

A note holds for everybody who makes the mistake, in runs that are yet to come, too. It is kept as a
document with a revision, and stands in the audit.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.documents import Kept, keep, kept_in
from autograder.gradebook.opening import Gradebook

PIN = "pinned-note"
"""Kind of the document that holds a pinned note; its key is assignment, question and group."""


@dataclass(frozen=True, slots=True)
class Pin:
    """A note pinned to an error group.

    Attributes:
        question: Id of the question.
        group: Key of the group.
        text: What it says; empty for one that was taken away.
        for_student: Whether students read it.
        name: What the group was called when it was pinned.
        author: Who pinned it.
        revision: Counts from 1.
    """

    question: str
    group: str
    text: str
    for_student: bool
    name: str
    author: str
    revision: int


def pin(
    book: Gradebook,
    author: str,
    assignment: str,
    question: str,
    group: str,
    text: str,
    *,
    name: str = "",
    for_student: bool = True,
    revision: int | None = None,
) -> int:
    """Pin a note to an error group, or take it away.

    Args:
        book: The gradebook.
        author: Who pins it.
        assignment: Id of the assignment.
        question: Id of the question.
        group: Key of the group.
        text: What it says; blank takes it away.
        name: What the group is called.
        for_student: Whether students read it, too.
        revision: The one that was seen, 0 for none; None to overwrite whatever is there.

    Returns:
        The new revision.

    Raises:
        Refused: If the text is too long.
        Stale: If somebody else changed it meanwhile.
    """
    said = bounds.prose(text, "A note")
    # Taken away, it is an empty text: its revision goes on, and an old tab is still found stale.
    content = {"text": said, "for_student": for_student, "name": name}
    return keep(book, author, PIN, f"{assignment}/{question}/{group}", content, revision=revision)


def pins(book: Gradebook, assignment: str) -> dict[tuple[str, str], Pin]:
    """The notes pinned at an assignment, by question and group, those taken away included."""
    with book.read() as session:
        return pins_in(session, assignment)


def pins_in(session: Session, assignment: str) -> dict[tuple[str, str], Pin]:
    """The notes that a session sees; see `pins`."""
    found = {}
    for key, one in kept_in(session, PIN).items():
        of, _, rest = key.partition("/")
        question, _, group = rest.rpartition("/")
        if of == assignment:
            found[question, group] = _pin(question, group, one)
    return found


def _pin(question: str, group: str, one: Kept) -> Pin:
    content = one.content if isinstance(one.content, dict) else {}
    return Pin(
        question,
        group,
        str(content.get("text", "")),
        content.get("for_student") is True,
        str(content.get("name", "")),
        one.author,
        one.revision,
    )
