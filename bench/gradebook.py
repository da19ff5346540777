"""What the gradebook costs at 1,000 students x 6 assignments x 20 questions.

Run: `python -m bench.gradebook [--rounds N] [--json FILE]`. Totals are derived anew each time, from
whatever lies in the database; `sums` is the least that any gradebook on SQLite could do: one query
that adds up the points.
"""

import hashlib
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from autograder import gradebook
from autograder.records.assignment import Limits
from autograder.records.policy import ClassSettings
from autograder.records.release import CheckSpec, QuestionSpec, Release
from autograder.records.result import CheckResult, Provenance, QuestionResult, SubmissionResult
from autograder.records.roster import Roster, Student
from autograder.records.status import Status
from bench.report import arguments, machine, median, table, write

STUDENTS, ASSIGNMENTS, QUESTIONS = 1000, 6, 20
ROUNDS = 5
SUMS = (
    "SELECT student_id, assignment_id, sum(points) FROM attempts JOIN scores USING (run_id) "
    "GROUP BY student_id, assignment_id"
)


def seconds(action: Callable[[], object]) -> float:
    """Seconds that an action takes."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def release(assignment: str) -> Release:
    """A release of questions with a check of a point each."""
    questions = tuple(
        QuestionSpec(
            id=f"q{n}",
            title=f"Question {n}",
            kind="code",
            points=1,
            checks=(CheckSpec(id=f"q{n}-1", name="test_it", hidden=False, points=1),),
        )
        for n in range(QUESTIONS)
    )
    return Release(
        assignment=assignment,
        title=assignment,
        otter="7.0.0",
        limits=Limits(),
        files=(),
        student_files=(),
        questions=questions,
        hashes={},
    )


def result(student: str, assignment: str) -> SubmissionResult:
    """A result in which a third of the questions failed, another third for each student."""
    work = hashlib.sha256(f"{student} {assignment}".encode()).hexdigest()
    questions = []
    for n in range(QUESTIONS):
        passed = (n + int(work[:4], 16)) % 3 > 0
        status = Status.PASSED if passed else Status.FAILED
        check = CheckResult(
            id=f"q{n}-1",
            name="test_it",
            hidden=False,
            status=status,
            points=float(passed),
            possible=1,
            message="" if passed else "conv2d_forward(x (2,3,8,8)) returned shape (2,4,3,3).",
        )
        questions.append(
            QuestionResult(
                id=f"q{n}",
                title=f"Question {n}",
                kind="code",
                status=status,
                points=float(passed),
                possible=1,
                checks=(check,),
            )
        )
    return SubmissionResult(
        assignment=assignment,
        student=student,
        file="work.ipynb",
        status=Status.FAILED,
        possible=QUESTIONS,
        questions=tuple(questions),
        output="epoch 1: loss 2.30\n" * 50,
        provenance=Provenance(
            submission_sha256=work,
            release_sha256="r" * 64,
            autograder_version="1",
            seed=work,
            engine="native",
            engine_form="full",
            python="3.11",
        ),
    )


def measure(rounds: int) -> dict[str, Any]:
    """Seconds of what people wait for."""
    students = [f"s{n:04}" for n in range(STUDENTS)]
    ids = [f"a{n}" for n in range(ASSIGNMENTS)]
    with tempfile.TemporaryDirectory() as folder:
        book = gradebook.open_gradebook(Path(folder) / "gradebook.db")
        gradebook.sync(
            book,
            "bench",
            name="Bench",
            settings=ClassSettings(),
            roster=Roster(tuple(Student(one, name=one) for one in students)),
            assignments={key: key for key in ids},
        )
        taking = []
        for key in ids:
            gradebook.set_assignment(book, "bench", release(key), "r" * 64)
            results = [result(one, key) for one in students]
            taking.append(
                seconds(lambda: gradebook.record_results(book, "bench", key, results))  # noqa: B023
            )

        def sums() -> None:
            with book.read() as session:
                session.connection().exec_driver_sql(SUMS).all()

        def of(action: Callable[[], object]) -> float:
            return median(seconds(action) for _ in range(rounds))

        figures = {
            "take_in_1000": median(taking),
            "sums": of(sums),
            "course_totals": of(lambda: gradebook.standings(book)),
            "assignment_totals": of(lambda: gradebook.totals(book, ids[0])),
            "grades_record": of(lambda: gradebook.grades(book, ids[0])),
            "propose_repair": of(lambda: gradebook.propose(book, ids[0], "q3", "q3-1")),
            "regrade_diff": of(lambda: gradebook.diff(book, ids[0])),
            "verify_audit": of(lambda: gradebook.verify(book)),
            "backup": seconds(lambda: gradebook.backup(book, Path(folder) / "backup.db")),
        }
        figures["megabytes"] = round((Path(folder) / "backup.db").stat().st_size / 1e6, 1)
        book.close()
    return figures


def main() -> None:
    """Measure, print, write."""
    options = arguments(__doc__ or "", rounds=ROUNDS)
    figures = measure(options.rounds)
    title = f"{STUDENTS} students x {ASSIGNMENTS} assignments x {QUESTIONS} questions"
    table(title, ("what", "seconds"), list(figures.items()))
    write(options.json, {"machine": machine(), "seconds": figures})


if __name__ == "__main__":
    main()
