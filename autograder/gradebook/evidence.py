"""Results of a whole class at once, for statistics, error groups and reading side by side."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from autograder.gradebook import bounds
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import AttemptRow, QuestionRow, RunRow, ScoreRow, StudentRow
from autograder.gradebook.totals import totals
from autograder.records.result import SubmissionResult, load

_CHUNK = 200


@dataclass(frozen=True, slots=True)
class QuestionEvidence:
    """What the verdict that counts for an attempt says of one question.

    Attributes:
        attempt: Number of the attempt.
        student: Key of the student who handed it in.
        question: Id of the question.
        status: A value of `autograder.records.status.Status`.
        points: As graded, before any decision of a person; None: no score.
        possible: When it was graded.
        answer: Option chosen, of a multiple-choice question.
        misconception: That was recognised.
    """

    attempt: int
    student: str
    question: str
    status: str
    points: float | None
    possible: float
    answer: str | None
    misconception: str | None


def scored(
    book: Gradebook,
    assignment: str,
    question: str | None = None,
    *,
    counting: Collection[int] | None = None,
) -> list[QuestionEvidence]:
    """The questions of every attempt that counts for somebody, in one query.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        question: Only this one.
        counting: Attempts that count; as totals have it when None.

    Raises:
        Refused: If the assignment or question is unknown.
    """
    wanted = _counting(book, assignment) if counting is None else set(counting)
    with book.read() as session:
        of = bounds.assignment(session, assignment)
        statement = (
            select(
                AttemptRow.id,
                StudentRow.key,
                QuestionRow.key,
                ScoreRow.status,
                ScoreRow.points,
                ScoreRow.possible,
                ScoreRow.answer,
                ScoreRow.misconception,
            )
            .join(StudentRow, StudentRow.id == AttemptRow.student_id)
            .join(ScoreRow, ScoreRow.run_id == AttemptRow.run_id)
            .join(QuestionRow, QuestionRow.id == ScoreRow.question_id)
            .where(AttemptRow.assignment_id == of.id)
            .order_by(StudentRow.key, AttemptRow.id, QuestionRow.position)
        )
        if question is not None:
            number = bounds.question(session, of, question).id
            statement = statement.where(ScoreRow.question_id == number)
        rows = session.connection().execute(statement).all()
    return [QuestionEvidence(*row) for row in rows if row[0] in wanted]


def results(book: Gradebook, assignment: str) -> Iterator[tuple[int, SubmissionResult]]:
    """The results that count for somebody, with the number of their attempt; a few at a time.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.

    Raises:
        Refused: If the assignment is unknown.
    """
    counting = sorted(_counting(book, assignment))
    with book.read() as session:
        bounds.assignment(session, assignment)
        for start in range(0, len(counting), _CHUNK):
            statement = (
                select(
                    AttemptRow.id,
                    AttemptRow.handed_as,
                    StudentRow.key,
                    AttemptRow.file,
                    AttemptRow.late,
                    RunRow.sealed_attempt,
                    RunRow.document,
                )
                .join(StudentRow, StudentRow.id == AttemptRow.student_id)
                .join(RunRow, RunRow.id == AttemptRow.run_id)
                .where(AttemptRow.id.in_(counting[start : start + _CHUNK]))
                .order_by(StudentRow.key)
            )
            for number, name, key, file, late, sealed, document in session.execute(statement):
                own = {"student": name or key, "file": file, "late": late}
                seal = document["seal"] if sealed == number else ""
                yield number, load({**document, **own, "seal": seal})


def verdict_documents(
    book: Gradebook, assignment: str, known: Collection[tuple[str, datetime]] = ()
) -> Iterator[tuple[str, datetime, dict[str, Any]]]:
    """Every verdict of an assignment as JSON, those of earlier attempts included; a few at a time.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        known: Run and time of verdicts to leave out: what was read once never changes.

    Yields:
        Key of the run, when it was finished, and the result without student, file and lateness.

    Raises:
        Refused: If the assignment is unknown.
    """
    with book.read() as session:
        of = bounds.assignment(session, assignment)
        listed = session.execute(
            select(RunRow.id, RunRow.key, RunRow.finished_at).where(RunRow.assignment_id == of.id)
        ).all()
        wanted = [number for number, key, at in listed if (key, at) not in known]
        for start in range(0, len(wanted), _CHUNK):
            statement = select(RunRow.key, RunRow.finished_at, RunRow.document).where(
                RunRow.id.in_(wanted[start : start + _CHUNK])
            )
            yield from session.execute(statement).all()


def _counting(book: Gradebook, assignment: str) -> set[int]:
    return {one.attempt for one in totals(book, assignment).values() if one.attempt is not None}
