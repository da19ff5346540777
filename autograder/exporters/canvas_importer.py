"""A model of Canvas's gradebook import: what it makes of a file, cell by cell.

The rules are those of Canvas's importer and are spelled out where they surprise. Canvas shows its
changes before they are made; the model says what will stand there.
"""

import re
from dataclasses import dataclass
from decimal import Decimal

from autograder.exporters.form import AfterImport, Effect, ExportRequest, Treatment
from autograder.exporters.match import is_test_student, swapped
from autograder.exporters.sheet import Sheet, cell, number, read_sheet
from autograder.records.errors import ConfigError

DROPPED = re.compile(
    r"Current Score|Current Points|Current Grade|Final Score|Final Points|Final Grade"
    r"|Override Score|Override Grade|Override Status"
)
"""Titles that Canvas takes for its own totals, wherever they stand in a title."""

_NUMBER = re.compile(r"-?[0-9.,]+%?")
_TITLE = re.compile(r"^(.*)\s\((\d+)\)$")
_NO_STUDENT = re.compile(r"\s*(Muted|Manual Posting.*)?\s*", re.IGNORECASE)
_LEADING_DIGITS = re.compile(r"\s*(\d+)")


@dataclass(frozen=True)
class Layout:
    """Where things are in a sheet of Canvas's form.

    Attributes:
        id: Column of Canvas's user ids.
        sis_id: Column of SIS ids, or None.
        login: Column of SIS log-ins, or None.
        section: Column of sections, the last that describes the student.
        assignments: Position and title of every assignment's column that Canvas does not drop.
        dropped: The same of those that it drops.
        points_row: Row of the points possible, or None.
        student_rows: Rows of students.
    """

    id: int
    sis_id: int | None
    login: int | None
    section: int
    assignments: tuple[tuple[int, str], ...]
    dropped: tuple[tuple[int, str], ...]
    points_row: int | None
    student_rows: tuple[int, ...]


@dataclass(frozen=True)
class _Course:
    """What Canvas knows, as far as its own export tells."""

    layout: Layout
    sheet: Sheet

    def assignment(self, header: str) -> int | None:
        id_ = title_and_id(header)[1]
        for n, name in self.layout.assignments:
            if id_ and title_and_id(name)[1] == id_:
                return n
        # By whole title, as Canvas looks when there is no id or none that it knows.
        found = (n for n, name in self.layout.assignments if title_and_id(name)[0] == header)
        return next(found, None)

    def student(self, id_: str, sis_id: str, login: str, name: str) -> tuple[int | None, bool]:
        """Row of a student, and whether only the name said so."""
        rows = [(n, self.sheet.rows[n]) for n in self.layout.student_rows]
        wanted = to_i(id_)
        for n, row in rows:
            if wanted and to_i(cell(row, self.layout.id)) == wanted:
                return n, False
        for value, column in ((sis_id, self.layout.sis_id), (login, self.layout.login)):
            for n, row in rows:
                if value and cell(row, column) == value:
                    return n, False
        for n, row in rows:
            if name and name in (cell(row, 0), swapped(cell(row, 0))):
                return n, True
        return None, False


def title_and_id(header: str) -> tuple[str, str]:
    """A column's title and Canvas's id behind it in brackets; the id is empty without them."""
    match = _TITLE.match(header)
    return (match[1], match[2]) if match else (header, "")


def to_i(text: str) -> int:
    """The number at the beginning of a text, as Canvas reads an id; 0 if there is none."""
    match = _LEADING_DIGITS.match(text)
    return int(match[1]) if match else 0


def normal(text: str) -> str:
    """A cell as Canvas reads it: in a number the last comma or point is the decimal one."""
    if not _NUMBER.fullmatch(text):
        return text
    *whole, last = re.split("[,.]", text)
    return f"{''.join(whole)}.{last}" if whole else last


def layout(sheet: Sheet) -> Layout:
    """Find the columns and rows of a sheet, or refuse it as Canvas would.

    Raises:
        ConfigError: If Canvas would call the header row invalid.
    """
    row = [name.lstrip("\ufeff") for name in sheet.header]
    if len(row) < 4 or "Student" not in row[0] or "ID" not in row[1]:
        raise ConfigError(
            "Canvas calls the header row invalid: it begins with Student, ID and ends the "
            "student's part with Section; export the gradebook again."
        )
    sis_id = login = None
    section = 2
    if re.search(r"SIS\s+Login\s+ID", row[2]):
        login, section = 2, 3
    elif re.search(r"SIS\s+User\s+ID", row[2]) and re.search(r"SIS\s+Login\s+ID", row[3]):
        sis_id, login, section = 2, 3, 4
        for optional in (r"Integration\s+ID", r"Root\s+Account"):
            if section < len(row) and re.search(optional, row[section]):
                section += 1
    if section >= len(row) or "Section" not in row[section]:
        hint = " SIS User ID needs SIS Login ID behind it." if "SIS User ID" in row[2] else ""
        raise ConfigError(
            f"Canvas calls the header row invalid: where Section belongs stands "
            f"{row[min(section, len(row) - 1)]!r}.{hint}"
        )
    columns = [(n, name) for n, name in enumerate(row) if n > section and name]
    # Canvas finds a column's cells by its header: the second of two equal ones is never read.
    columns = [(n, name) for n, name in columns if row.index(name) == n]
    points_row, students = None, []
    for n, line in enumerate(sheet.rows[1:], 1):
        if "Points Possible" in cell(line, 0):
            points_row = n
        elif not all(_NO_STUDENT.fullmatch(text) for text in line):
            students.append(n)
    return Layout(
        id=1,
        sis_id=sis_id,
        login=login,
        section=section,
        assignments=tuple(column for column in columns if not DROPPED.search(column[1])),
        dropped=tuple(column for column in columns if DROPPED.search(column[1])),
        points_row=points_row,
        student_rows=tuple(students),
    )


def explain(upload: bytes, download: Sheet | None, request: ExportRequest) -> AfterImport:
    """What Canvas will do with a file.

    Args:
        upload: The file.
        download: What Canvas exported, from which its state is known; None if nobody has it.
        request: What was exported; unused, since Canvas reads the file alone.
    """
    del request
    sheet = read_sheet(upload, "the file")
    try:
        place = layout(sheet)
        course = _Course(layout(download), download) if download is not None else None
    except ConfigError as error:
        return AfterImport((Effect(Treatment.REFUSED, "header row", str(error)),))
    findings = [
        Effect(Treatment.COLUMN_DROPPED, name, "Canvas takes it for a total of its own")
        for _, name in place.dropped
        if course is None or name not in dict(course.layout.dropped).values()
    ]
    theirs = {}
    for n, name in place.assignments:
        known = course.assignment(name) if course is not None else None
        found, read = _column(sheet, place, n, name, course, known)
        findings += found
        if read:
            theirs[n] = known
    grades: dict[tuple[str, str], str] = {}
    for row in (sheet.rows[n] for n in place.student_rows):
        if is_test_student(cell(row, 0)):
            findings.append(Effect(Treatment.ROW_IGNORED, cell(row, 0), "Canvas's test student"))
            continue
        at, who = _student(row, place, course, findings)
        if who is None:
            continue
        for n, known in theirs.items():
            name = sheet.header[n]
            old = cell(course.sheet.rows[at], known) if course and at and known else ""
            finding, after = _cell(normal(cell(row, n)), normal(old), f"{who}, {name}")
            if finding is not None:
                findings.append(finding)
            if after:
                grades[who, title_and_id(name)[0]] = after
    return AfterImport(tuple(findings), grades, caveats=_caveats(course))


def _column(
    sheet: Sheet, place: Layout, n: int, name: str, course: _Course | None, known: int | None
) -> tuple[list[Effect], bool]:
    """What becomes of a column, and whether its grades are read."""
    # Canvas's CSV reader tells a blank from a quoted blank; ours does not, and writes plain ones.
    points = cell(sheet.rows[place.points_row], n) if place.points_row is not None else ""
    if re.search(r"read\s+only", points):
        return [Effect(Treatment.COLUMN_IGNORED, name, "read only")], False
    if course is None:
        if title_and_id(name)[1]:
            reason = "by its id, if this course has it; else a new assignment"
            return [Effect(Treatment.COLUMN_MATCHED, name, reason)], True
        reason = "unless an assignment has exactly this title"
        return [Effect(Treatment.COLUMN_NEW, name, reason)], True
    if known is None:
        return [Effect(Treatment.COLUMN_NEW, name, "no assignment has this id or title")], True
    found = [Effect(Treatment.COLUMN_MATCHED, name)]
    if points and course.layout.points_row is not None:
        theirs = cell(course.sheet.rows[course.layout.points_row], known)
        if re.search(r"read\s+only", theirs):
            return [Effect(Treatment.COLUMN_IGNORED, name, "read only")], False
        if _differ(normal(points), normal(theirs)):
            reason = f"{points} points here, {theirs or 'none'} in Canvas; leave the cell blank"
            found.append(Effect(Treatment.COLUMN_REPOINTED, name, reason))
    return found, True


def _student(
    row: tuple[str, ...], place: Layout, course: _Course | None, findings: list[Effect]
) -> tuple[int | None, str | None]:
    """Row in Canvas's own sheet, and the name under which the outcome lists the student."""
    id_ = normal(cell(row, place.id))
    sis_id, login = normal(cell(row, place.sis_id)), normal(cell(row, place.login))
    name = cell(row, 0)
    for raw, read in ((cell(row, place.sis_id), sis_id), (cell(row, place.login), login)):
        if raw != read:
            findings.append(
                Effect(Treatment.MISREAD, name, f"Canvas reads the id {raw!r} as {read!r}")
            )
    if course is None:
        if not (to_i(id_) or sis_id or login):
            findings.append(Effect(Treatment.ROW_BY_NAME, name, "no id stands in the row"))
        return None, name
    at, by_name = course.student(id_, sis_id, login, name)
    if at is None:
        reason = "no id, log-in or name of it is in the course; Canvas asks whom it means"
        findings.append(Effect(Treatment.ROW_UNMATCHED, name, reason))
        return None, None
    if by_name:
        findings.append(Effect(Treatment.ROW_BY_NAME, name, "no id of the row is in the course"))
    return at, cell(course.sheet.rows[at], 0)


def _cell(new: str, old: str, where: str) -> tuple[Effect | None, str]:
    """What happens to one grade, and what Canvas shows afterwards."""
    if old.casefold() == "n/a":
        had = Effect(Treatment.SKIPPED, where, "the assignment is not assigned to this student")
        return (had if not _blank(new) and new.casefold() != "n/a" else None), ""
    if _blank(new):
        if _blank(old):
            return None, ""
        return Effect(Treatment.CLEARED, where, f"the cell is blank, Canvas has {old}"), ""
    if new.casefold() == "ex":
        same = old.casefold() == "ex"
        return Effect(Treatment.SAME if same else Treatment.EXCUSED, where), "EX"
    value = _value(new)
    if new.endswith("%") and _value(new[:-1]) is not None:
        return Effect(Treatment.MISREAD, where, "taken as a share of the points"), new
    if value is None:
        return Effect(Treatment.SKIPPED, where, f"{new!r} is not a number of points"), old
    shown = number(float(value))
    if not _blank(old) and not _differ(new, old):
        return Effect(Treatment.SAME, where), shown
    return Effect(Treatment.SET, where, shown), shown


def _blank(text: str) -> bool:
    return text in ("", "-")


def _value(text: str) -> Decimal | None:
    return Decimal(text) if re.fullmatch(r"-?\d*\.?\d+", text) else None


def _differ(one: str, other: str) -> bool:
    """Whether two numbers differ in what Canvas shows of them."""
    a, b = _value(one), _value(other)
    if a is None or b is None:
        return one != other
    return number(float(a)) != number(float(b))


def _caveats(course: _Course | None) -> tuple[str, ...]:
    if course is None:
        return (
            "Without an exported gradebook nobody knows which students and columns Canvas has; "
            "fill one with --into.",
        )
    return ("Grades of a closed grading period are not changed; the export does not tell which.",)
