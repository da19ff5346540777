"""Rubrics: a changed item re-scores everyone whose mark names it, since totals look it up."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.errors import Refused, Stale
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import MarkRow, QuestionRow, RubricRow


@dataclass(frozen=True)
class RubricItem:
    """An item of a rubric.

    Attributes:
        key: Unique in its question.
        text: What the student reads.
        points: From 0 to what the question is worth.
        guideline: For readers only.
    """

    key: str
    text: str
    points: float
    guideline: str = ""


def set_rubric(
    book: Gradebook,
    author: str,
    assignment: str,
    question: str,
    items: Sequence[RubricItem],
    *,
    review: bool = False,
    seen: Sequence[RubricItem] | None = None,
) -> None:
    """Set the rubric of a question; every mark that names an item follows at once.

    An item that is left out no longer counts for anybody.

    Args:
        book: The gradebook.
        author: Who sets it.
        assignment: Id of the assignment.
        question: Id of the question.
        items: In the order in which readers see them.
        review: Whether marks that name a changed item go back to the readers.
        seen: The rubric that the change is based on; None to overwrite whatever is there.

    Raises:
        Refused: If points are out of bounds or a key stands twice.
        Stale: If the rubric is not what was seen any more.
    """
    if len({one.key for one in items}) != len(items):
        raise Refused(f"A rubric item of {question} stands twice; give each a key of its own.")
    with book.change(author, "rubric", assignment=assignment, question=question) as session:
        of = bounds.question(session, bounds.assignment(session, assignment), question)
        rows = session.scalars(select(RubricRow).where(RubricRow.question_id == of.id))
        there = {row.key: row for row in rows}
        if seen is not None:
            _hold_against(question, tuple(seen), _items(there.values()))
        changed = {key for key, row in there.items() if row.active} - {one.key for one in items}
        for key in changed:
            there[key].active = False
        for position, one in enumerate(items):
            content = {
                "text": bounds.prose(one.text, "A rubric item's text"),
                "guideline": bounds.prose(one.guideline, "A guideline"),
                "points": bounds.bounded(one.points, of.possible, f"{question}, {one.key}"),
                "position": position,
                "active": True,
            }
            row = there.get(one.key)
            if row is None:
                key = bounds.name(one.key, "A rubric item's key")
                session.add(RubricRow(question_id=of.id, key=key, **content))
                continue
            if (row.points, row.active) != (content["points"], True):
                changed.add(one.key)
            before = [getattr(row, column) for column in content]
            for column, value in content.items():
                setattr(row, column, value)
            if before != list(content.values()):
                row.revision += 1
        session.info["facts"]["changed"] = len(changed)
        if review:
            session.info["facts"]["back"] = _back_to_readers(session, author, of, changed)


def _items(rows: Iterable[RubricRow]) -> tuple[RubricItem, ...]:
    active = sorted((row for row in rows if row.active), key=lambda row: row.position)
    return tuple(RubricItem(row.key, row.text, row.points, row.guideline) for row in active)


def _hold_against(
    question: str, seen: tuple[RubricItem, ...], there: tuple[RubricItem, ...]
) -> None:
    if seen != there:
        raise Stale(
            f"The rubric of {question} changed meanwhile; look at it and decide again.",
            yours=len(seen),
            theirs=str(len(there)),
            current={one.key: f"{one.points:g}: {one.text}" for one in there},
        )


def rubric(book: Gradebook, assignment: str, question: str) -> list[RubricItem]:
    """The rubric of a question, in order."""
    with book.read() as session:
        of = bounds.question(session, bounds.assignment(session, assignment), question)
        rows = session.scalars(
            select(RubricRow)
            .where(RubricRow.question_id == of.id, RubricRow.active)
            .order_by(RubricRow.position)
        )
        return [RubricItem(row.key, row.text, row.points, row.guideline) for row in rows]


def _back_to_readers(
    session: Session, author: str, question: QuestionRow, changed: set[str]
) -> int:
    """Withdraw marks that name a changed item; returns how many."""
    latest: dict[int, MarkRow] = {}
    for row in session.scalars(
        select(MarkRow).where(MarkRow.question_id == question.id).order_by(MarkRow.revision)
    ):
        latest[row.attempt_id] = row
    back = [row for row in latest.values() if not row.withdrawn and changed & set(row.items)]
    for row in back:
        session.add(
            MarkRow(
                attempt_id=row.attempt_id,
                question_id=row.question_id,
                revision=row.revision + 1,
                items=row.items,
                points=row.points,
                comment=row.comment,
                author=author,
                at=session.info["now"],
                withdrawn=True,
            )
        )
    return len(back)
