"""The columns of nbgrader's CSV export, with cells quoted where a comma would break a row."""

from collections.abc import Sequence
from datetime import UTC

from autograder.exporters.form import (
    AfterImport,
    Effect,
    Export,
    Exporter,
    ExportRequest,
    Treatment,
)
from autograder.exporters.match import first_and_last
from autograder.exporters.sheet import Sheet, cell, number, read_sheet, table
from autograder.records.grades import MISSING, StudentGrade

HEADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def write(request: ExportRequest) -> Export:
    """One row a student. Who handed in nothing has 0.0 and no time stamp, as in nbgrader.

    Late penalties have been settled in the total: `raw_score` is the sum of the questions, the
    penalty what the total is below it.
    """
    rows: list[Sequence[str]] = [HEADER]
    missing = []
    for student in request.grades.students:
        total = 0.0 if student.status == MISSING else student.total
        if total is None or student.excused:
            missing.append(student.student)
            continue
        given = [points for points in student.points.values() if points is not None]
        raw = max(sum(given), total) if given else total
        first, last = first_and_last(student.name)
        person = (student.student_id or student.student, last, first, student.email)
        scores = (_points(raw), _points(raw - total), _points(total))
        when, most = _time(student), _points(student.possible)
        rows.append((request.grades.assignment, "", when, *person, *scores, most))
    return Export({"": table(rows).to_bytes()}, tuple(missing))


def _time(student: StudentGrade) -> str:
    """Universal time without a zone, as nbgrader keeps it."""
    when = student.handed_in
    return "" if when is None else when.astimezone(UTC).replace(tzinfo=None).isoformat(" ")


def _points(value: float) -> str:
    text = number(value, digits=4)
    return text if "." in text else f"{text}.0"


def explain(upload: bytes, download: Sheet | None, request: ExportRequest) -> AfterImport:
    """What a script reads that knows nbgrader's columns."""
    del download, request
    sheet = read_sheet(upload, "the file")
    if sheet.header != HEADER:
        reason = f"columns are {', '.join(HEADER)}"
        return AfterImport((Effect(Treatment.REFUSED, "header row", reason),))
    findings, grades = [], {}
    for row in sheet.rows[1:]:
        who = cell(row, HEADER.index("student_id"))
        if len(row) != len(HEADER):
            findings.append(Effect(Treatment.MISREAD, who, "a comma in a name shifts the columns"))
            continue
        grades[who, "score"] = number(float(cell(row, HEADER.index("score"))), digits=4)
        findings.append(Effect(Treatment.SET, who, grades[who, "score"]))
    return AfterImport(tuple(findings), grades)


NBGRADER = Exporter(
    name="nbgrader",
    summary="the columns of nbgrader's export",
    suffix=".csv",
    write=write,
    explain=explain,
)
