"""The output of `autograder grade` taken into the gradebook, as often as one likes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError
from sqlalchemy.orm import Session

from autograder.gradebook import values
from autograder.gradebook.attempts import (
    Taker,
    assignment_row,
    refused,
    set_questions,
    unread,
)
from autograder.gradebook.errors import Refused
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.people import student_rows
from autograder.gradebook.runs import key_of
from autograder.gradebook.tables import AssignmentRow
from autograder.gradebook.verdicts import VerdictWriter
from autograder.records.grades import Grades, parse
from autograder.records.result import SubmissionResult, load


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes:
        assignment: Id of the assignment.
        results: How many results were read.
        attempts: How many attempts are new.
        verdicts: How many verdicts are new.
        waiting: Students whose new verdict does not count yet, since an earlier one does: look at
            the diff of a regrade.
        unlisted: Students who are not on the roster.
    """

    assignment: str
    results: int
    attempts: int
    verdicts: int
    waiting: tuple[str, ...]
    unlisted: tuple[str, ...]


def import_results(book: Gradebook, author: str, folder: Path) -> Imported:
    """Take in the results of a class: attempts by the hash of the submission, verdicts by run.

    A second import of the same folder changes nothing. Readers' points, overrides and rules are
    not touched by any.

    Args:
        book: The gradebook.
        author: Who does it.
        folder: The `--out` folder of `autograder grade`.

    Raises:
        Refused: If the folder holds no results, or results that are of something else.
    """
    grades, results = _read(folder)
    with book.change(author, "import", assignment=grades.assignment) as session:
        of = assignment_row(session, grades.assignment, grades.title)
        set_questions(session, of, grades.questions)
        return _record(session, of, results, {})


def record_results(
    book: Gradebook,
    author: str,
    assignment: str,
    results: Sequence[SubmissionResult],
    *,
    handed_in: Mapping[str, datetime] | None = None,
) -> Imported:
    """Take in results at once, attempts included, in one transaction; see `import_results`.

    Args:
        book: The gradebook.
        author: Who does it.
        assignment: Id of a known assignment.
        results: Any number of them.
        handed_in: When, by student, where that is known.

    Raises:
        Refused: If the assignment or a question is unknown, or points are out of bounds.
    """
    with book.change(author, "results", assignment=assignment) as session:
        of = values.assignment(session, assignment)
        strangers = [one.assignment for one in results if one.assignment != assignment]
        if strangers:
            raise Refused(f"A result of {strangers[0]!r} is none of {assignment}.")
        return _record(session, of, results, handed_in or {})


def _record(
    session: Session,
    of: AssignmentRow,
    results: Sequence[SubmissionResult],
    handed_in: Mapping[str, datetime],
) -> Imported:
    taker = Taker(session, of)
    people = student_rows(session, [result.student for result in results])
    before = taker.count
    rows = []
    for result in results:
        submission, student = _submission(result), result.student
        time = handed_in.get(student)
        attempt = taker.attempt(people[student], submission, result.file, time, result.late)
        rows.append((result, submission, attempt))
    session.flush()
    added = taker.count - before
    writer = VerdictWriter(session, of, taker)
    written = [
        (result.student, key, attempt)
        for result, submission, attempt in rows
        for key in [key_of(result, submission)]
        if writer.write(key, submission, result)
    ]
    runs = writer.settle()
    for result, submission, _ in rows:
        writer.count(key_of(result, submission), submission)
    verdicts = len(written)
    waiting = [student for student, key, attempt in written if attempt.run_id != runs[key]]
    session.info["facts"].update(
        results=len(results), attempts=added, verdicts=verdicts, waiting=len(waiting)
    )
    return Imported(
        assignment=of.key,
        results=len(results),
        attempts=added,
        verdicts=verdicts,
        waiting=tuple(waiting),
        unlisted=tuple(sorted(key for key, row in people.items() if not row.enrolled)),
    )


def _read(folder: Path) -> tuple[Grades, list[SubmissionResult]]:
    try:
        grades = parse(json.loads((folder / "grades.json").read_text(encoding="utf-8")))
    except OSError as error:
        raise Refused(
            f"{folder} holds no grades.json ({error.strerror}); name the folder that was given to "
            "autograder grade --out."
        ) from error
    except ValueError as error:
        raise Refused(f"{folder / 'grades.json'} is not of this autograder: {error}") from error
    results = []
    for path in sorted((folder / "results").glob("*.json")):
        try:
            result = load(json.loads(path.read_text(encoding="utf-8")))
        except (ValidationError, ValueError) as error:
            raise Refused(f"{path} is not a result of this autograder; grade it again.") from error
        if result.assignment != grades.assignment:
            raise Refused(f"{path} is a result of {result.assignment}, not {grades.assignment}.")
        results.append(result)
    if not results:
        raise Refused(f"{folder} holds no results; grade a class into it first.")
    return grades, results


def _submission(result: SubmissionResult) -> str:
    """The hash of what was handed in, or what stands for it."""
    if result.provenance is None:
        return unread(result.student, result.file)
    return result.provenance.submission_sha256 or refused(result.student, result.file)
