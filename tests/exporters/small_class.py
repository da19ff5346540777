"""A class of five as a grades record, and requests to export it."""

from pathlib import Path
from typing import Any

from autograder.exporters.form import ExportRequest
from autograder.exporters.sheet import read_sheet
from autograder.records.grades import GradedQuestion, Grades, StudentGrade

QUESTIONS = (
    GradedQuestion(id="q2", title="Halve", kind="code", possible=4),
    GradedQuestion(id="q10", title="Squares", kind="code", possible=5),
    GradedQuestion(id="w1", title="In your words", kind="written", possible=1),
)
STUDENTS: tuple[dict[str, Any], ...] = (
    {
        "student": "ada",
        "name": "Ada Birch",
        "student_id": "007",
        "email": "ada@uni.example",
        "canvas_id": "101",
        "sis_id": "S007",
        "login": "ada",
        "moodle_participant": "71",
        "total": 8.675,
        "points": {"q2": 4.0, "q10": 4.675, "w1": None},
        "comment": "=Well done",
        "section": "A",
    },
    {
        "student": "ben",
        "name": "Ben Okafor",
        "student_id": "008",
        "email": "ben@uni.example",
        "canvas_id": "102",
        "sis_id": "S008",
        "login": "ben",
        "moodle_participant": "72",
        "total": 0.0,
        "points": {"q2": 0.0, "q10": 0.0, "w1": 0.0},
        "section": "A",
    },
    {
        "student": "chloe",
        "name": "Chloé Marchand",
        "student_id": "009",
        "email": "chloe@uni.example",
        "canvas_id": "103",
        "sis_id": "S009",
        "login": "=chloe",
        "moodle_participant": "73",
        "total": 10.5,
        "points": {"q2": 4.0, "q10": 5.0, "w1": 1.5},
        "section": "B",
    },
    {
        "student": "davit",
        "name": "Davit Sarkissian",
        "student_id": "010",
        "email": "davit@uni.example",
        "canvas_id": "104",
        "sis_id": "S010",
        "login": "davit",
        "moodle_participant": "74",
        "status": "internal_error",
        "total": None,
        "message": "Not graded: a fault of the autograder.",
    },
    {
        "student": "elif",
        "name": "Elif Aydın",
        "student_id": "011",
        "email": "elif@uni.example",
        "canvas_id": "105",
        "sis_id": "S011",
        "login": "elif",
        "moodle_participant": "75",
        "status": "missing",
        "total": 0.0,
        "excused": True,
    },
)


def grades(*changes: dict[str, Any], **also: Any) -> Grades:
    """The class; each change is merged into the student of the same place."""
    rows = [
        StudentGrade(**{"status": "passed", "possible": 10.0, **row, **change})
        for row, change in zip(STUDENTS, [*changes, *[{}] * len(STUDENTS)], strict=False)
    ]
    given = {"assignment": "lab1", "title": "Lab 1", "possible": 10.0, **also}
    return Grades(questions=QUESTIONS, students=tuple(rows), **given)


def request(sheet: str | bytes | None = None, **options: Any) -> ExportRequest:
    """A request for the class, or for `grades` among the options."""
    data = sheet.encode() if isinstance(sheet, str) else sheet
    read = read_sheet(data, "the sheet") if data is not None else None
    given = options.pop("grades", None) or grades()
    return ExportRequest(given, options.pop("folder", Path()), read, **options)


CANVAS = """\
Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (4711),Lab 2 (4712),Current Score,Final Score
,,,,,Manual Posting,,,
    Points Possible,,,,,10,20,(read only),(read only)
"Birch, Ada",101,S007,ada,A,,15,75,40
"Okafor, Ben",102,S008,ben,A,3,,0,0
"Marchand, Chloé",103,S009,=chloe,B,,,0,0
"Sarkissian, Davit",104,S010,davit,B,6.5,,0,0
"Aydın, Elif",105,S011,elif,B,,N/A,0,0
"Novak, Nora",106,S012,nora,B,1,,0,0
"Student, Test",999,,abcdef,A,,,0,0
"""

MOODLE = """\
Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,\
Last modified (submission),Online text,Last modified (grade),Feedback comments
Participant 71,Ada Birch,ada@uni.example,Submitted,,10.00,Yes,-,<p>a</p>,-,
Participant 72,Ben Okafor,ben@uni.example,Submitted,,10.00,Yes,-,,-,
Participant 73,Chloé Marchand,chloe@uni.example,Submitted,,10.00,Yes,-,,-,Old
Participant 74,Davit Sarkissian,davit@uni.example,Submitted,5.00,10.00,Yes,-,,\
"Monday, 2 November 2026, 10:00 AM",Fine
Participant 75,Elif Aydın,elif@uni.example,No submission,,10.00,Yes,-,,-,
"""

BRIGHTSPACE = """\
OrgDefinedId,Username,Last Name,First Name,\
Lab 1 Points Grade <Numeric MaxPoints:10 Weight:5>,Lab 2 Points Grade <Numeric MaxPoints:20>,\
End-of-Line Indicator
#007,#ada,Birch,Ada,,15,#
#008,#ben,Okafor,Ben,3,,#
#009,#=chloe,Marchand,Chloé,,,#
#010,#davit,Sarkissian,Davit,6.5,,#
"""

BLACKBOARD = (
    '"Last Name"\t"First Name"\t"Username"\t"Student ID"\t"Last Access"\t'
    '"Lab 1 [Total Pts: 10 Score] |664617"\t"Lab 2 [Total Pts: 20 Score] |664618"\n'
    '"Birch"\t"Ada"\t"ada"\t"007"\t"2026-10-01"\t""\t"15"\n'
    '"Okafor"\t"Ben"\t"ben"\t"008"\t"2026-10-01"\t"3"\t""\n'
    '"Marchand"\t"Chloé"\t"=chloe"\t"009"\t"2026-10-01"\t"Needs Grading"\t""\n'
    '"Sarkissian"\t"Davit"\t"davit"\t"010"\t"2026-10-01"\t"6.5"\t""\n'
)
