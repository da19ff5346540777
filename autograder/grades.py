"""The grades of a class as files: one canonical `grades.json`, and the CSV that follows from it."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from autograder.intake.find import Found
from autograder.records import files
from autograder.records.errors import ConfigError
from autograder.records.grades import MISSING, GradedQuestion, Grades, StudentGrade, dumps, parse
from autograder.records.naming import slug
from autograder.records.plain_text import visible
from autograder.records.release import QuestionSpec, Release
from autograder.records.result import QuestionResult, SubmissionResult
from autograder.records.roster import Student
from autograder.records.status import in_words

COLUMNS = ("student", "status", "total", "possible", "late")
IDENTITY = (
    "student_id",
    "name",
    "email",
    "canvas_id",
    "sis_id",
    "login",
    "moodle_participant",
    "section",
    "group",
)
"""Columns of `grades.csv` that are there where anybody has them."""


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def result_path(out: Path, student: str) -> Path:
    """Where a student's result lies."""
    return out / "results" / f"{slug(student)}.json"


def stale_results(out: Path, students: Iterable[str]) -> tuple[Path, ...]:
    """Results of earlier runs whose students are no longer in the class.

    Args:
        out: The output folder of a batch.
        students: Keys of the rows of the class.
    """
    current = {result_path(out, student) for student in students}
    return tuple(path for path in sorted((out / "results").glob("*.json")) if path not in current)


def check_folder(out: Path, assignment: str) -> None:
    """Refuse an output folder that holds the results of something else.

    Raises:
        ConfigError: If it does.
    """
    try:
        there = json.loads((out / "grades.json").read_text(encoding="utf-8"))["assignment"]
    except (OSError, ValueError, KeyError, TypeError):
        return
    if there != assignment:
        raise ConfigError(f"{out} holds the results of {there!r}; name another folder with --out.")


def read_grades(path: Path) -> Grades:
    """Read a `grades.json` of this or an earlier schema version.

    Raises:
        ConfigError: If it is missing, or its content is not consistent.
    """
    try:
        return parse(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be read ({error.strerror}); grade a class first, and name the "
            "grades.json in its output folder."
        ) from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "as a whole"
        raise ConfigError(
            f"{path} is not a grades.json of this version: {where}: {first['msg']}."
        ) from error
    except ValueError as error:
        raise ConfigError(f"{path} is not JSON ({error}); grade the class again.") from error


def canonical(
    release: Release,
    results: Sequence[SubmissionResult],
    found: Sequence[Found] = (),
    missing: Sequence[Student] = (),
) -> Grades:
    """The content of `grades.json`: the questions, and one row a student.

    Args:
        release: The release that was graded.
        results: One a hand-in.
        found: Whose hand-ins they are; what is not found here has a name alone.
        missing: People of the roster who handed in nothing.
    """
    by_key = {one.student: one for one in found}
    taken = {key for key, one in by_key.items() if not one.members}
    rows = [
        row
        for result in results
        for row in _rows(release, result, by_key.get(result.student), taken)
    ]
    rows += [
        StudentGrade(
            student=_free(one.student_id, taken),
            status=MISSING,
            possible=release.possible,
            **_identity(one),
        )
        for one in missing
    ]
    return Grades(
        assignment=release.assignment,
        title=release.title,
        possible=release.possible,
        questions=tuple(
            GradedQuestion(
                id=spec.id,
                title=spec.title,
                kind=spec.kind,
                possible=spec.points,
                bonus=spec.bonus,
            )
            for spec in release.questions
        ),
        students=tuple(rows),
    )


def write_grades(
    out: Path,
    release: Release,
    results: Sequence[SubmissionResult],
    found: Sequence[Found] = (),
    missing: Sequence[Student] = (),
) -> None:
    """Write `grades.json` and `grades.csv`.

    Args:
        out: The output folder of a batch.
        release: The release that was graded.
        results: One a hand-in, in the order of the class.
        found: See `canonical`.
        missing: See `canonical`.

    A `grades.csv` that somebody has edited since it was written is kept under another name: see
    `edited_grades`.

    Raises:
        OSError: If the disk is full; what was there before stays.
    """
    grades = canonical(release, results, found, missing)
    _keep_edited(out)
    files.write_text(out / "grades.json", dumps(grades))
    files.write_text(out / "grades.csv", _csv(grades))


def edited_grades(out: Path) -> tuple[Path, ...]:
    """Copies of a `grades.csv` that somebody had edited before a later run wrote it anew.

    Args:
        out: The output folder of a batch.
    """
    return tuple(sorted(out.glob("grades-edited-*.csv")))


def _keep_edited(out: Path) -> None:
    """Put an edited `grades.csv` aside: what a person entered is not lost to the next run."""
    path = out / "grades.csv"
    try:
        there = path.read_bytes()
        written = _csv(parse(json.loads((out / "grades.json").read_text(encoding="utf-8"))))
    except (OSError, ValueError):
        # There is none yet, or an earlier version wrote it in another form.
        return
    if there != written.encode("utf-8"):
        number = 1 + len(edited_grades(out))
        while (copy := out / f"grades-edited-{number}.csv").exists():
            number += 1
        path.replace(copy)


def _rows(
    release: Release, result: SubmissionResult, found: Found | None, taken: set[str]
) -> Iterator[StudentGrade]:
    """The row of a student, or one for each member of a group; keys are added to `taken`."""
    by_id = {question.id: question for question in result.questions}
    members = found.members if found is not None else ()
    who = found.who if found is not None else None
    for member in members or (who,):
        identity = {} if member is None else _identity(member)
        key = result.student
        if members and member is not None:
            key = _free(member.student_id or member.name or key, taken)
            identity["group"] = member.group or result.student
        yield StudentGrade(
            student=key,
            status=result.status.value,
            total=result.total,
            possible=result.possible,
            late=result.late if found is None else found.late,
            handed_in=_known_time(found),
            needs_review=result.needs_review,
            message=result.message,
            result=f"results/{slug(result.student)}.json",
            points={spec.id: _points(spec, by_id.get(spec.id)) for spec in release.questions},
            attempt=_attempt(found),
            **identity,
        )


def _known_time(found: Found | None) -> datetime | None:
    """When it was handed in, where the platform says in which zone."""
    when = None if found is None else found.handed_in
    return when if when is not None and when.tzinfo is not None else None


def _attempt(found: Found | None) -> int | None:
    """Which attempt counts, from 1; None where nobody knows of several."""
    tried = enumerate(found.attempts, 1) if found is not None else ()
    return next((number for number, one in tried if one.graded), None)


def _free(key: str, taken: set[str]) -> str:
    while key in taken:
        key += "+"
    taken.add(key)
    return key


def _identity(student: Student) -> dict[str, str]:
    return {column: getattr(student, column) for column in IDENTITY}


def _points(spec: QuestionSpec, question: QuestionResult | None) -> float | None:
    """Points of a question; 0 in a submission that was refused, None where a person decides."""
    if spec.manual:
        return None
    return question.points if question is not None else 0.0


def _csv(grades: Grades) -> str:
    ids = [question.id for question in grades.questions]
    known = [column for column in IDENTITY if any(getattr(row, column) for row in grades.students)]
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([*COLUMNS, *known, *ids])
    for row in grades.students:
        cells = [row.student, in_words(row.status), row.total, row.possible, row.late]
        cells += [getattr(row, column) for column in known]
        cells += [row.points.get(question) for question in ids]
        rows.writerow(map(_cell, cells))
    return text.getvalue()


def _cell(value: object) -> str:
    """A value as a spreadsheet may open it: text that would be a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    text = visible(str(value))
    return "'" + text if text.startswith(_FORMULA) else text
