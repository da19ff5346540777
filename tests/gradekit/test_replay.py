"""A call as a text, and the line that reads it again."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gradekit.checks.compare import difference
from gradekit.outcome import Outcome
from gradekit.probes.calls import same
from gradekit.replay import Expected, Scenario, call_source, finding, replay
from gradekit.replay.content import fingerprint


def scenario(value: object = 3) -> Scenario:
    return Scenario("q1", "total", (np.array([1.0, 2.0]),), {}, expected=Expected(value))


@pytest.mark.parametrize(
    "value",
    [
        np.arange(6.0).reshape(2, 3),
        np.asfortranarray(np.arange(6, dtype=np.uint8).reshape(2, 3)),
        np.array([np.nan, np.inf, -0.5], dtype=np.float32),
        np.zeros((0, 3), dtype=bool),
        (1, 2.5, None, True, "text", [10**30, (), {}], {"a": {1: "b"}}),
    ],
)
def test_a_value_is_read_as_it_was_written(value: object) -> None:
    read = Scenario.unpack(Scenario("q1", "f", (value,)).pack())
    assert same(read.args, (value,))


def test_the_line_says_what_came_and_what_was_expected() -> None:
    wrong = replay("q1", scenario().pack(), notebook={"total": lambda x: 2})
    assert not wrong.passed
    assert repr(wrong).splitlines() == [
        "total(np.array([1., 2.]))",
        "  yours:    2",
        "  expected: 3",
        "  returned 2, expected 3",
    ]
    assert replay("q1", scenario().pack(), notebook={"total": lambda x: 3}).passed


def test_the_call_is_found_in_any_file_beside_the_notebook(tmp_path: Path) -> None:
    packed = scenario().pack()
    code = fingerprint(packed)
    home = {"total": lambda x: 2}
    assert "No file beside" in replay("q1", code, folder=tmp_path, notebook=home).text
    (tmp_path / "feedback").mkdir()
    page = f'<p data-replay="q1:{code}:{packed}">'
    (tmp_path / "feedback" / "page.html").write_text(page)
    assert "expected: 3" in replay("q1", code, folder=tmp_path, notebook=home).text
    assert "No file beside" in replay("q2", code, folder=tmp_path, notebook=home).text


@pytest.mark.parametrize("text", ["notatextofours", "eJwrSS0u", "x" * 400])
def test_a_damaged_text_is_told_and_stops_no_cell(text: str) -> None:
    shown = replay("q1", text, notebook={"total": len})
    assert "Copy the whole line" in shown.text


def test_a_function_that_is_not_there_is_named() -> None:
    assert "There is no total" in replay("q1", scenario().pack(), notebook={}).text


def test_a_call_is_written_as_it_is_typed() -> None:
    args = (np.array([[1, 2]]), (1, 2), np.float32(0.5))
    told = call_source(Scenario("q1", "f", args, {"p": None, "q": 0.25}))
    assert told == "f(np.array([[1, 2]]), (1, 2), 0.5, p=None, q=0.25)"


@pytest.mark.parametrize(("got", "wanted"), [(0.6, 0.6 + 1e-8), (0.6 + 1e-8, 0.6)])
def test_numbers_that_differ_are_told_with_the_digits_that_show_it(
    got: float, wanted: float
) -> None:
    for one, other in ((got, wanted), (np.array([got]), np.array([wanted]))):
        found = difference(one, other)
        assert found is not None
        assert "0.60000001" in found.numbers
        assert found.numbers.count("0.60000001") == 1


@pytest.mark.parametrize(
    ("got", "alike"),
    [
        (float(np.float32(0.06)), True),
        ({1: float(np.float32(0.06))}, True),
        ([1, (float(np.float32(0.06)),)], True),
        (float(np.float32(0.0601)), False),
        (0.06 + 1e-8, False),
        (float("nan"), False),
        (1e300, False),
    ],
)
def test_a_number_of_single_precision_is_as_right_as_it_can_be(got: Any, alike: bool) -> None:
    due = {float: 0.06, dict: {1: 0.06}, list: [1, (0.06,)]}[type(got)]
    assert (finding(Expected(due), Outcome(got)) is None) is alike
