"""Whose fault an exception is, how points add up, and what forms a test may have."""

import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from autograder.grading import questions
from autograder.isolation.engines.engine import Engine
from autograder.records.result import QuestionResult, SubmissionResult
from autograder.records.status import Status
from tests.grading.handmade import FUNCTIONS, Check, graded, opened

Ask = Callable[..., SubmissionResult]


@pytest.fixture
def ask(tmp_path: Path, engine: Engine) -> Ask:
    """Grades an answer by a test file."""

    def run(tests: str, checks: list[Check], answer: str, **more: Any) -> SubmissionResult:
        folder = tmp_path / "release"
        folder.mkdir()
        release = opened(folder, more.pop("head", FUNCTIONS) + tests, checks, **more)
        return graded(release, engine, tmp_path / "ada", answer)

    return run


def only(result: SubmissionResult) -> QuestionResult:
    (question,) = result.questions
    return question


def case(name: str, body: str, hidden: bool = False, points: float = 1, takes: str = "f") -> str:
    lines = "\n    ".join(body.split("\n"))
    return f"@test_case(points={points}, hidden={hidden})\ndef {name}({takes}):\n    {lines}\n"


BETWEEN = case("test_a", "assert 1 < f(3) < 2, 'between 1 and 2'")


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (
            "def f(x): return 'tall'",
            "f returned a str, which this check cannot work with "
            "(TypeError: '<' not supported between instances of 'int' and 'str').",
        ),
        (
            "import numpy as np\ndef f(x): return np.zeros(3)",
            "f returned an array of shape (3,), which this check cannot work with "
            "(ValueError: The truth value of an array with more than one element is ambiguous. "
            "Use a.any() or a.all()).",
        ),
        (
            "class Odd: pass\ndef f(x): return Odd()",
            "f returned an Odd, which this check cannot work with "
            "(TypeError: '<' not supported between instances of 'int' and 'Odd').",
        ),
    ],
)
def test_a_value_of_the_wrong_type_is_a_failed_check(ask: Ask, answer: str, message: str) -> None:
    result = ask(BETWEEN, [("test_a", False, 1)], answer)
    assert (only(result).status, only(result).points) == (Status.FAILED, 0)
    assert only(result).message == message
    assert (result.status, result.needs_review) == (Status.FAILED, False)
    assert any(note.startswith("q1-1 (test_a) raised ") for note in result.notes)


def test_a_hidden_check_says_of_a_wrong_type_no_more_than_the_type(ask: Ask) -> None:
    tests = case("test_a", "assert f(12345) + 'x'", hidden=True)
    result = ask(
        tests, [("test_a", True, 1)], "import numpy as np\ndef f(x): return np.zeros(x % 9)"
    )
    assert only(result).message == "f returned an array, which a hidden check cannot work with."


def test_a_wrong_variable_is_named(ask: Ask) -> None:
    tests = case("test_a", "assert 150 < height < 190", takes="height")
    result = ask(tests, [("test_a", False, 1)], "height = 'tall'")
    assert only(result).message.startswith("height is a str, which this check cannot work with")


def test_a_check_that_nobody_has_verified_may_be_at_fault_itself(ask: Ask) -> None:
    result = ask(BETWEEN, [("test_a", False, 1)], "def f(x): return 'tall'", verified=False)
    assert (result.status, result.needs_review) == (Status.INTERNAL_ERROR, True)


def test_a_value_that_keeps_a_verified_check_busy_for_ever_fails_it(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(questions, "CHECK_CPU_SECONDS", 0.5)
    tests = case("test_a", "value = f(1)\nwhile value:\n    continue")
    result = ask(tests, [("test_a", False, 1)], "def f(x): return 'long'")
    assert only(result).status is Status.FAILED
    assert only(result).message == (
        "f returned a str; looking at it takes longer than a check may."
    )


def test_what_cannot_be_handed_over_is_named_with_its_place_and_is_no_zero(ask: Ask) -> None:
    tests = case("test_a", "f(1)") + case("test_b", "import socket\nf(socket.socket)\nf(object())")
    assert socket.socket.__name__ == "socket"
    checks: list[Check] = [("test_a", False, 1), ("test_b", False, 1)]
    result = ask(tests, checks, "def f(x): return 1")
    assert (only(result).status, only(result).points) == (Status.SKIPPED, None)
    assert only(result).message == (
        "q1-2 hands an object to your code, which no other process can hold. A person looks at it."
    )
    assert result.needs_review


THIRDS = "".join(case(f"test_{n}", "assert f(1) == 1", points=1 / 3) for n in "abc")
THREE: list[Check] = [(f"test_{n}", False, 1 / 3) for n in "abc"]


def test_three_checks_of_a_third_make_one_point(ask: Ask) -> None:
    assert only(ask(THIRDS, THREE, "def f(x): return 1", points=1.0)).points == 1.0


def test_two_of_three_thirds_are_rounded_once(ask: Ask) -> None:
    tests = THIRDS.replace("def test_c(f):\n    assert f(1) == 1", "def test_c(f):\n    assert 0")
    result = ask(tests, THREE, "def f(x): return 1", points=1.0)
    assert only(result).points == 0.6667


def test_all_or_nothing_is_all_or_nothing(ask: Ask) -> None:
    tests = case("test_a", "assert f(1) == 1") + case("test_b", "assert f(2) == 2", hidden=True)
    checks: list[Check] = [("test_a", False, 1), ("test_b", True, 1)]
    result = ask(tests, checks, "def f(x): return 1", all_or_nothing=True)
    assert (only(result).status, only(result).points) == (Status.FAILED, 0.0)
    assert [check.points for check in only(result).checks] == [1, 0]


@pytest.mark.parametrize(("hidden", "points"), [([2.0], 1.5), ([1.75, 0.25], 1.75)])
def test_a_public_check_without_points_that_fails_costs_something(
    ask: Ask, hidden: list[float], points: float
) -> None:
    tests = case("test_a", "assert f(1) == 2, 'f(1) is 2'", points=0)
    tests += "".join(
        case(f"test_h{n}", "assert f(1) == 1", True, worth) for n, worth in enumerate(hidden)
    )
    checks: list[Check] = [("test_a", False, 0)]
    checks += [(f"test_h{n}", True, worth) for n, worth in enumerate(hidden)]
    result = only(ask(tests, checks, "def f(x): return 1"))
    assert (result.status, result.points) == (Status.FAILED, points)
    lost = 2 - points
    assert result.message == (
        f"f(1) is 2\nThis costs {lost:g} points, although every check with points passes."
    )


OK = """OK_FORMAT = True
test = {"name": "q1", "points": None, "suites": [{"scored": True, "setup": "", "teardown": "",
  "type": "doctest", "cases": [
    {"code": r\"\"\">>> double(2)
4
>>> kept = double(3)
\"\"\", "hidden": False, "locked": False, "points": 1},
    {"code": r\"\"\">>> kept == six
True
>>> double('a')
Traceback (most recent call last):
TypeError: no text
>>> print(sorted({double(1), double(2)}))
[2, 4]
\"\"\", "hidden": True, "locked": False, "points": 1}]}]}
"""
OK_CHECKS: list[Check] = [("q1 - 1", False, 1), ("q1 - 2", True, 1)]
DOUBLE = """
six = 6
def double(x):
    if isinstance(x, str):
        raise TypeError("no text")
    return 2 * x
"""


def ok(ask: Ask, answer: str) -> QuestionResult:
    variables = ["double", "kept", "six"]
    return only(ask(OK, OK_CHECKS, answer, head="", ok_format=True, variables=variables))


def test_ok_tests_are_evaluated_as_doctests_on_the_notebook(ask: Ask) -> None:
    result = ok(ask, DOUBLE)
    assert (result.status, result.points) == (Status.PASSED, 2)


def test_an_example_that_shows_something_else_is_told(ask: Ask) -> None:
    result = ok(ask, "six = 6\ndef double(x): return x + 3")
    assert [check.message for check in result.checks] == [
        "double(2) shows 5, expected 4.",
        "six is an int, which a hidden check cannot work with.",
    ]


def test_a_hidden_example_is_not_shown(ask: Ask) -> None:
    result = ok(ask, DOUBLE.replace("six = 6", "six = 7"))
    assert result.points == 1
    assert result.message == "A hidden example shows something else than it should."


def test_a_time_out_within_an_example_is_a_time_out(ask: Ask) -> None:
    result = ok(ask, "def double(x):\n    while True: pass\nsix = 6")
    assert result.status is Status.TIMEOUT


def test_a_test_may_take_env_and_modules(ask: Ask) -> None:
    tests = case("test_a", "assert env['f'](2) == 4\nassert env.get('g') is None", takes="env")
    tests += case("test_b", "assert np.allclose(f(1.0), 2.0)", takes="np, f")
    tests += case("test_c", "assert 'f' in env and len(x) == 2", takes="x, env")
    checks: list[Check] = [(f"test_{n}", False, 1) for n in "abc"]
    answer = "import numpy as np\nx = [1, 2]\ndef f(x): return 2 * x"
    result = only(ask(tests, checks, answer, modules={"np": "numpy"}))
    assert (result.status, result.points) == (Status.PASSED, 3), result


def test_a_module_of_a_test_is_the_grader_s_own_whatever_the_notebook_says(ask: Ask) -> None:
    tests = case("test_b", "assert np.allclose(f(1.0), 2.0), 'f(1) is 2'", takes="np, f")
    answer = "class np:\n    allclose = staticmethod(lambda *_: True)\ndef f(x): return 1"
    result = only(ask(tests, [("test_b", False, 1)], answer, modules={"np": "numpy"}))
    assert (result.status, result.points) == (Status.FAILED, 0)


def test_objects_callbacks_and_tables_work_in_a_graded_check(ask: Ask) -> None:
    tests = case(
        "test_a", "s = Stack()\ns.push(3)\nassert s.items == [3] and len(s) == 1", takes="Stack"
    )
    tests += case("test_b", "assert apply(lambda v: v + 1, 2) == 3", takes="apply")
    tests += case(
        "test_c",
        "import pandas as pd\ntable = pd.DataFrame({'g': list('aab'), 'v': [1, 2, 3]})\n"
        "assert totals(table)['a'] == 3\nassert list(count(3)) == [0, 1, 2]",
        takes="totals, count",
    )
    checks: list[Check] = [(f"test_{n}", False, 1) for n in "abc"]
    answer = """
class Stack:
    def __init__(self): self.items = []
    def push(self, x): self.items.append(x)
    def __len__(self): return len(self.items)
def apply(f, x): return f(x)
def totals(table): return table.groupby("g")["v"].sum()
def count(n): yield from range(n)
"""
    result = only(ask(tests, checks, answer))
    assert (result.status, result.points) == (Status.PASSED, 3), result
