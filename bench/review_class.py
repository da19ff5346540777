"""A large made-up class for measuring the review page: results, hand-ins, people."""

import hashlib
import random
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from autograder.gradebook import Gradebook, open_gradebook, record_results, set_assignment, sync
from autograder.intake.choices import Choice
from autograder.records.assignment import Limits
from autograder.records.policy import ClassSettings
from autograder.records.release import CheckSpec, QuestionSpec, Release
from autograder.records.result import (
    CheckResult,
    Provenance,
    QuestionResult,
    SubmissionResult,
    TrainingRecord,
)
from autograder.records.roster import Roster, Student
from autograder.records.status import Status
from autograder.review.work import Answer, AnswerCell, WorkStore
from gradekit.training.verdict import interval

CODE, MCQ, CHECKS = 7, 4, 3
IMAGES = 1000
TRAINED = "q7"
WORDS = ("kernel", "weights", "shared", "image", "slides", "neighbours", "channel", "stride")
HINT = "This is what comes out when the kernel is flipped. Lay it on the window as it is printed."


BOOK, WORK = "gradebook.db", "work.db"


def make_class(folder: Path, students: int, ids: Sequence[str]) -> None:
    """Make a gradebook and the file of hand-ins.

    Args:
        folder: Where.
        students: How many.
        ids: Of the assignments; the last one has a leaderboard.
    """
    people = [
        Student(
            f"s{n:04}",
            name=f"{['Ada', 'Ben', 'Eve', 'Kim', 'Mia', 'Noa', 'Tom'][n % 7]} Example-{n}",
            email=f"s{n:04}@example.edu",
            section="ABCDE"[n % 5],
        )
        for n in range(students)
    ]
    work = WorkStore(folder / WORK)
    with open_gradebook(folder / BOOK, create=True) as book:
        sync(
            book,
            "bench",
            name="Bench",
            settings=ClassSettings(),
            roster=Roster(tuple(people)),
            assignments={key: f"Assignment {key}" for key in ids},
        )
        for key in ids:
            set_assignment(book, "bench", _release(key), "r" * 64)
            record_results(book, "bench", key, list(_results(people, key, key == ids[-1], work)))
    work.close()


def reopened(folder: Path) -> tuple[Gradebook, WorkStore]:
    """Both files of a folder, open."""
    return open_gradebook(folder / BOOK), WorkStore(folder / WORK)


def _release(assignment: str) -> Release:
    checks = tuple(range(1, CHECKS + 1))
    code = [
        QuestionSpec(
            id=f"q{n}",
            title=f"Function {n}",
            kind="code",
            points=CHECKS,
            checks=tuple(
                CheckSpec(id=f"q{n}-{k}", name=f"test_{k}", hidden=k > 1, points=1) for k in checks
            ),
        )
        for n in range(1, CODE + 1)
    ]
    mcq = [
        QuestionSpec(
            id=f"Q{n}",
            title=f"Choice {n}",
            kind="mcq",
            points=1,
            checks=(CheckSpec(id=f"Q{n}-1", name="test_choice", hidden=True, points=1),),
        )
        for n in range(1, MCQ + 1)
    ]
    written = QuestionSpec(id="w1", title="In your words", kind="written", points=2)
    return Release(
        assignment=assignment,
        title=f"Assignment {assignment}",
        otter="7.0.0",
        limits=Limits(),
        files=(),
        student_files=(),
        questions=(*code, *mcq, written),
        hashes={},
    )


def _results(
    people: list[Student], assignment: str, board: bool, work: WorkStore
) -> Iterator[SubmissionResult]:
    for one in people:
        draw = random.Random(f"{assignment} {one.student_id}")
        sha256 = hashlib.sha256(f"{assignment} {one.student_id}".encode()).hexdigest()
        level = draw.betavariate(4, 1.5)
        text = f"Because the {draw.choice(WORDS)} and the {draw.choice(WORDS)} are the same."
        choices = {f"Q{n}": _choice(draw, level) for n in range(1, MCQ + 1)}
        questions = [_code(n, draw, level, board) for n in range(1, CODE + 1)]
        questions += [_mcq(key, one) for key, one in choices.items()]
        questions.append(
            QuestionResult(
                id="w1",
                title="In your words",
                kind="written",
                status=Status.PASSED,
                points=None,
                possible=2,
                answer=text,
            )
        )
        # A few ways are common, many are one person's; everybody's text is their own.
        way = min(400, int(draw.paretovariate(0.7)))
        work.put(assignment, sha256, *_hand_in(one.student_id, way, text), choices)
        worst = max((question.status for question in questions), key=list(Status).index)
        yield SubmissionResult(
            assignment=assignment,
            student=one.student_id,
            file=f"{one.student_id}.ipynb",
            status=worst,
            possible=CODE * CHECKS + MCQ + 2,
            questions=tuple(questions),
            output="epoch 1: loss 2.30\n" * 20,
            started="2026-10-01T12:00:00+00:00",
            provenance=Provenance(
                submission_sha256=sha256,
                release_sha256="r" * 64,
                autograder_version="1",
                seed=sha256,
                engine="native",
                engine_form="full",
                python="3.11",
            ),
        )


def _code(n: int, draw: random.Random, level: float, board: bool) -> QuestionResult:
    passed = [draw.random() < level for _ in range(CHECKS)]
    checks = tuple(
        CheckResult(
            id=f"q{n}-{k}",
            name=f"test_{k}",
            hidden=k > 1,
            status=Status.PASSED if right else Status.FAILED,
            points=float(right),
            possible=1,
            message="" if right else "f(x (2,3,8,8)) returned shape (2,4,3,3), expected another.",
        )
        for k, right in enumerate(passed, 1)
    )
    slip = not all(passed) and draw.random() < 0.6
    return QuestionResult(
        id=f"q{n}",
        title=f"Function {n}",
        kind="code",
        status=Status.PASSED if all(passed) else Status.FAILED,
        points=float(sum(passed)),
        possible=CHECKS,
        checks=checks,
        hint=HINT if slip else None,
        misconception=f"slip_{draw.randrange(6)}" if slip else None,
        training=(_training("learns", draw, board), _training("accuracy", draw, board))
        if f"q{n}" == TRAINED
        else (),
    )


def _training(level: str, draw: random.Random, board: bool) -> TrainingRecord:
    right = round(IMAGES * min(0.95, max(0.1, draw.gauss(0.62, 0.06))))
    low, high = _interval(right)
    accuracy, half = right / IMAGES, IMAGES // 2
    row = (right // 10, *((IMAGES // 10 - right // 10) // 9,) * 9)
    return TrainingRecord(
        task="net", level=level, profile="cpu", device="cpu", data="pictures", accuracy=accuracy,
        interval=(low, high), threshold=0.6, floor=0.4, passed=accuracy >= 0.6,
        borderline=low < 0.6 < high, scores=(accuracy, accuracy - 0.01), seconds=60.0,
        elements=200_000, parameters=199_000, exported=True, isolated=draw.random() < 0.9,
        board=board and level == "accuracy", flops=5_000_000,
        curve=tuple((2.3 / (1 + k), accuracy * (k + 1) / 10) for k in range(10)),
        classes=tuple(f"class{k}" for k in range(10)),
        confusion=tuple(row[-k:] + row[:-k] for k in range(10)), per_class=(accuracy,) * 10,
        halves=((right, 2 * half), (right, 2 * half)) if board else None,
    )  # fmt: skip


@cache
def _interval(right: int) -> tuple[float, float]:
    return interval(right, IMAGES)


def _choice(draw: random.Random, level: float) -> Choice:
    last = "B" if draw.random() < level else draw.choice("ACD")
    first = last if draw.random() < 0.9 else draw.choice("ABCD")
    return Choice(last, first, int(first != last), "", "file")


def _mcq(key: str, one: Choice) -> QuestionResult:
    right = one.choice == "B"
    status = Status.PASSED if right else Status.FAILED
    return QuestionResult(
        id=key,
        title=f"Choice {key[1:]}",
        kind="mcq",
        status=status,
        points=float(right),
        possible=1,
        answer=one.choice,
        answer_source="file",
        checks=(
            CheckResult(
                id=f"{key}-1",
                name="test_choice",
                hidden=True,
                status=status,
                points=float(right),
                possible=1,
            ),
        ),
    )


def _hand_in(student: str, way: int, text: str) -> tuple[dict[str, Any], dict[str, Answer]]:
    """A notebook with a cell for each question, and which cell answers which."""
    cells: list[dict[str, Any]] = [_cell("title", "markdown", "# An assignment\n\nRead it first.")]
    answers: dict[str, Answer] = {}
    for n in range(1, CODE + 1):
        code = (
            f"def function_{n}(values):\n    # {student}\n    total = []\n"
            f"    for value in values:\n        total.append({n} * value + {way})\n"
            "    return total"
        )
        cells.append(_cell(f"c{n}", "code", code))
        answers[f"q{n}"] = Answer((AnswerCell(f"c{n}", len(cells), "code", code),))
    cells.append(_cell("w", "markdown", text))
    answers["w1"] = Answer((AnswerCell("w", len(cells), "markdown", text),))
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, answers


def _cell(key: str, kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"id": key, "cell_type": kind, "metadata": {}, "source": source}
    printed = {"output_type": "stream", "name": "stdout", "text": ["epoch 1: accuracy 60.1 %\n"]}
    return cell | {"outputs": [printed], "execution_count": 1} if kind == "code" else cell
