"""Verdicts as they are kept: one document a run, and a row a question."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds, gains
from autograder.gradebook.errors import Refused
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import AssignmentRow, QuestionRow, RunRow, ScoreRow, StudentRow
from autograder.gradebook.taking import Taker
from autograder.records.result import SubmissionResult, dump, load

_OF_THE_ATTEMPT = {"student": "", "file": "", "late": None}
"""What a run's document leaves to the attempt, since several may share the run."""


def result_of(book: Gradebook, attempt: int, run: str | None = None) -> SubmissionResult:
    """The result of an attempt: that which counts, or that of another run of it.

    Args:
        book: The gradebook.
        attempt: Number of the attempt.
        run: Key of the run; None for the one that counts.

    Raises:
        Refused: If there is no such attempt or run, or no verdict yet.
    """
    with book.read() as session:
        of = bounds.attempt(session, attempt)
        key = session.scalars(select(StudentRow.key).where(StudentRow.id == of.student_id)).one()
        columns = select(RunRow.document, RunRow.sealed_attempt)
        statement = columns.where(RunRow.id == of.run_id)
        if run is not None:
            statement = columns.where(
                RunRow.key == run,
                RunRow.submission == of.submission,
                RunRow.assignment_id == of.assignment_id,
            )
        found = session.execute(statement).one_or_none()
        if found is None:
            raise Refused(f"Attempt {attempt} has no verdict yet.")
        document, sealed = found
        own = {"student": of.handed_as or key, "file": of.file, "late": of.late}
        # A seal covers these three: of several who share the run it is one's alone.
        seal = document["seal"] if sealed == of.id else ""
        return load({**document, **own, "seal": seal})


def verdict(
    book: Gradebook, run: str, *, student: str, file: str, late: bool | None
) -> SubmissionResult:
    """The verdict of a run as the result of a hand-in that may be no attempt yet; without a seal.

    Args:
        book: The gradebook.
        run: Key of the run.
        student: Whose hand-in it is.
        file: Name of its notebook.
        late: Whether it was late.

    Raises:
        Refused: If the run has no verdict.
    """
    with book.read() as session:
        document = session.scalar(select(RunRow.document).where(RunRow.key == run))
    if document is None:
        raise Refused(f"Run {run[:12]} has no verdict yet.")
    return load({**document, "student": student, "file": file, "late": late, "seal": ""})


class VerdictWriter:
    """Writes verdicts on one assignment's submissions within one transaction.

    After the last `write`, `settle` has them count.
    """

    def __init__(self, session: Session, of: AssignmentRow, taker: Taker | None = None) -> None:
        self._session = session
        self._of = of
        self._taker = taker or Taker(session, of)
        rows = session.scalars(select(QuestionRow).where(QuestionRow.assignment_id == of.id))
        self._questions = {row.key: row for row in rows}
        self._repairs = gains.active(session, of.id)
        known = select(RunRow.key, RunRow.id, RunRow.sealed_attempt)
        runs = session.execute(known.where(RunRow.assignment_id == of.id, RunRow.scored)).all()
        self._known = {run.key: run.id for run in runs}
        self._unsealed = {run.key for run in runs if run.sealed_attempt is None}
        faults = select(RunRow).where(RunRow.assignment_id == of.id, RunRow.scored.is_(False))
        self._faults = {row.key: row for row in session.scalars(faults)}
        self._written: dict[str, tuple[RunRow, SubmissionResult]] = {}

    def write(self, key: str, submission: str, result: SubmissionResult) -> bool:
        """Write one verdict; a run that has a score already keeps it.

        Returns:
            Whether it was written.

        Raises:
            Refused: If a question is not known or its points are out of bounds.
        """
        if key in self._known or (key in self._written and self._written[key][0].scored):
            return False
        scores = self._scores(result)
        row = self._faults.pop(key, None)
        if row is None:
            row = RunRow(key=key, assignment_id=self._of.id, submission=submission, faults=0)
            self._session.add(row)
        else:
            row.scores = []
            self._session.flush()
        _fill(row, result)
        row.faults += 0 if row.scored else 1
        row.finished_at = self._session.info["now"]
        row.scores = scores
        if not row.scored:
            self._faults[key] = row
        self._written[key] = (row, result)
        return True

    def settle(self) -> dict[str, int]:
        """Have verdicts count for attempts that have none; others wait for a regrade.

        Returns:
            Number of each run by its key.
        """
        self._session.flush()
        for key, (row, result) in self._written.items():
            self._known[key] = row.id
            if row.scored:
                self._of.release_sha256 = row.release_sha256 or self._of.release_sha256
                gains.extend(self._session, self._repairs, row, result)
            self._count(row.submission, row.id)
            row.sealed_attempt = self._sealed(row, result)
        return self._known

    def _sealed(self, row: RunRow, result: SubmissionResult) -> int | None:
        """The attempt that a result's seal is of."""
        if not result.seal:
            return None
        for attempt in self._taker.of_submission(row.submission):
            name = attempt.handed_as or self._session.get_one(StudentRow, attempt.student_id).key
            if (name, attempt.file, attempt.late) == (result.student, result.file, result.late):
                return attempt.id
        return None

    def count(self, key: str, submission: str, result: SubmissionResult) -> None:
        """Have a verdict that is there already count for an attempt that is new.

        A verdict may be written before its attempt is known; the seal finds it then.
        """
        if key not in self._known:
            return
        self._count(submission, self._known[key])
        if key in self._unsealed and result.seal:
            row = self._session.get_one(RunRow, self._known[key])
            if row.document["seal"] == result.seal:
                row.sealed_attempt = self._sealed(row, result)

    def _count(self, submission: str, run: int) -> None:
        for attempt in self._taker.of_submission(submission):
            if attempt.run_id is None:
                attempt.run_id = run

    def _scores(self, result: SubmissionResult) -> list[ScoreRow]:
        found = []
        for one in result.questions:
            question = self._questions.get(one.id)
            if question is None:
                raise Refused(
                    f"The result names a question {one.id!r} that {self._of.key} does not have; "
                    "make its release known first."
                )
            points = one.points
            if points is not None:
                most = max(one.possible, question.possible)
                points = bounds.bounded(points, most, f"{self._of.key}, {one.id}")
            found.append(
                ScoreRow(
                    question_id=question.id,
                    status=one.status.value,
                    points=points,
                    possible=one.possible,
                    # The text of a written answer stands in the document.
                    answer=one.answer[:64] if one.kind == "mcq" and one.answer else None,
                    misconception=one.misconception,
                )
            )
        return found


def _fill(row: RunRow, result: SubmissionResult) -> None:
    one = result.provenance
    row.release_sha256 = one.release_sha256 if one else ""
    row.engine = f"{one.engine} ({one.engine_form}), {one.autograder_version}" if one else ""
    row.profile = f"{one.profile} on {one.device}" if one else ""
    row.seed = one.seed if one else ""
    row.status, row.scored = result.status.value, result.status.scored
    row.needs_review = result.needs_review
    row.message = bounds.prose(result.message, "The message")
    row.document = document(result)


def document(result: SubmissionResult) -> Mapping[str, Any]:
    """What is kept of a result; the rest stands in the attempt."""
    return {**dump(result), **_OF_THE_ATTEMPT}
