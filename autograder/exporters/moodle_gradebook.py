"""Moodle's gradebook import: one row a student, matched by mail address or id number."""

from autograder.exporters.form import (
    AfterImport,
    Effect,
    Export,
    Exporter,
    ExportRequest,
    Treatment,
)
from autograder.exporters.moodle_importer import unformat
from autograder.exporters.sheet import Sheet, cell, column_of, free_text, number, read_sheet, table
from autograder.records.errors import ConfigError
from autograder.records.grades import StudentGrade

_EMAIL, _ID = "Email address", "ID number"
_CAVEATS = (
    "Moodle asks how to map: the mail address (or id number) to itself, the grade to the item. "
    "One row that fits nobody stops the whole import.",
    "Grades that come in by the gradebook override the assignment's own from then on.",
)


def write(request: ExportRequest) -> Export:
    """The students who have a grade and something to match by.

    Raises:
        ConfigError: If nobody has a mail address or an id number.
    """
    comma = bool(request.decimal_comma)
    graded = [s for s in request.grades.students if s.total is not None and not s.excused]
    # Moodle maps one column to one identity: the one that more students have.
    by_mail = sum(bool(s.email) for s in graded) >= sum(bool(_number(s)) for s in graded)
    known = [student for student in graded if (student.email if by_mail else _number(student))]
    if graded and not known:
        raise ConfigError(
            "Moodle's gradebook matches by mail address or id number, and nobody has one here; "
            "name a roster in course.toml, or fill the assignment's worksheet (format moodle)."
        )
    rows = [
        (
            *(_number(student), student.email),
            *(number(student.total or 0.0, comma=comma), free_text(student.comment)),
        )
        for student in known
    ]
    header = (_ID, _EMAIL, request.title, f"{request.title} (feedback)")
    made = table((header, *rows), delimiter=";" if comma else ",")
    known_keys = {student.student for student in known}
    missing = tuple(s.student for s in request.grades.students if s.student not in known_keys)
    return Export({"": made.to_bytes()}, missing)


def _number(student: StudentGrade) -> str:
    return student.student_id or student.sis_id


def explain(upload: bytes, download: Sheet | None, request: ExportRequest) -> AfterImport:
    """What Moodle will do, if the mail address is mapped where there is one, else the id number.

    Args:
        upload: The file.
        download: A gradebook export with the same columns, from which the participants are known.
        request: Says how the person who uploads writes decimals.
    """
    sheet = read_sheet(upload, "the file")
    email, id_ = column_of(sheet.header, _EMAIL), column_of(sheet.header, _ID)
    if email is None and id_ is None:
        reason = "neither a mail address nor an id number to match by"
        return AfterImport((Effect(Treatment.REFUSED, "header row", reason),), caveats=_CAVEATS)
    # Every row needs the value that is mapped: mails if all have one.
    key = email if email is not None and all(cell(r, email) for r in sheet.rows[1:]) else id_
    key = email if key is None else key
    known = _known(download, _EMAIL if key == email else _ID)
    grade = next(n for n in range(len(sheet.header)) if n not in (email, id_))
    comma = bool(request.decimal_comma)
    findings, grades = [], {}
    for row in sheet.rows[1:]:
        who = cell(row, key)
        if not who or (known is not None and who not in known):
            reason = "no participant has it: Moodle stops here and imports nothing"
            return AfterImport((Effect(Treatment.REFUSED, who or "a row without it", reason),))
        text = cell(row, grade)
        if not text:
            continue
        value, whole = unformat(text, comma=comma)
        shown = number(value, comma=comma)
        verdict = Treatment.SET if whole else Treatment.MISREAD
        findings.append(Effect(verdict, who, shown if whole else f"{text!r} is read as {shown}"))
        grades[who, sheet.header[grade]] = shown
    return AfterImport(tuple(findings), grades, caveats=_CAVEATS)


def _known(download: Sheet | None, name: str) -> set[str] | None:
    column = column_of(download.header, name) if download is not None else None
    if download is None or column is None:
        return None
    return {cell(row, column) for row in download.rows[1:]}


MOODLE_GRADEBOOK = Exporter(
    name="moodle-gradebook",
    summary="Moodle: the course gradebook's import, by mail address or id number",
    suffix=".csv",
    write=write,
    explain=explain,
)
