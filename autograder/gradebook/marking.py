"""What readers give: points by rubric item, overrides, comments, and the rubric itself.

Every decision has a revision. Who changes one says which revision they saw; if another is there by
now, the change is refused and both are shown.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.errors import Refused, stale
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import (
    AssignmentRow,
    MarkRow,
    QuestionRow,
    RubricRow,
)


@dataclass(frozen=True)
class Marking:
    """A reader's decision on one question of one attempt.

    Attributes:
        attempt: Number of the attempt.
        question: Id of the question.
        points: Without a rubric; or what is added to the items' points.
        items: Keys of the rubric items that apply.
        comment: For the student.
        revision: Which one it is based on, 0 for none; None to overwrite whatever is there.
        withdraw: Whether to take the points back, so that the question is unread again.
    """

    attempt: int
    question: str
    points: float | None = None
    items: tuple[str, ...] = ()
    comment: str = ""
    revision: int | None = None
    withdraw: bool = False


@dataclass(frozen=True)
class Mark:
    """A reader's decision as it stands.

    Attributes:
        attempt: Number of the attempt.
        question: Id of the question.
        points: What comes of points and rubric items.
        added: Points beside the items'.
        items: Keys of the rubric items.
        comment: For the student.
        author: Who read it.
        at: When.
        revision: Counts from 1.
        withdrawn: Whether it was taken back and holds no longer.
    """

    attempt: int
    question: str
    points: float
    added: float | None
    items: tuple[str, ...]
    comment: str
    author: str
    at: datetime
    revision: int
    withdrawn: bool = False


def mark(book: Gradebook, author: str, marking: Marking) -> int:
    """Enter a reader's points for one question.

    Returns:
        The new revision.

    Raises:
        Refused: If points are out of bounds, or attempt, question or item is not there.
        Stale: If it is based on another revision than there is.
    """
    return mark_many(book, author, [marking])[0]


def mark_many(book: Gradebook, author: str, markings: Sequence[Marking]) -> list[int]:
    """Enter many at once, such as one for each member of a group of equal answers: all or none.

    Returns:
        The new revisions, in order; the old one where nothing changed.

    Raises:
        Refused, Stale: See `mark`.
    """
    with book.change(author, "mark", count=len(markings)) as session:
        return [_mark(session, author, one) for one in markings]


def marks(
    book: Gradebook, assignment: str, *, withdrawn: bool = False
) -> dict[tuple[int, str], Mark]:
    """The marks that hold, by attempt and question.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        withdrawn: Also those that were taken back: their revision is what a new one is based on.
    """
    with book.read() as session:
        of = bounds.assignment(session, assignment)
        worth = {
            (row.question_id, row.key): row.points if row.active else 0.0
            for row in session.scalars(
                select(RubricRow).join(QuestionRow).where(QuestionRow.assignment_id == of.id)
            )
        }
        found: dict[tuple[int, str], Mark] = {}
        statement = (
            select(MarkRow, QuestionRow.key)
            .join(QuestionRow, QuestionRow.id == MarkRow.question_id)
            .where(QuestionRow.assignment_id == of.id)
            .order_by(MarkRow.revision)
        )
        for row, key in session.execute(statement):
            found.pop((row.attempt_id, key), None)
            if withdrawn or not row.withdrawn:
                total = sum(worth.get((row.question_id, item), 0.0) for item in row.items)
                found[row.attempt_id, key] = Mark(
                    attempt=row.attempt_id,
                    question=key,
                    points=total + (row.points or 0.0),
                    added=row.points,
                    items=tuple(row.items),
                    comment=row.comment,
                    author=row.author,
                    at=row.at,
                    revision=row.revision,
                    withdrawn=row.withdrawn,
                )
        return found


def _mark(session: Session, author: str, one: Marking) -> int:
    attempt = bounds.attempt(session, one.attempt)
    of = session.get_one(AssignmentRow, attempt.assignment_id)
    question = bounds.question(session, of, one.question)
    latest = session.scalar(
        select(MarkRow)
        .where(MarkRow.attempt_id == attempt.id, MarkRow.question_id == question.id)
        .order_by(MarkRow.revision.desc())
        .limit(1)
    )
    there = 0 if latest is None else latest.revision
    if one.revision is not None and one.revision != there:
        raise stale(f"The points of {one.question}, attempt {one.attempt},", one.revision, latest)
    what = f"attempt {one.attempt}, {one.question}"
    points, items = (None, []) if one.withdraw else points_and_items(session, question, one, what)
    comment = bounds.prose(one.comment, "A comment")
    if latest is not None and (
        (latest.points, latest.items, latest.comment, latest.withdrawn)
        == (points, items, comment, one.withdraw)
    ):
        return there
    session.add(
        MarkRow(
            attempt_id=attempt.id,
            question_id=question.id,
            revision=there + 1,
            items=items,
            points=points,
            comment=comment,
            author=author,
            at=session.info["now"],
            withdrawn=one.withdraw,
        )
    )
    session.flush()
    return there + 1


def points_and_items(
    session: Session, question: QuestionRow, one: Marking, what: str
) -> tuple[float | None, list[str]]:
    """Points and items of a marking, their sum held against its bounds.

    Args:
        session: Reads the rubric.
        question: The question.
        one: The marking.
        what: Whose it is, for the sentence.

    Raises:
        Refused: If there are neither, an item is not there, or the sum is out of bounds.
    """
    if not one.items:
        if one.points is None:
            raise Refused(f"{what}: there are no points and no rubric items; enter either.")
        return bounds.bounded(one.points, question.possible, what), []
    rows = session.scalars(
        select(RubricRow).where(RubricRow.question_id == question.id, RubricRow.active)
    )
    worth = {row.key: row.points for row in rows}
    unknown = [key for key in one.items if key not in worth]
    if unknown:
        raise Refused(f"{what}: the rubric has no item {unknown[0]!r}.")
    items = sorted(set(one.items))
    bounds.bounded(sum(worth[key] for key in items) + (one.points or 0.0), question.possible, what)
    return None if one.points is None else float(one.points), items
