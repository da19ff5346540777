"""Moodle's grading worksheet: the one that it let one download, filled, or one made from nothing.

Moodle's labels follow the site's language, so columns are found by what stands in them.
"""

import re

from autograder.exporters.form import Export, Exporter, ExportRequest
from autograder.exporters.match import Key, pair
from autograder.exporters.moodle_importer import explain
from autograder.exporters.moodle_sheet import Worksheet, worksheet
from autograder.exporters.sheet import Sheet, cell, free_text, number, table
from autograder.records.errors import ConfigError
from autograder.records.grades import Grades, StudentGrade

_DIGITS = re.compile(r"(\d+)\s*$")


def write(request: ExportRequest) -> Export:
    """Fill the worksheet's grades and comments, or make one for those with a participant number.

    Raises:
        ConfigError: If it is not a worksheet, or nobody has a participant number to make one.
    """
    if request.sheet is None:
        return _made(request)
    sheet, place = request.sheet, worksheet(request.sheet)
    comma = sheet.decimal_comma if request.decimal_comma is None else request.decimal_comma
    rows = list(enumerate(sheet.rows))[1:]
    pairs = pair(rows, request.grades.students, _keys(place))
    cells = {}
    for row, student in pairs.student_of.items():
        text = _grade(student, comma=comma)
        if text:
            cells[row, place.grade] = text
        if student.comment and place.feedback is not None:
            cells[row, place.feedback] = free_text(student.comment)
    return Export(
        {"": sheet.with_cells(cells).to_bytes()},
        tuple(student.student for student in pairs.unmatched),
        tuple(cell(sheet.rows[row], 0) for row in pairs.left),
    )


def _keys(place: Worksheet) -> tuple[Key, ...]:
    return (
        Key(place.identifier, lambda s: (s.moodle_participant,), participant),
        *(Key(n, lambda s: (s.email,)) for n in place.identities),
        *(Key(n, lambda s: (s.student_id or s.sis_id,)) for n in place.identities),
        *(Key(n, lambda s: (s.name,)) for n in place.identities),
        Key(place.identifier, lambda s: (s.student,), participant),
        *(Key(n, lambda s: (s.student,)) for n in place.identities),
    )


def participant(identifier: str) -> str:
    """The participant number at the end of an identifier, such as `Participant 123`."""
    match = _DIGITS.search(identifier)
    return match[1] if match else ""


def _made(request: ExportRequest) -> Export:
    grades = request.grades
    known = [student for student in grades.students if student.moodle_participant]
    if not known:
        raise ConfigError(
            "A worksheet for Moodle needs the participant numbers of the assignment, and nobody "
            "has one here: download the worksheet and fill it with --into."
        )
    return Export(
        {"": _sheet(grades, known, comma=bool(request.decimal_comma)).to_bytes()},
        tuple(s.student for s in grades.students if not s.moodle_participant),
    )


def _sheet(grades: Grades, students: list[StudentGrade], *, comma: bool) -> Sheet:
    header = (
        *("Identifier", "Full name", "Email address", "Status", "Grade", "Maximum Grade"),
        *("Grade can be changed", "Last modified (submission)", "Last modified (grade)"),
        "Feedback comments",
    )
    most = number(grades.possible, comma=comma)
    rows = [
        (
            *(f"Participant {student.moodle_participant}", student.name, student.email, ""),
            *(_grade(student, comma=comma), most, "Yes", "-", "-", free_text(student.comment)),
        )
        for student in students
    ]
    return table((header, *rows), delimiter=";" if comma else ",")


def _grade(student: StudentGrade, *, comma: bool) -> str:
    """Points; blank where there are none, and for the excused: Moodle would read a word as 0."""
    if student.excused or student.total is None:
        return ""
    return number(student.total, comma=comma)


MOODLE = Exporter(
    name="moodle",
    summary="Moodle: the assignment's grading worksheet, filled or made",
    suffix=".csv",
    write=write,
    explain=explain,
    fills=True,
)
