"""The output of `autograder grade` taken into the gradebook, as often as one likes."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.attempts import (
    assignment_row,
    set_questions,
)
from autograder.gradebook.errors import Refused
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.people import graded_people, group_rows, plain_group, student_rows
from autograder.gradebook.runs import key_of
from autograder.gradebook.tables import AssignmentRow, StudentRow
from autograder.gradebook.taking import Taker, Team, refused, unread
from autograder.gradebook.verdicts import VerdictWriter
from autograder.records.grades import Grades, StudentGrade, parse
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
        stale: Files of earlier runs that no row of the grades names; they were passed over.
    """

    assignment: str
    results: int
    attempts: int
    verdicts: int
    waiting: tuple[str, ...]
    unlisted: tuple[str, ...]
    stale: tuple[str, ...] = ()


class HandedIn(NamedTuple):
    """A result and whose it is.

    Attributes:
        result: The result.
        student: Who handed it in, or the first of the group.
        time: When, if anybody knows.
        team: The group; None for a student's own work.
    """

    result: SubmissionResult
    student: StudentRow
    time: datetime | None
    team: Team | None


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
    grades, results, stale = _read(folder)
    with book.change(author, "import", assignment=grades.assignment) as session:
        of = assignment_row(session, grades.assignment, grades.title)
        set_questions(session, of, grades.questions)
        people = graded_people(session, grades.students)
        groups = group_rows(session, {row.group for row in grades.students})
        hand_ins = []
        for result, rows in results:
            members = tuple(people[row.student].id for row in rows)
            # Whose row has another name than the hand-in has it from a group.
            shared = any(row.student != result.student for row in rows)
            group = groups.get(plain_group(rows[0].group)) if shared else None
            hand_ins.append(
                HandedIn(
                    result,
                    people[rows[0].student],
                    rows[0].handed_in,
                    None if group is None else Team(group, members),
                )
            )
        return replace(_record(session, of, hand_ins), stale=stale)


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
        of = bounds.assignment(session, assignment)
        strangers = [one.assignment for one in results if one.assignment != assignment]
        if strangers:
            raise Refused(f"A result of {strangers[0]!r} is none of {assignment}.")
        people = student_rows(session, [one.student for one in results])
        times = handed_in or {}
        return _record(
            session,
            of,
            [HandedIn(one, people[one.student], times.get(one.student), None) for one in results],
        )


def _record(session: Session, of: AssignmentRow, hand_ins: Sequence[HandedIn]) -> Imported:
    taker = Taker(session, of)
    before = taker.count
    rows = []
    for one in hand_ins:
        result, submission = one.result, _submission(one.result)
        attempt = taker.attempt(
            one.student,
            submission,
            result.file,
            one.time,
            result.late,
            one.team,
            handed_as=result.student,
        )
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
        writer.count(key_of(result, submission), submission, result)
    waiting = tuple(student for student, key, attempt in written if attempt.run_id != runs[key])
    session.info["facts"].update(
        results=len(rows), attempts=added, verdicts=len(written), waiting=len(waiting)
    )
    return Imported(
        assignment=of.key,
        results=len(rows),
        attempts=added,
        verdicts=len(written),
        waiting=waiting,
        unlisted=tuple(sorted({one.student.key for one in hand_ins if not one.student.enrolled})),
    )


def _read(
    folder: Path,
) -> tuple[Grades, list[tuple[SubmissionResult, tuple[StudentGrade, ...]]], tuple[str, ...]]:
    """The grades of a folder, each result with the rows it is of, and files of earlier runs."""
    try:
        grades = parse(json.loads((folder / "grades.json").read_text(encoding="utf-8")))
    except OSError as error:
        raise Refused(
            f"{folder} holds no grades.json ({error.strerror}); name the folder that was given to "
            "autograder grade --out."
        ) from error
    except ValueError as error:
        raise Refused(f"{folder / 'grades.json'} is not of this autograder: {error}") from error
    rows: dict[str, list[StudentGrade]] = {}
    for row in grades.students:
        rows.setdefault(row.result, []).append(row)
    results, stale = [], []
    for path in sorted((folder / "results").glob("*.json")):
        named = rows.get(f"results/{path.name}")
        if named is None:
            stale.append(path.name)
            continue
        try:
            result = load(json.loads(path.read_text(encoding="utf-8")))
        except (ValidationError, ValueError) as error:
            raise Refused(f"{path} is not a result of this autograder; grade it again.") from error
        if result.assignment != grades.assignment:
            raise Refused(f"{path} is a result of {result.assignment}, not {grades.assignment}.")
        results.append((result, tuple(named)))
    if not results:
        raise Refused(f"{folder} holds no results; grade a class into it first.")
    return grades, results, tuple(stale)


def _submission(result: SubmissionResult) -> str:
    """The hash of what was handed in, or what stands for it."""
    if result.provenance is None:
        return unread(result.student, result.file)
    return result.provenance.submission_sha256 or refused(result.student, result.file)
