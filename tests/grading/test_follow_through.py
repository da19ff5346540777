"""Follow-through marks: a mistake costs the question that it was made in, and no later one."""

import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from autograder.grading import oracle
from autograder.grading.follow import Followed
from autograder.grading.judging import Right
from autograder.grading.loaded import OpenedRelease, open_release
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines.engine import Engine
from autograder.records.result import QuestionResult, SubmissionResult, dump, load
from autograder.records.seal import holds, sealed
from autograder.records.status import Status
from gradekit.outcome import CallRecord, Outcome
from tests.tiny_course import ASSIGNMENT, hand_in, notebook, write_course

SECRET = b"s" * 32
STAFF = {
    "q1": """
        question = Question("add")

        @question.reference
        def add(a, b):
            return a + b
    """,
    "q2": """
        question = Question("half")

        @question.reference
        def half(x):
            return x / 2
    """,
    "q4": """
        question = Question("bonus")

        @question.reference
        def bonus():
            return 0
    """,
}
WRONG = "def add(a, b):\n    return a - b - 1"
CALLS = "def half(x):\n    return add(x, 0) / 2"


def opened_with(root: Path, staff: Mapping[str, str]) -> OpenedRelease:
    """The release of the tiny course, with a staff folder."""
    course = write_course(root)
    folder = root / "assignments" / ASSIGNMENT / "staff"
    folder.mkdir()
    for name, text in staff.items():
        head = "from autograder.diagnosis import Question\n"
        (folder / f"{name}.py").write_text(head + textwrap.dedent(text))
    return open_release(course, ASSIGNMENT)


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenedRelease]:
    opened = opened_with(tmp_path_factory.mktemp("followed"), STAFF)
    yield opened
    opened.oracle.close()


Graded = Callable[..., SubmissionResult]


@pytest.fixture
def grade(tmp_path: Path, followed: OpenedRelease, engine: Engine) -> Graded:
    def run(answers: dict[str, str], opened: OpenedRelease = followed) -> SubmissionResult:
        folder = hand_in(tmp_path, "ada", notebook(answers))
        submission = take_in(Found("ada", folder), opened.wanted)
        return grade_submission(submission, opened, engine, secret=SECRET)

    return run


def of(result: SubmissionResult, name: str) -> QuestionResult:
    return next(question for question in result.questions if question.id == name)


def test_a_mistake_costs_its_own_question_alone(grade: Graded) -> None:
    result = grade({"q1": WRONG, "q2": CALLS})
    assert of(result, "q1").points == 0
    half = of(result, "q2")
    assert (half.status, half.points, half.points_alone) == (Status.PASSED, 3, 0)
    assert half.follow_through is not None
    assert half.follow_through.instead == {"add": "q1"}
    assert half.followed == half.message
    assert half.message == (
        "q2 calls your add, which q1 found wrong. With a right one it has 3 of 3 points, 0 without."
    )


def test_what_is_followed_through_survives_json_and_its_seal(grade: Graded) -> None:
    result = grade({"q1": WRONG, "q2": CALLS})
    again = load(dump(result))
    assert again == result
    assert holds(again, SECRET)


def test_a_record_without_any_is_written_as_it_always_was(grade: Graded) -> None:
    content = dump(grade({}))
    assert all("follow_through" not in question for question in content["questions"])
    assert holds(sealed(load(content), SECRET), SECRET)


@pytest.mark.parametrize(
    "answer", ["add = ...", "def add(a, b):\n    return add", "def add(a, b:\n    return a"]
)
def test_one_that_is_missing_or_does_not_even_parse_costs_no_more(
    grade: Graded, answer: str
) -> None:
    result = grade({"q1": answer, "q2": CALLS})
    assert (of(result, "q1").points, of(result, "q2").points) == (0, 3)


def test_what_is_wrong_itself_stays_wrong(grade: Graded) -> None:
    half = of(grade({"q1": WRONG, "q2": "def half(x):\n    return add(x, 1) / 3"}), "q2")
    assert (half.points, half.follow_through) == (0, None)
    assert "calls your" not in half.message


def test_a_part_of_the_points_is_gained_where_a_part_is_right(grade: Graded) -> None:
    answer = "def half(x):\n    return add(x, 0) / 2 if x > 0 else 7"
    half = of(grade({"q1": WRONG, "q2": answer}), "q2")
    assert (half.status, half.points, half.points_alone) == (Status.FAILED, 2, 0)
    assert half.message.startswith("q2 calls your add, which q1 found wrong.")


def test_what_a_helper_calls_counts_as_called(grade: Graded) -> None:
    answer = "def inner(x):\n    return add(x, 0)\ndef half(x):\n    return inner(x) / 2"
    assert of(grade({"q1": WRONG, "q2": answer}), "q2").points == 3


def test_a_function_that_was_found_right_is_never_replaced(grade: Graded) -> None:
    probing = (
        "def half(x):\n    return 1.5 if type(add).__module__ != '__main__' else add(x, 1) / 2"
    )
    half = of(grade({"q2": probing}), "q2")
    assert half.follow_through is None


def test_an_answer_that_is_the_earlier_function_itself_gains_nothing(
    grade: Graded, tmp_path: Path
) -> None:
    same = STAFF | {"q1": STAFF["q1"].replace("(a, b)", "(a, b=0)").replace("a + b", "(a + b) / 2")}
    opened = opened_with(tmp_path / "same", same)
    half = of(grade({"q1": WRONG, "q2": "def half(x):\n    return add(x)"}, opened), "q2")
    opened.oracle.close()
    assert (half.points, half.follow_through) == (0, None)


def test_one_function_of_several_that_is_the_earlier_one_is_enough(followed: OpenedRelease) -> None:
    def called(name: str, *args: float) -> CallRecord:
        return CallRecord(name, args, {}, Outcome(value=0))

    known = Followed(followed.oracle, ("q1", "q2"))
    right = Right(references={"product": lambda a, b: a * b, "total": lambda a, b: a + b})
    products = [called("product", 3, number) for number in range(4, 10)]
    assert not known.same("q1", "add", products, right)
    assert known.same("q1", "add", [*products, called("total", 3, 4)], right)


def test_the_right_implementation_never_enters_the_worker(grade: Graded) -> None:
    looking = """
import gc, inspect, sys
def half(x):
    homes = {f.__code__.co_filename for f in gc.get_objects() if inspect.isfunction(f)}
    found = [home for home in homes if "/staff/" in home]
    found += [name for name in sys.modules if name.startswith("staff_")]
    return 7 if found else add(x, 0) / 2
"""
    assert of(grade({"q1": WRONG, "q2": looking}), "q2").points == 3


def test_answers_end_with_the_question(grade: Graded) -> None:
    keeping = "kept = []\n" + CALLS.replace("return", "kept.append(add)\n    return")
    late = "def bonus():\n    return kept[-1](1, 2) if kept else 0"
    result = grade({"q1": WRONG, "q2": keeping, "q4": late})
    assert of(result, "q2").points == 3
    bonus = of(result, "q4")
    assert bonus.status is Status.ERROR
    assert bonus.follow_through is None


def test_a_student_cannot_ask_without_end(grade: Graded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(oracle, "MAX_CALLS", 5)
    asking = "def half(x):\n    for n in range(9):\n        add(n, 0)\n    return x / 2"
    half = of(grade({"q1": "add = None", "q2": asking}), "q2")
    assert (half.points, half.follow_through) == (0, None)


def test_an_argument_that_needs_all_memory_ends_a_process_of_ours_and_nothing_else(
    grade: Graded,
) -> None:
    huge = """
import numpy as np
def half(x):
    try:
        add(np.zeros((10**6, 1)), np.zeros((1, 10**6)))
    except BaseException:
        return add(x, 0) / 2
"""
    assert of(grade({"q1": WRONG, "q2": huge}), "q2").points == 3


def test_an_object_is_no_question_to_ask(grade: Graded) -> None:
    odd = """
class Odd:
    def __radd__(self, other):
        return other
def half(x):
    try:
        add(x, Odd())
        add(x, lambda: 1)
    except Exception:
        return x / 2
"""
    assert of(grade({"q1": WRONG, "q2": odd}), "q2").points == 3


def test_a_worker_that_dies_meanwhile_is_answered_by_the_next(grade: Graded) -> None:
    dying = """
import os
def half(x):
    if x == 3 and type(add(0, 0)) is int and add(1, 1) == 2:
        os._exit(0)
    return add(x, 0) / 2
"""
    half = of(grade({"q1": WRONG, "q2": dying}), "q2")
    assert (half.status, half.points) == (Status.CRASHED, 2)


def test_a_function_of_the_notebook_is_its_own_again_afterwards(grade: Graded) -> None:
    result = grade({"q1": WRONG, "q2": CALLS, "q3": "squares = [add(1, 0), 1, 4]"})
    assert of(result, "q3").points == 1, "1 - 0 - 1 is 0: the student's own"
