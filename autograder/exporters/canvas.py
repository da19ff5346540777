"""Canvas's gradebook: a column of the sheet that it exports, or a sheet of one column."""

import re
from collections.abc import Sequence

from autograder.exporters.canvas_importer import DROPPED, Layout, explain, layout, title_and_id
from autograder.exporters.form import Export, Exporter, ExportRequest
from autograder.exporters.match import Key, Pairs, is_test_student, pair, swapped
from autograder.exporters.sheet import Sheet, cell, number, table
from autograder.records.errors import ConfigError
from autograder.records.grades import StudentGrade

EXCUSED = "EX"
UNASSIGNED = "N/A"
_POINTS = "    Points Possible"
_ID = re.compile(r"\s\(\d+\)$")


def write(request: ExportRequest) -> Export:
    """Fill the exported sheet's column, or make a sheet of the students who have a grade.

    Raises:
        ConfigError: If the sheet is none of Canvas's, has no such column, or Canvas would drop it.
    """
    dropped = DROPPED.search(request.title)
    if dropped is not None:
        raise ConfigError(
            f"Canvas drops a column whose title contains {dropped[0]!r} without a word: "
            f"{request.title!r}. Rename the assignment in Canvas, or give --column another title."
        )
    return _filled(request, request.sheet) if request.sheet is not None else _made(request)


def _filled(request: ExportRequest, sheet: Sheet) -> Export:
    known = layout(sheet)
    column = find_column(sheet.header, known, request.title)
    comma = sheet.decimal_comma if request.decimal_comma is None else request.decimal_comma
    pairs = matched(sheet, known, request.grades.students)
    cells = {}
    for row, student in pairs.student_of.items():
        text = _grade(student, comma=comma)
        # A blank cell would clear what Canvas has: without a grade its own cell stays.
        if text and cell(sheet.rows[row], column) != UNASSIGNED:
            cells[row, column] = text
    return Export(
        {"": sheet.with_cells(cells).to_bytes()},
        tuple(student.student for student in pairs.unmatched),
        tuple(sheet.rows[row][0] for row in pairs.left),
    )


def find_column(header: Sequence[str], known: Layout, title: str) -> int:
    """Position of the column to fill, by its whole title or the title before Canvas's id.

    Raises:
        ConfigError: If there is none, or more than one.
    """
    found = [n for n, name in known.assignments if title in (name, title_and_id(name)[0])]
    if len(found) == 1:
        return found[0]
    names = ", ".join(repr(header[n]) for n, _ in known.assignments) or "none"
    count = "no column" if not found else "several columns"
    raise ConfigError(
        f"The sheet has {count} {title!r}; it has {names}. Name one with --column, with its id "
        "in brackets."
    )


def matched(sheet: Sheet, known: Layout, students: Sequence[StudentGrade]) -> Pairs:
    """Which row of the sheet is whose, in the order in which Canvas itself looks."""
    rows = [
        (n, row)
        for n, row in enumerate(sheet.rows)
        if n in known.student_rows and not is_test_student(cell(row, 0))
    ]
    keys = (
        Key(known.id, lambda s: (s.canvas_id,)),
        Key(known.sis_id, lambda s: (s.sis_id or s.student_id,)),
        Key(known.login, lambda s: (s.login, "" if s.login else s.email)),
        Key(known.sis_id, lambda s: (s.student,)),
        Key(known.login, lambda s: (s.student,)),
        Key(0, lambda s: (s.name, swapped(s.name)) if s.name else ()),
        Key(0, lambda s: (s.student,)),
    )
    return pair(rows, students, keys)


def _made(request: ExportRequest) -> Export:
    comma = bool(request.decimal_comma)
    rows: list[Sequence[object]] = [
        ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", request.title)
    ]
    # The points of a column that Canvas has are Canvas's: only a new one is told them.
    points = "" if _ID.search(request.title) else number(request.grades.possible, comma=comma)
    rows.append((_POINTS, "", "", "", "", points))
    for student in request.grades.students:
        text = _grade(student, comma=comma)
        if not text:
            continue
        name = swapped(student.name) if student.name else student.student
        sis_id = student.sis_id or student.student_id
        login = student.login or student.email
        rows.append((name, student.canvas_id, sis_id, login, student.section, text))
    return Export({"": table(rows, delimiter=";" if comma else ",").to_bytes()})


def _grade(student: StudentGrade, *, comma: bool) -> str:
    if student.excused:
        return EXCUSED
    return "" if student.total is None else number(student.total, comma=comma)


CANVAS = Exporter(
    name="canvas",
    summary="Canvas: the gradebook's CSV, filled or made",
    suffix=".csv",
    write=write,
    explain=explain,
    fills=True,
)
