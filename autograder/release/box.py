"""The box of a question: its id, title, points, difficulty and time, as the student reads them.

It is optional. Without one the title is read off the question's heading, or is its name.
"""

import re
from dataclasses import dataclass

TITLE = re.compile(r"### (?P<id>\S+) · (?P<title>\S.*)")
_FACTS = re.compile(
    r"(?:> )?\*\*(?P<points>\d+(\.\d+)?) (?P<bonus>bonus )?points?\*\*(?P<read>, read by a person)?"
    r" · difficulty (?P<difficulty>[1-5])/5(?: · importance [1-5]/5)? · about (?P<minutes>\d+) min"
)
_HEADING = re.compile(r"^#{1,6}\s+(?P<title>\S.*?)\s*#*\s*$", re.MULTILINE)
_LABEL = re.compile(r"^(Question|Exercise|Problem|Task)?\s*[\w.]{0,12}\s*[:.·–—-]\s+", re.I)
_MAX_TITLE = 80

REMEDY = (
    "write `### q0_2 · Title`, an empty line, and "
    "`> **3 points** · difficulty 2/5 · importance 4/5 · about 15 min` (the importance may be left "
    "out, and the `>`, which makes it look like a box), or leave the box out"
)


@dataclass(frozen=True)
class Box:
    """The first lines of a question, as the student reads them."""

    number: int
    id: str
    title: str
    points: float
    bonus: bool
    read_by_a_person: bool
    difficulty: int
    minutes: int


def read_box(number: int, text: str) -> Box | None:
    """The box at the beginning of a text cell; None if the cell begins otherwise.

    Args:
        number: Number of the cell.
        text: Its source.
    """
    paragraphs = [part.strip() for part in re.split(r"\n\s*\n", text.strip())]
    title = TITLE.fullmatch(paragraphs[0])
    facts = _FACTS.fullmatch(paragraphs[1]) if len(paragraphs) > 1 else None
    if title is None or facts is None:
        return None
    return Box(
        number=number,
        id=title["id"],
        title=title["title"].strip(),
        points=float(facts["points"]),
        bonus=facts["bonus"] is not None,
        read_by_a_person=facts["read"] is not None,
        difficulty=int(facts["difficulty"]),
        minutes=int(facts["minutes"]),
    )


def begins_a_box(text: str) -> bool:
    """Whether a text cell begins as a box does, with `### id · title`."""
    return TITLE.match(text.strip()) is not None


def title_of(text: str, question: str) -> str:
    """What to call a question that has no box.

    Args:
        text: Its first text cell.
        question: Its id, which stands in for a title.

    Returns:
        The first heading without `Question 3:` or the like, else the id.
    """
    if named := TITLE.match(text.strip()):
        return named["title"].strip()
    heading = _HEADING.search(text)
    if heading is None:
        return question
    title = heading["title"].strip("*_ ")
    shorter = _LABEL.sub("", title, count=1).strip()
    return (shorter or title)[:_MAX_TITLE]
