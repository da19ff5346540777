"""A class for tests of the review page: results, notebooks, people, some of them hostile."""

import base64
import random
import struct
import zlib
from pathlib import Path
from typing import Any

from autograder.gradebook import Gradebook, open_gradebook, record_results
from autograder.intake.choices import Choice
from autograder.records.result import SubmissionResult, TrainingRecord
from autograder.records.roster import Student
from autograder.records.status import Status
from autograder.review.work import Answer, AnswerCell, WorkStore
from gradekit.training.verdict import interval
from tests.gradebook_class import A1, enrol, result

EVIL = "<script>alert(1)</script> \x1b[31mred\x1b[0m \u202ecba \"onload='x' {{ 7*7 }} \x00"
STRANGE = "../s'\"<b>/%2e?who=&#x"  # a key that would be trouble in a path

CODE = (
    "def double(values):\n    total = []\n    for value in values:\n"
    "        total.append(2 * value)\n    return total",
    "def double(xs):\n    out = []  # twice each\n    for x in xs:\n        out.append(2 * x)\n"
    "    return out",
    "def double(values):\n    return [2 * value for value in values]",
    "def double(values):\n    return [value * value for value in values]",
    "def double(values):\n    ...",
)
SLIPS = {3: "squares"}
TEXTS = (
    "Each kernel sees only its neighbours, so few weights are needed.",
    "each kernel sees only its neighbours,\nso few weights are needed",
    "Because the same weights slide over the image.",
    "Weights are shared.",
    "",
    "I think it is because a picture looks the same wherever one looks at it: {n}.",
)


def png(width: int = 8, height: int = 8) -> bytes:
    """A small picture."""
    rows = b"".join(b"\0" + bytes([40, 90, 160] * width) for _ in range(height))

    def part(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + part(b"IHDR", head)
        + part(b"IDAT", zlib.compress(rows))
        + part(b"IEND", b"")
    )


def notebook(code: str, text: str) -> dict[str, Any]:
    """What somebody handed in: code with a plot and hostile output, and a written answer."""
    outputs = [
        {"output_type": "stream", "name": "stdout", "text": [EVIL]},
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {"image/png": base64.b64encode(png()).decode()},
        },
        {
            "output_type": "display_data",
            "metadata": {},
            "data": {
                "text/html": "<table onclick='x()'><tr><td>cell</td></tr></table>"
                "<script>x()</script><iframe src='http://192.0.2.1/'></iframe>"
                "<style>*{display:none}</style>",
            },
        },
    ]
    cells = [
        _cell("box", "markdown", "### q1 · Double\n\n$x^2$"),
        _cell("code", "code", code) | {"outputs": outputs, "execution_count": 1},
        _cell("text", "markdown", text or "..."),
    ]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _cell(key: str, kind: str, source: str) -> dict[str, Any]:
    return {"id": key, "cell_type": kind, "metadata": {}, "source": source}


def make_class(folder: Path, count: int = 30) -> tuple[Path, Path]:
    """Make a gradebook and the file of hand-ins.

    The last student hands nothing in, the one before them something that we fail to grade; every
    seventh is late. Student number 3 is hostile in every field, number 4 in their key.

    Returns:
        The two files.
    """
    draw = random.Random(7)
    book_path, work_path = folder / "gradebook.db", folder / "work.db"
    people = [_person(n) for n in range(1, count + 1)]
    work = WorkStore(work_path)
    with open_gradebook(book_path, create=True) as book:
        enrol(book, people)
        results = [_handed_in(one, n, count, draw, work) for n, one in enumerate(people[:-1], 1)]
        record_results(book, "grader", A1, results)
    work.close()
    return book_path, work_path


def reopened(book: Path, work: Path) -> tuple[Gradebook, WorkStore]:
    """Both files, open."""
    return open_gradebook(book), WorkStore(work)


def _person(n: int) -> Student:
    key = STRANGE if n == 4 else f"s{n:02}"
    name = EVIL.replace("\0", "") if n == 3 else f"{'ABCDEFG'[n % 7]}da Nr{n:02}"
    return Student(key, name=name, email=f"s{n:02}@example.edu", section="XYZ"[n % 3])


def _handed_in(
    one: Student, n: int, count: int, draw: random.Random, work: WorkStore
) -> SubmissionResult:
    which = draw.choices(range(len(CODE)), (6, 5, 4, 4, 1))[0]
    code, text = CODE[which], draw.choice(TEXTS).format(n=n)
    if n == 3:
        code, text = f"# {EVIL}\n{code}", EVIL
    checks = {"q1": "111" if which < 3 else "100" if which == 3 else "000"}
    fault = ("q2",) if n == count - 1 else ()
    right = "B" if draw.random() < 0.6 else draw.choice("ACD")
    checks |= {"Q1": "1" if right == "B" else "0", "q2": draw.choice(("11", "10"))}
    made = result(one.student_id, checks, answer=right, late=n % 7 == 0, fault=fault)
    slip = SLIPS.get(which)
    questions = tuple(
        question.model_copy(
            update={
                "answer": text.replace("\0", "") or None,
            }
            if question.kind == "written"
            else {"training": trained(question.id, n)}
            if question.id in ("q2", "q9")
            else {"misconception": slip, "hint": f"You squared each value: {EVIL[:40]}"}
            if question.id == "q1" and slip
            else {}
        )
        for question in made.questions
    )
    made = made.model_copy(update={"questions": questions, "notes": (EVIL,) if n == 3 else ()})
    submission = made.provenance.submission_sha256 if made.provenance else ""
    first = "A" if n % 5 == 0 else right
    chosen = {"Q1": Choice(right, first, int(first != right), "", "file")}
    work.put(A1, submission, notebook(code, text), answers(code, text), chosen)
    assert made.status is not Status.SKIPPED
    return made


def trained(question: str, n: int) -> tuple[TrainingRecord, ...]:
    """What was trained for a question: two levels for `q2`, an entry to the board for `q9`."""
    if question == "q9":
        return (_training("entry", "accuracy", n, board=True),) if n % 3 == 0 else ()
    return tuple(_training("net", level, n) for level in ("learns", "accuracy"))


def _training(task: str, level: str, n: int, *, board: bool = False) -> TrainingRecord:
    draw = random.Random(f"{task} {level} {n}")
    count, threshold = 1000, 0.6
    right = round(count * min(0.95, max(0.1, draw.gauss(0.62, 0.06))))
    low, high = interval(right, count)
    confusion = ((right // 2, 500 - right // 2), (500 - (right - right // 2), right - right // 2))
    accuracy = right / count
    return TrainingRecord(
        task=task, level=level, profile="cpu", device="cpu", data="pictures",
        accuracy=accuracy, interval=(low, high), threshold=threshold, floor=0.4,
        passed=accuracy >= threshold, borderline=low < threshold < high,
        scores=(accuracy, round(accuracy - 0.02, 4)), seconds=30.5 + n, elements=1200,
        parameters=1000 + n, exported=n % 4 > 0, isolated=n % 4 > 0, board=board,
        why_not=EVIL.replace("\0", "") if n % 4 == 0 else "",
        curve=tuple((2.3 / (1 + k), 0.1 + accuracy * k / 10) for k in range(8)),
        classes=("cat", "dog"), confusion=confusion, per_class=(accuracy, accuracy), flops=5000,
    )  # fmt: skip


def answers(code: str, text: str) -> dict[str, Answer]:
    """What of the notebook answers which question."""
    written = (AnswerCell("text", 3, "markdown", text),) if text else ()
    return {"q1": Answer((AnswerCell("code", 2, "code", code),)), "w1": Answer(written)}
