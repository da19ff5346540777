"""Blackboard's grade centre: tab-delimited and quoted, a column known by the id in its header."""

import re
from collections.abc import Sequence

from autograder.exporters.form import (
    AfterImport,
    Effect,
    Export,
    Exporter,
    ExportRequest,
    Treatment,
)
from autograder.exporters.match import Key, first_and_last, pair
from autograder.exporters.sheet import Sheet, cell, column_of, number, read_sheet, table
from autograder.records.errors import ConfigError
from autograder.records.grades import StudentGrade

_HEADER = re.compile(r"(?P<title>.*?)(?: \[(?P<points>[^\]]*)\])? ?\|(?P<id>\d+)$")
_POINTS = re.compile(r"-?\d*\.?\d+")
_USER, _NUMBER = "Username", "Student ID"
_PERSON = (
    "Last Name",
    "First Name",
    _USER,
    _NUMBER,
    "Last Access",
    "Availability",
    "Child Course ID",
)


def write(request: ExportRequest) -> Export:
    """Fill a downloaded sheet's column, or make a sheet of the students who have a grade.

    Raises:
        ConfigError: If the sheet is none of Blackboard's or has no such column.
    """
    if request.sheet is None:
        return _made(request)
    sheet = request.sheet
    user, column = column_of(sheet.header, _USER), _column(sheet, request.title)
    if user is None:
        raise ConfigError(
            "The sheet has no column Username; download it from the full grade centre again."
        )
    last, first = column_of(sheet.header, "Last Name"), column_of(sheet.header, "First Name")
    keys = (
        Key(user, lambda s: (s.login,)),
        Key(column_of(sheet.header, _NUMBER), lambda s: (s.student_id or s.sis_id,)),
        Key(user, lambda s: (s.student,)),
    )
    pairs = pair(list(enumerate(sheet.rows))[1:], request.grades.students, keys)
    cells = {(row, column): _grade(student) for row, student in pairs.student_of.items()}
    return Export(
        {"": sheet.with_cells({at: text for at, text in cells.items() if text}).to_bytes()},
        tuple(student.student for student in pairs.unmatched),
        tuple(
            f"{cell(sheet.rows[n], first)} {cell(sheet.rows[n], last)}".strip()
            or cell(sheet.rows[n], user)
            for n in pairs.left
        ),
    )


def _column(sheet: Sheet, title: str) -> int:
    found = {}
    for n, name in enumerate(sheet.header):
        match = _HEADER.match(name.strip())
        if match is not None:
            found[n] = (name.strip(), match["title"].strip(), match["id"])
    hits = [n for n, names in found.items() if title in names]
    if len(hits) == 1:
        return hits[0]
    names = ", ".join(repr(name) for name, _, _ in found.values()) or "none"
    raise ConfigError(
        f"The sheet has no single column {title!r}; it has {names}. Name one with --column."
    )


def _made(request: ExportRequest) -> Export:
    rows: list[Sequence[str]] = [("Last Name", "First Name", _USER, _NUMBER, request.title)]
    missing = []
    for student in request.grades.students:
        text = _grade(student)
        if not text or not student.login:
            missing.append(student.student)
            continue
        first, last = first_and_last(student.name)
        number_ = student.student_id or student.sis_id
        rows.append((last, first, student.login, number_, text))
    return Export({"": table(rows, delimiter="\t", quoted=True).to_bytes()}, tuple(missing))


def _grade(student: StudentGrade) -> str:
    return "" if student.excused or student.total is None else number(student.total)


def explain(upload: bytes, download: Sheet | None, request: ExportRequest) -> AfterImport:
    """What Blackboard will do with a file; see `Exporter`."""
    del request
    sheet = read_sheet(upload, "the file")
    user = column_of(sheet.header, _USER)
    if user is None:
        reason = "no column Username to match by"
        return AfterImport((Effect(Treatment.REFUSED, "header row", reason),))
    if sheet.delimiter == ";":
        reason = "cells are parted by semicolons; Blackboard reads tabs or commas"
        return AfterImport((Effect(Treatment.REFUSED, "header row", reason),))
    theirs = _ids(download) if download is not None else None
    findings: list[Effect] = []
    read: dict[int, str] = {}
    for n, name in enumerate(sheet.header):
        if name.strip() in _PERSON:
            continue
        judged = _judge(name.strip(), theirs)
        findings.append(judged)
        if judged.verdict is not Treatment.COLUMN_IGNORED:
            read[n] = name.strip()
    held = _rows(download)
    grades: dict[tuple[str, str], str] = {}
    for row in sheet.rows[1:]:
        who = cell(row, user)
        if held is not None and who not in held:
            findings.append(Effect(Treatment.ROW_UNMATCHED, who, "no user of this name"))
            continue
        for n, name in read.items():
            before = ""
            match = _HEADER.match(name)
            if held is not None and theirs is not None and match and match["id"] in theirs:
                before = cell(held[who], theirs[match["id"]])
            finding, after = _read(cell(row, n), before, match is not None, f"{who}, {name}")
            findings += [finding] if finding is not None else []
            if after:
                grades[who, name] = after
    return AfterImport(tuple(findings), grades)


def _judge(name: str, theirs: dict[str, int] | None) -> Effect:
    match = _HEADER.match(name)
    if match is None:
        return Effect(Treatment.COLUMN_NEW, name, "without an id: a text column of 0 points")
    if theirs is None or match["id"] in theirs:
        reason = "" if theirs is not None else "by its id, if the course has it"
        return Effect(Treatment.COLUMN_MATCHED, name, reason)
    return Effect(Treatment.COLUMN_IGNORED, name, "the course has no column of this id")


def _ids(sheet: Sheet) -> dict[str, int]:
    matches = ((_HEADER.match(name.strip()), n) for n, name in enumerate(sheet.header))
    return {match["id"]: n for match, n in matches if match is not None}


def _rows(sheet: Sheet | None) -> dict[str, Sequence[str]] | None:
    column = column_of(sheet.header, _USER) if sheet is not None else None
    if sheet is None or column is None:
        return None
    return {cell(row, column): row for row in sheet.rows[1:]}


def _read(text: str, before: str, points: bool, where: str) -> tuple[Effect | None, str]:
    if not text:
        return None, before
    if points and not _POINTS.fullmatch(text):
        if text == before:
            return None, before
        return Effect(
            Treatment.SKIPPED, where, f"{text!r} is not a number with a decimal point"
        ), before
    if points and _POINTS.fullmatch(before) and float(before) == float(text):
        return Effect(Treatment.SAME, where), number(float(text))
    shown = number(float(text)) if points else text
    return Effect(Treatment.SET, where, shown), shown


BLACKBOARD = Exporter(
    name="blackboard",
    summary="Blackboard: the grade centre's tab-delimited sheet, filled or made",
    suffix=".txt",
    write=write,
    explain=explain,
    fills=True,
)
