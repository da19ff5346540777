"""Overrides: points that a person sets against all else, with a reason."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from autograder.gradebook import bounds
from autograder.gradebook.errors import stale
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import AttemptRow, OverrideRow, QuestionRow, StudentRow
from autograder.gradebook.totals import totals_in


@dataclass(frozen=True)
class Override:
    """One revision of an override.

    Attributes:
        student: Key of the student; empty for a group's.
        group: Row number of the group; None for a student's own.
        question: Id of the question.
        points: None where it was withdrawn.
        comment: Why.
        author: Who.
        at: When.
        revision: Counts from 1; the highest holds.
    """

    student: str
    group: int | None
    question: str
    points: float | None
    comment: str
    author: str
    at: datetime
    revision: int


def override(
    book: Gradebook,
    author: str,
    student: str,
    assignment: str,
    question: str,
    points: float | None,
    comment: str,
    *,
    revision: int,
    alone: bool = False,
) -> int:
    """Set points against all else, or take that back.

    Args:
        book: The gradebook.
        author: Who decides.
        student: Key of the student. If a group's attempt counts for them, it holds for the group.
        assignment: Id of the assignment.
        question: Id of the question.
        points: None takes the override back.
        comment: Why; required.
        revision: The one that was seen, 0 for none.
        alone: Whether it holds for this member of the group only.

    Returns:
        The new revision.

    Raises:
        Refused: If points are out of bounds, the comment is blank, or something is not there.
        Stale: If another revision is there by now.
    """
    with book.change(author, "override", assignment=assignment, question=question) as session:
        of = bounds.question(session, bounds.assignment(session, assignment), question)
        person = bounds.student(session, student)
        total = totals_in(session, assignment).get(student)
        counted = None if total is None or total.attempt is None else total.attempt
        attempt = None if counted is None else bounds.attempt(session, counted)
        group = None if alone or attempt is None else attempt.group_id
        unit = f"s{person.id}" if group is None else f"g{group}"
        latest = session.scalar(
            select(OverrideRow)
            .where(OverrideRow.unit == unit, OverrideRow.question_id == of.id)
            .order_by(OverrideRow.revision.desc())
            .limit(1)
        )
        there = 0 if latest is None else latest.revision
        if revision != there:
            raise stale(f"The override of {question}", revision, latest)
        row = OverrideRow(
            unit=unit,
            student_id=person.id if group is None else None,
            group_id=group,
            question_id=of.id,
            revision=there + 1,
            points=None if points is None else bounds.bounded(points, of.possible, question),
            comment=bounds.prose(comment, "A comment", required=True),
            author=author,
            at=session.info["now"],
        )
        session.add(row)
        session.flush()
        session.info["facts"].update(
            unit=unit, revision=row.revision, before=latest and latest.points, after=row.points
        )
        return row.revision


def overrides(
    book: Gradebook, assignment: str, student: str | None = None, question: str | None = None
) -> list[Override]:
    """Every revision of every override, the oldest first; a student's with those of their group."""
    with book.read() as session:
        of = bounds.assignment(session, assignment)
        keys = dict(session.execute(select(StudentRow.id, StudentRow.key)).all())
        units = None
        if student is not None:
            person = bounds.student(session, student)
            units = {f"s{person.id}"} | {
                row.unit
                for row in session.scalars(
                    select(AttemptRow).where(AttemptRow.assignment_id == of.id)
                )
                if row.members and person.id in row.members
            }
        statement = (
            select(OverrideRow, QuestionRow.key)
            .join(QuestionRow, QuestionRow.id == OverrideRow.question_id)
            .where(QuestionRow.assignment_id == of.id)
            .order_by(OverrideRow.id)
        )
        return [
            Override(
                student=keys.get(row.student_id or 0, ""),
                group=row.group_id,
                question=key,
                points=row.points,
                comment=row.comment,
                author=row.author,
                at=row.at,
                revision=row.revision,
            )
            for row, key in session.execute(statement)
            if (units is None or row.unit in units) and question in (None, key)
        ]
