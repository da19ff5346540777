"""Brightspace's grade import: points of one item, by `OrgDefinedId` or `Username`."""

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
from autograder.exporters.match import Key, pair
from autograder.exporters.sheet import Sheet, cell, column_of, number, read_sheet, table
from autograder.records.errors import ConfigError
from autograder.records.grades import StudentGrade

_ID, _USER, _END = "OrgDefinedId", "Username", "End-of-Line Indicator"
_ITEM = re.compile(r"(?P<item>.+?) Points Grade(?: <(?P<more>[^>]*)>)?$")
_MOST = re.compile(r"MaxPoints:(\d+(?:\.\d+)?)")
_POINTS = re.compile(r"-?\d*\.?\d+")
_MARK = "#"


def write(request: ExportRequest) -> Export:
    """Fill an exported sheet's item, or make a sheet of the students who have a grade and an id.

    Raises:
        ConfigError: If the sheet is none of Brightspace's or has no such item.
    """
    if request.sheet is None:
        return _made(request)
    sheet = request.sheet
    column = _column(sheet, request.title)
    header = sheet.header
    names = (column_of(header, "Last Name"), column_of(header, "First Name"))
    keys = (
        Key(column_of(header, _ID), lambda s: (s.student_id or s.sis_id,), _bare),
        Key(column_of(header, _USER), lambda s: (s.login,), _bare),
        Key(column_of(header, "Email"), lambda s: (s.email,)),
        Key(column_of(header, _ID), lambda s: (s.student,), _bare),
        Key(column_of(header, _USER), lambda s: (s.student,), _bare),
    )
    pairs = pair(list(enumerate(sheet.rows))[1:], request.grades.students, keys)
    cells = {(row, column): _grade(student) for row, student in pairs.student_of.items()}
    left = (
        " ".join(cell(sheet.rows[row], n) for n in names if n is not None)
        or cell(sheet.rows[row], 0)
        for row in pairs.left
    )
    return Export(
        {"": sheet.with_cells({at: text for at, text in cells.items() if text}).to_bytes()},
        tuple(student.student for student in pairs.unmatched),
        tuple(left),
    )


def _column(sheet: Sheet, title: str) -> int:
    found = {}
    for n, name in enumerate(sheet.header):
        match = _ITEM.match(name.strip())
        if match is not None:
            found[match["item"]] = n
    if title not in found:
        names = ", ".join(map(repr, found)) or "none"
        raise ConfigError(
            f"The sheet has no item {title!r} with points; it has {names}. Name one with "
            "--column, or export it from Brightspace with its points grade."
        )
    return found[title]


def _made(request: ExportRequest) -> Export:
    rows: list[Sequence[str]] = [(_ID, _USER, f"{request.title} Points Grade", _END)]
    missing = []
    for student in request.grades.students:
        number_, login = student.student_id or student.sis_id, student.login
        text = _grade(student)
        if text and (number_ or login):
            # A leading # is how Brightspace writes ids itself: no spreadsheet strips their zeros.
            rows.append((_marked(number_), _marked(login), text, _MARK))
        else:
            missing.append(student.student)
    return Export({"": table(rows).to_bytes()}, tuple(missing))


def _grade(student: StudentGrade) -> str:
    # Brightspace reads a decimal point in every language, and has no word for excused here.
    return "" if student.excused or student.total is None else number(student.total)


def _bare(identity: str) -> str:
    return identity.removeprefix(_MARK)


def _marked(identity: str) -> str:
    return _MARK + identity if identity else ""


def explain(upload: bytes, download: Sheet | None, request: ExportRequest) -> AfterImport:
    """What Brightspace will do with a file; see `Exporter`."""
    del request
    sheet = read_sheet(upload, "the file")
    header = sheet.header
    columns = {name: column_of(header, name) for name in (_ID, _USER)}
    end = column_of(header, _END)
    if end is None or end != len(header) - 1:
        reason = f"the last column is not {_END!r}"
        return AfterImport((Effect(Treatment.REFUSED, "header row", reason),))
    if columns[_ID] is None and columns[_USER] is None:
        reason = f"neither {_ID} nor {_USER}"
        return AfterImport((Effect(Treatment.REFUSED, "header row", reason),))
    known_items = _items(download) if download is not None else {}
    findings: list[Effect] = []
    items: dict[int, str] = {}
    for n, name in enumerate(header):
        match = _ITEM.match(name.strip())
        if match is not None:
            items[n] = match["item"]
            there = download is not None and match["item"] in known_items
            verdict = Treatment.COLUMN_MATCHED if there else Treatment.COLUMN_NEW
            reason = "" if download is not None else "unless an item has exactly this name"
            findings.append(Effect(verdict, match["item"], reason))
        elif n != end and n not in columns.values():
            findings.append(Effect(Treatment.COLUMN_IGNORED, name, "only ids and grades are read"))
    grades: dict[tuple[str, str], str] = {}
    for row in sheet.rows[1:]:
        who = _bare(cell(row, columns[_ID])) or _bare(cell(row, columns[_USER]))
        if cell(row, end) != _MARK:
            findings.append(Effect(Treatment.ROW_UNMATCHED, who, "the end-of-line mark is missing"))
            continue
        old = _row_of(download, row, columns)
        if download is not None and old is None:
            findings.append(
                Effect(Treatment.ROW_UNMATCHED, who, "nobody in the course has this id")
            )
            continue
        for n, item in items.items():
            before = cell(old, known_items[item]) if old and item in known_items else ""
            most = _most(download, known_items.get(item))
            finding, after = _read(cell(row, n), before, most, f"{who}, {item}")
            findings += [finding] if finding is not None else []
            if after:
                grades[who, item] = after
    return AfterImport(tuple(findings), grades, caveats=_CAVEATS)


_CAVEATS = ("A grade above the maximum is capped unless the item is set to 'Can Exceed'.",)


def _items(sheet: Sheet) -> dict[str, int]:
    matches = ((_ITEM.match(name.strip()), n) for n, name in enumerate(sheet.header))
    return {match["item"]: n for match, n in matches if match is not None}


def _most(sheet: Sheet | None, column: int | None) -> float | None:
    if sheet is None or column is None:
        return None
    match = _MOST.search(sheet.header[column])
    return float(match[1]) if match else None


def _row_of(
    download: Sheet | None, row: Sequence[str], columns: dict[str, int | None]
) -> Sequence[str] | None:
    for name, column in columns.items():
        value = _bare(cell(row, column))
        theirs = column_of(download.header, name) if download is not None else None
        if download is None or theirs is None or not value:
            continue
        for old in download.rows[1:]:
            if _bare(cell(old, theirs)) == value:
                return old
    return None


def _read(text: str, before: str, most: float | None, where: str) -> tuple[Effect | None, str]:
    if not text:
        return None, before
    if not _POINTS.fullmatch(text):
        return Effect(
            Treatment.SKIPPED, where, f"{text!r} is not a number with a decimal point"
        ), before
    value = float(text)
    if value < 0:
        return Effect(Treatment.SKIPPED, where, "a negative grade"), before
    if most is not None and value > most:
        return Effect(Treatment.CAPPED, where, f"at {most:g} of {value:g}"), number(most)
    if _POINTS.fullmatch(before) and float(before) == value:
        return Effect(Treatment.SAME, where), number(value)
    return Effect(Treatment.SET, where, number(value)), number(value)


BRIGHTSPACE = Exporter(
    name="brightspace",
    summary="Brightspace: points of one item, filled or made",
    suffix=".csv",
    write=write,
    explain=explain,
    fills=True,
)
