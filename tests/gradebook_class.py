"""A class for tests of the gradebook: an assignment of five questions, results as they are graded.

`q1` has three checks of a point each, `q2` two, `Q1` is an MCQ with key B, `w1` is written and
worth two points, `q9` is a bonus.
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.gradebook import Gradebook, set_assignment, sync
from autograder.records.assignment import Limits
from autograder.records.policy import ClassSettings
from autograder.records.release import CheckSpec, QuestionSpec, Release
from autograder.records.result import CheckResult, Provenance, QuestionResult, SubmissionResult
from autograder.records.roster import Roster, Student
from autograder.records.status import Status

A1 = "a1"
RELEASE = "r" * 64
CHECKS = {"q1": 3, "q2": 2, "Q1": 1, "w1": 0, "q9": 1}
KINDS = {"q1": "code", "q2": "code", "Q1": "mcq", "w1": "written", "q9": "code"}
POSSIBLE = {"q1": 3.0, "q2": 2.0, "Q1": 1.0, "w1": 2.0, "q9": 1.0}
FULL = {"q1": "111", "q2": "11", "Q1": "1", "q9": "0"}


def release(assignment: str = A1, sha256: str = RELEASE) -> tuple[Release, str]:
    questions = tuple(
        QuestionSpec(
            id=question,
            title=f"Title of {question}",
            kind=KINDS[question],
            points=POSSIBLE[question],
            bonus=question == "q9",
            checks=tuple(
                CheckSpec(id=f"{question}-{n}", name=f"test_{n}", hidden=False, points=1)
                for n in range(1, count + 1)
            ),
        )
        for question, count in CHECKS.items()
    )
    return (
        Release(
            assignment=assignment,
            title=f"Title of {assignment}",
            otter="7.0.0",
            limits=Limits(),
            files=(),
            student_files=(),
            questions=questions,
            hashes={},
        ),
        sha256,
    )


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def result(
    student: str,
    passed: Mapping[str, str] | None = None,
    *,
    assignment: str = A1,
    work: str | None = None,
    answer: str | None = None,
    version: str = "1.0",
    release_sha256: str = RELEASE,
    fault: Sequence[str] = (),
    late: bool | None = None,
    **more: Any,
) -> SubmissionResult:
    """A result: which checks passed, as a string of 0 and 1 by question; all points if left out.

    `work` names the bytes handed in, the student's own if left out; questions in `fault` have no
    score for a fault of ours.
    """
    checks = {**FULL, **(passed or {})}
    submission = sha(f"{assignment} {work or student}")
    questions = []
    for question, kind in KINDS.items():
        if kind == "written":
            questions.append(_question(question, Status.PASSED, None, ()))
            continue
        records = tuple(
            CheckResult(
                id=f"{question}-{n}",
                name=f"test_{n}",
                hidden=False,
                status=Status.INTERNAL_ERROR
                if question in fault
                else Status.PASSED
                if digit == "1"
                else Status.FAILED,
                points=None if question in fault else float(digit == "1"),
                possible=1,
                message=f"{student} printed it",
            )
            for n, digit in enumerate(checks[question], 1)
        )
        status = max((one.status for one in records), key=list(Status).index)
        points = None if question in fault else float(checks[question].count("1"))
        chosen = (answer or ("B" if points else "A")) if kind == "mcq" else None
        questions.append(_question(question, status, points, records, chosen))
    status = max((one.status for one in questions), key=list(Status).index)
    return SubmissionResult(
        assignment=assignment,
        student=student,
        file=f"{student}.ipynb",
        status=status,
        possible=8,
        late=late,
        questions=tuple(questions),
        output=f"{student} said hello\0",
        needs_review=not status.scored,
        started="2026-10-01T12:00:00+00:00",
        provenance=Provenance(
            submission_sha256=submission,
            release_sha256=release_sha256,
            autograder_version=version,
            seed=sha(submission),
            engine="local",
            engine_form="plain",
            python="3.11",
        ),
        **more,
    )


def _question(
    question: str,
    status: Status,
    points: float | None,
    checks: tuple[CheckResult, ...],
    answer: str | None = None,
) -> QuestionResult:
    return QuestionResult(
        id=question,
        title=f"Title of {question}",
        kind=KINDS[question],
        status=status,
        points=points,
        possible=POSSIBLE[question],
        bonus=question == "q9",
        answer=answer,
        checks=checks,
    )


def enrol(
    book: Gradebook,
    students: Sequence[str | Student],
    settings: ClassSettings | None = None,
    assignments: Sequence[str] = (A1,),
) -> None:
    """Set up a course with these students and its assignments."""
    people = tuple(
        one if isinstance(one, Student) else Student(one, name=f"Name of {one}") for one in students
    )
    sync(
        book,
        "ada",
        name="Course",
        settings=settings or ClassSettings(),
        roster=Roster(people),
        assignments={key: f"Title of {key}" for key in assignments},
    )
    for key in assignments:
        set_assignment(book, "ada", *release(key))
