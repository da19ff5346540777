"""Plain CSV and JSON: for spreadsheets, scripts and whatever has no exporter of its own."""

import json
from collections.abc import Sequence

from pydantic import ValidationError

from autograder.exporters.form import (
    AfterImport,
    Effect,
    Export,
    Exporter,
    ExportRequest,
    Treatment,
)
from autograder.exporters.sheet import Sheet, cell, free_text, number, read_sheet, table
from autograder.records.grades import StudentGrade, dumps, parse

IDENTITIES = (
    *("student", "student_id", "name", "email", "canvas_id", "sis_id", "login"),
    *("moodle_participant", "section", "group"),
)
_STATES = ("status", "total", "possible", "late", "needs_review", "handed_in", "attempt", "excused")
_TEXTS = ("message", "comment")
HEADER = (*IDENTITIES, *_STATES, *_TEXTS)


def write_csv(request: ExportRequest) -> Export:
    """One row a student: identities, state, texts, and the points of every question."""
    comma = bool(request.decimal_comma)
    ids = [question.id for question in request.grades.questions]
    rows: list[Sequence[str]] = [(*HEADER, *ids)]
    for student in request.grades.students:
        points = (_points(student.points.get(question), comma=comma) for question in ids)
        rows.append((*_cells(student, comma=comma), *points))
    made = table(rows, delimiter=";" if comma else ",")
    return Export({"": made.to_bytes()})


def _cells(student: StudentGrade, *, comma: bool) -> list[str]:
    cells = [str(getattr(student, name)) for name in IDENTITIES]
    for name in _STATES:
        value = getattr(student, name)
        if value is None:
            cells.append("")
        elif isinstance(value, bool):
            cells.append("yes" if value else "no")
        else:
            cells.append(_points(value, comma=comma) if isinstance(value, float) else str(value))
    return [*cells, *(free_text(getattr(student, name)) for name in _TEXTS)]


def _points(value: float | None, *, comma: bool) -> str:
    return "" if value is None else number(value, comma=comma, digits=4)


def explain_csv(upload: bytes, download: Sheet | None, request: ExportRequest) -> AfterImport:
    """What a program reads that takes every column by its name."""
    del download, request
    sheet = read_sheet(upload, "the file")
    if "student" not in sheet.header:
        return AfterImport((Effect(Treatment.REFUSED, "header row", "no column 'student'"),))
    grades = {
        (cell(row, sheet.header.index("student")), name): cell(row, n)
        for row in sheet.rows[1:]
        for n, name in enumerate(sheet.header)
        if n >= len(IDENTITIES) and cell(row, n)
    }
    totals = [key for key in grades if key[1] == "total"]
    return AfterImport(
        tuple(Effect(Treatment.SET, who, grades[who, name]) for who, name in totals), grades
    )


def write_json(request: ExportRequest) -> Export:
    """`grades.json` of this schema version, also from a file of an earlier one."""
    return Export({"": dumps(request.grades).encode("utf-8")})


def explain_json(upload: bytes, download: Sheet | None, request: ExportRequest) -> AfterImport:
    """What a program reads that follows the schema."""
    del download, request
    try:
        grades = parse(json.loads(upload))
    except (ValueError, ValidationError) as error:
        reason = " ".join(str(error).split())[:200]
        return AfterImport((Effect(Treatment.REFUSED, "the file", reason),))
    held = {(s.student, "total"): number(s.total) for s in grades.students if s.total is not None}
    return AfterImport(tuple(Effect(Treatment.SET, who, v) for (who, _), v in held.items()), held)


CSV = Exporter(
    name="csv",
    summary="plain CSV: identities, state, texts and points by question",
    suffix=".csv",
    write=write_csv,
    explain=explain_csv,
)
JSON = Exporter(
    name="json",
    summary="grades.json of the current schema version",
    suffix=".json",
    write=write_json,
    explain=explain_json,
)
