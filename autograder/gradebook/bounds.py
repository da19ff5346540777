"""Values from outside held against their bounds, and rows found by the names that people use."""

import math
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook.errors import Refused
from autograder.gradebook.tables import (
    AssignmentRow,
    AttemptRow,
    CourseRow,
    QuestionRow,
    StudentRow,
)
from autograder.records.policy import ClassSettings

TEXT = 20_000
"""Characters of a comment or an answer."""

_NAME = 200
_TOLERANCE = 1e-9


def bounded(value: object, possible: float, what: str) -> float:
    """Points as a number within their bounds.

    Args:
        value: What was entered.
        possible: The most that there is.
        what: Whose and which, for the sentence.

    Raises:
        Refused: If it is no number, not finite, negative or above what is possible.
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Refused(f"{what}: {value!r} is not a number of points.")
    if not math.isfinite(value):
        raise Refused(f"{what}: {value} is not a number of points; enter 0 to {possible:g}.")
    if value < 0:
        raise Refused(f"{what}: {value:g} points are fewer than none; enter 0 to {possible:g}.")
    if value > possible + _TOLERANCE:
        raise Refused(f"{what}: {value:g} points are more than the {possible:g} that are possible.")
    return min(float(value), possible)


def share(value: float, what: str, most: float = 1e6) -> float:
    """A weight or factor: finite, from 0 to `most`.

    Raises:
        Refused: If it is not.
    """
    if not math.isfinite(value) or not 0 <= value <= most:
        raise Refused(f"{what}: {value} is not a number from 0 to {most:g}.")
    return float(value)


def prose(text: str, what: str, *, required: bool = False) -> str:
    """A person's text as it is kept: no NUL, which PostgreSQL bars, and no lone surrogate.

    Raises:
        Refused: If it is too long, or blank where one is required.
    """
    clean = text.replace("\0", "").encode("utf-8", "replace").decode("utf-8").strip()
    if required and not clean:
        raise Refused(f"{what} is required; say why in a few words.")
    if len(clean) > TEXT:
        raise Refused(f"{what} has {len(clean)} characters; at most {TEXT} are kept.")
    return clean


def name(text: str, what: str) -> str:
    """A name or key of at most 200 characters.

    Raises:
        Refused: If it is blank or too long.
    """
    clean = prose(text, what)
    if not clean or len(clean) > _NAME:
        raise Refused(f"{what} must have 1 to {_NAME} characters, not {text[:40]!r}.")
    return clean


def course(session: Session) -> CourseRow:
    """The course.

    Raises:
        Refused: If it was not set up.
    """
    row = session.get(CourseRow, 1)
    if row is None:
        raise Refused("This gradebook has no course yet; set it up with: autograder gradebook init")
    return row


def settings(session: Session) -> ClassSettings:
    """The course's settings; the defaults where there is no course yet."""
    row = session.get(CourseRow, 1)
    return ClassSettings() if row is None else ClassSettings.model_validate(row.settings)


def assignment(session: Session, key: str) -> AssignmentRow:
    """The assignment of that id.

    Raises:
        Refused: If there is none.
    """
    row = session.scalar(select(AssignmentRow).where(AssignmentRow.key == key))
    if row is None:
        known = session.scalars(select(AssignmentRow.key).order_by(AssignmentRow.position)).all()
        raise Refused(f"The gradebook has no assignment {key!r}; {_known(known)}")
    return row


def question(session: Session, of: AssignmentRow, key: str) -> QuestionRow:
    """The question of an assignment.

    Raises:
        Refused: If there is none.
    """
    row = session.scalar(
        select(QuestionRow).where(QuestionRow.assignment_id == of.id, QuestionRow.key == key)
    )
    if row is None:
        known = session.scalars(
            select(QuestionRow.key)
            .where(QuestionRow.assignment_id == of.id)
            .order_by(QuestionRow.position)
        ).all()
        raise Refused(f"{of.key} has no question {key!r}; {_known(known)}")
    return row


def student(session: Session, key: str) -> StudentRow:
    """The student of that key.

    Raises:
        Refused: If there is none.
    """
    row = session.scalar(select(StudentRow).where(StudentRow.key == key))
    if row is None:
        raise Refused(f"The gradebook has no student {key!r}; check the student_id.")
    return row


def attempt(session: Session, number: int) -> AttemptRow:
    """The attempt of that row number.

    Raises:
        Refused: If there is none.
    """
    row = session.get(AttemptRow, number)
    if row is None:
        raise Refused(f"The gradebook has no attempt {number}.")
    return row


def _known(keys: Iterable[str]) -> str:
    listed = ", ".join(keys)
    return f"it has {listed}." if listed else "it has none yet."
