"""A graded class on disk: a course with keys, grades and results as a batch leaves them."""

import json
from pathlib import Path
from typing import Any

from autograder.records.course import Course, find_course
from autograder.records.grades import GradedQuestion, Grades, StudentGrade, dumps
from autograder.records.result import (
    CheckResult,
    QuestionResult,
    SubmissionResult,
    TrainingRecord,
    dump,
)
from autograder.records.status import Status

MCQ = """
[[graded]]
id = "Q1"
title = "How many windows"
difficulty = 1
minutes = 2
stem = "How many windows of size 3 do 10 values have?"
key = "C"
options = { A = "3 windows", B = "7 windows", C = "8 windows", D = "10 windows" }

[graded.feedback]
A = "Three is the size of a window."
B = "The window that starts at zero counts as well."
C = "Ten minus three plus one positions are left."
D = "The last two values cannot begin a window."

[[practice]]
id = "P1"
title = "One window"
stem = "Is 3 < 5 & 5 > 3?"
key = "A"
options = { A = "yes", B = "no", C = "only at night", D = "it depends" }
explanations = { A = "It is.", B = "It is not.", C = "Never.", D = "On nothing." }
"""
QUESTIONS = (
    GradedQuestion(id="q1", title="Add", kind="code", possible=3),
    GradedQuestion(id="Q1", title="How many windows", kind="mcq", possible=1),
    GradedQuestion(id="w1", title="In your words", kind="written", possible=2),
)


def make_course(root: Path, settings: str = "") -> Course:
    """A course with one assignment `lab`; `settings` are further lines of assignment.toml."""
    folder = root / "assignments" / "lab"
    folder.mkdir(parents=True)
    (root / "assignments/course.toml").write_text(
        'name = "C"\nassignments = ["lab"]\nunused = ["torch", "scipy"]\n'
    )
    (folder / "assignment.toml").write_text(f'id = "lab"\ntitle = "Lab"\n{settings}\n')
    (folder / "mcq.toml").write_text(MCQ)
    return find_course(root)


def result(student: str, choice: str = "B", **changes: Any) -> SubmissionResult:
    """A result with everything in it that students must not read, marked SECRET."""
    checks = (
        CheckResult(
            id="q1-1",
            name="test_small_numbers",
            hidden=False,
            status=Status.FAILED,
            points=0,
            possible=1,
            message="add(1, 2) returned <b>4</b>, expected 3.",
        ),
        CheckResult(
            id="q1-2",
            name="test_SECRET_overflow",
            hidden=True,
            status=Status.FAILED,
            points=1,
            possible=2,
            message="SECRET case 17",
        ),
    )
    questions = (
        QuestionResult(
            id="q1",
            title="Add",
            kind="code",
            status=Status.FAILED,
            points=1,
            possible=3,
            message="add(1, 2) returned <b>4</b>, expected 3.",
            hint="Is the second number used?",
            misconception="SECRET-slip",
            checks=checks,
            training=(trained(),),
        ),
        QuestionResult(
            id="Q1",
            title="How many windows",
            kind="mcq",
            status=Status.PASSED if choice == "C" else Status.FAILED,
            points=float(choice == "C"),
            possible=1,
            answer=choice or None,
            answer_source="typed",
        ),
        QuestionResult(
            id="w1",
            title="In your words",
            kind="written",
            status=Status.PASSED,
            points=None,
            possible=2,
            answer="Because </pre><script>alert(1)</script> it is so.",
        ),
    )
    given = {
        "assignment": "lab",
        "student": student,
        "file": "lab.ipynb",
        "status": Status.FAILED,
        "possible": 6,
        "questions": questions,
        "notes": ("SECRET note for staff",),
        "output": "SECRET printed",
    }
    return SubmissionResult(**{**given, **changes})


def trained() -> TrainingRecord:
    """A training check that nearly reached its threshold."""
    return TrainingRecord(
        task="small",
        level="learns",
        profile="cpu",
        device="cpu",
        data="shapes",
        accuracy=0.81,
        interval=(0.78, 0.84),
        threshold=0.85,
        floor=None,
        passed=False,
        borderline=False,
        scores=(0.81,),
        seconds=1.0,
        elements=10,
        exported=True,
        curve=((1.0, 0.5), (0.5, 0.7), (0.25, 0.8)),
    )


def write_class(out: Path, **rows: dict[str, Any]) -> None:
    """Write `grades.json` and a result for each student; `rows` change what the grades say."""
    students = []
    for student, row in rows.items():
        choice = row.pop("choice", "B")
        path = out / "results" / f"{student}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(dump(result(student, choice))))
        known = {
            "student": student,
            "status": "failed",
            "total": 3.5,
            "possible": 6,
            "result": f"results/{student}.json",
            "points": {"q1": 2.0, "Q1": float(choice == "C"), "w1": 1.5},
        }
        students.append(StudentGrade(**{**known, **row}))
    grades = Grades(
        assignment="lab", title="Lab", possible=6, questions=QUESTIONS, students=tuple(students)
    )
    (out / "grades.json").write_text(dumps(grades))
