"""Documents that other parts of the course keep here: small JSON values with revisions and audit.

A reader's duties, pinned notes, a bank of comments: what belongs to the course's state but has no
table of its own. `kind` says whose it is, `key` which one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.errors import Refused, Stale
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import DocumentRow, StudentRow, canonical

_MOST = 200_000  # characters of one document


@dataclass(frozen=True)
class Kept:
    """A document.

    Attributes:
        kind: Whose it is, such as `note`.
        key: Which one.
        content: Its value, as JSON has it.
        student: Key of the student whom it is about; empty for nobody in particular.
        revision: Counts from 1.
        author: Who wrote it last.
        at: When.
    """

    kind: str
    key: str
    content: Any
    student: str
    revision: int
    author: str
    at: datetime


def keep(
    book: Gradebook,
    author: str,
    kind: str,
    key: str,
    content: Any,
    *,
    revision: int | None = None,
    student: str | None = None,
    facts: Mapping[str, Any] | None = None,
) -> int:
    """Write a document.

    Args:
        book: The gradebook.
        author: Who writes it.
        kind: Whose it is; 1 to 100 characters.
        key: Which one; nothing personal, since it stands in the audit.
        content: What JSON can hold; None takes the document away.
        revision: The one that was seen, 0 for none; None to overwrite whatever is there.
        student: Key of the student whom it is about: it is erased with their data.
        facts: What the audit says of it beside kind and key; nothing personal.

    Returns:
        The new revision.

    Raises:
        Refused: If the content is too large or is not JSON, or there is no such student.
        Stale: If another revision is there by now.
    """
    try:
        size = len(canonical(content))
    except (TypeError, ValueError) as error:
        raise Refused(f"{kind} {key!r} cannot be kept as JSON: {error}.") from error
    if size > _MOST:
        raise Refused(f"{kind} {key!r} has {size} characters; at most {_MOST} are kept.")
    kind, key = bounds.name(kind, "A kind")[:100], bounds.name(key, "A key")
    with book.change(author, "keep", kind=kind, key=key, **(facts or {})) as session:
        about = None if student is None else bounds.student(session, student).id
        row = session.scalar(
            select(DocumentRow).where(DocumentRow.kind == kind, DocumentRow.key == key)
        )
        there = 0 if row is None else row.revision
        if revision is not None and revision != there:
            raise Stale(
                f"{kind} {key!r} changed meanwhile: you saw revision {revision}, revision {there} "
                "is there now. Look at it and decide again.",
                yours=revision,
                theirs=there,
                current=None if row is None else row.content,
            )
        if row is None:
            row = DocumentRow(kind=kind, key=key, revision=0)
            session.add(row)
        row.content, row.student_id, row.revision = content, about, there + 1
        row.author, row.at = author, session.info["now"]
        return there + 1


def kept(book: Gradebook, kind: str) -> dict[str, Kept]:
    """The documents of a kind by key, without those taken away."""
    with book.read() as session:
        return kept_in(session, kind)


def kept_in(session: Session, kind: str) -> dict[str, Kept]:
    """The documents of a kind that a session sees; see `kept`."""
    statement = (
        select(DocumentRow, StudentRow.key)
        .outerjoin(StudentRow, StudentRow.id == DocumentRow.student_id)
        .where(DocumentRow.kind == kind, DocumentRow.content.is_not(None))
        .order_by(DocumentRow.key)
    )
    return {
        row.key: Kept(
            row.kind, row.key, row.content, student or "", row.revision, row.author, row.at
        )
        for row, student in session.execute(statement)
    }
