"""Otter's `final_grades.csv`, as scripts written for `otter grade` read it."""

from collections.abc import Sequence

from autograder.exporters.form import (
    AfterImport,
    Effect,
    Export,
    Exporter,
    ExportRequest,
    Treatment,
)
from autograder.exporters.sheet import Sheet, cell, number, read_sheet, table
from autograder.records.grades import StudentGrade

_POSSIBLE = "points-per-question"
_COMPLETED = "Completed"
_TOTALS = ("total_points_earned", "percent_correct", "grading_status")
_FAULTS = ("internal_error", "skipped", "missing")


def write(request: ExportRequest) -> Export:
    """One row a submission below the row of points possible; questions sorted as Otter does."""
    questions = sorted(request.grades.questions, key=lambda question: question.id)
    possible = request.grades.possible
    rows: list[Sequence[str]] = [
        ("file", *(question.id for question in questions), *_TOTALS),
        (
            *(_POSSIBLE, *(_points(question.possible) for question in questions)),
            *(_points(possible), "1", "--"),
        ),
    ]
    for student in sorted(request.grades.students, key=lambda one: one.student):
        share = None if student.total is None or not possible else student.total / possible
        points = (_points(student.points.get(question.id)) for question in questions)
        total = (_points(student.total), _points(share), _status(student))
        rows.append((student.student, *points, *total))
    return Export({"": table(rows).to_bytes()})


def _status(student: StudentGrade) -> str:
    if student.status in _FAULTS or (student.total is None and student.message):
        return student.message or student.status
    return _COMPLETED


def _points(value: float | None) -> str:
    return "" if value is None else number(value, digits=4)


def explain(upload: bytes, download: Sheet | None, request: ExportRequest) -> AfterImport:
    """What a script reads that knows Otter's columns."""
    del download, request
    sheet = read_sheet(upload, "the file")
    header = sheet.header
    if header[:1] != ("file",) or header[-3:] != _TOTALS:
        reason = f"columns are file, questions, {', '.join(_TOTALS)}"
        return AfterImport((Effect(Treatment.REFUSED, "header row", reason),))
    if not sheet.rows[1:] or cell(sheet.rows[1], 0) != _POSSIBLE:
        reason = f"the first row is not {_POSSIBLE!r}"
        return AfterImport((Effect(Treatment.REFUSED, "row 1", reason),))
    findings, grades = [], {}
    for row in sheet.rows[2:]:
        for n in range(1, len(header) - 1):
            if cell(row, n):
                grades[cell(row, 0), header[n]] = cell(row, n)
        total = grades.get((cell(row, 0), _TOTALS[0]))
        if total is None:
            findings.append(Effect(Treatment.SKIPPED, cell(row, 0), cell(row, len(header) - 1)))
        else:
            findings.append(Effect(Treatment.SET, cell(row, 0), total))
    return AfterImport(tuple(findings), grades)


OTTER = Exporter(
    name="otter",
    summary="Otter's final_grades.csv",
    suffix=".csv",
    write=write,
    explain=explain,
)
