"""The grades of a class as files: one canonical `grades.json`, and the CSV that follows from it."""

import csv
import hashlib
import io
import json
import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from autograder.records import files
from autograder.records.errors import ConfigError
from autograder.records.grades import GradedQuestion, Grades, StudentGrade, dumps, parse
from autograder.records.plain_text import visible
from autograder.records.release import QuestionSpec, Release
from autograder.records.result import QuestionResult, SubmissionResult

COLUMNS = ("student", "status", "total", "possible", "late")

_UNSAFE = re.compile(r"[^\w. -]+")
_LONGEST = 60
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def slug(student: str) -> str:
    """A student's name as a file name on every system; different names give different ones.

    A name of letters, digits, spaces, `_`, `-` and `.` stays as it is. Any other gets a short hash
    at its end.
    """
    normal = unicodedata.normalize("NFC", student)
    plain = _UNSAFE.sub("_", normal)[:_LONGEST].strip("._ ")
    if plain == student:
        return plain
    digest = hashlib.sha256(student.encode("utf-8", "backslashreplace")).hexdigest()[:8]
    return f"{plain or 'student'}-{digest}"


def result_path(out: Path, student: str) -> Path:
    """Where a student's result lies."""
    return out / "results" / f"{slug(student)}.json"


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


def canonical(release: Release, results: Sequence[SubmissionResult]) -> Grades:
    """The content of `grades.json`: the questions, and one row a student."""
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
        students=tuple(_student(release, result) for result in results),
    )


def write_grades(out: Path, release: Release, results: Sequence[SubmissionResult]) -> None:
    """Write `grades.json` and `grades.csv`.

    Args:
        out: The output folder of a batch.
        release: The release that was graded.
        results: One a student, in the order of the class.

    Raises:
        OSError: If the disk is full; what was there before stays.
    """
    grades = canonical(release, results)
    files.write_text(out / "grades.json", dumps(grades))
    files.write_text(out / "grades.csv", _csv(grades))


def _student(release: Release, result: SubmissionResult) -> StudentGrade:
    by_id = {question.id: question for question in result.questions}
    return StudentGrade(
        student=result.student,
        status=result.status.value,
        total=result.total,
        possible=result.possible,
        late=result.late,
        needs_review=result.needs_review,
        message=result.message,
        result=f"results/{slug(result.student)}.json",
        points={spec.id: _points(spec, by_id.get(spec.id)) for spec in release.questions},
    )


def _points(spec: QuestionSpec, question: QuestionResult | None) -> float | None:
    """Points of a question; 0 in a submission that was refused, None where a person decides."""
    if spec.manual:
        return None
    return question.points if question is not None else 0.0


def _csv(grades: Grades) -> str:
    ids = [question.id for question in grades.questions]
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([*COLUMNS, *ids])
    for row in grades.students:
        cells = [getattr(row, column) for column in COLUMNS]
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
