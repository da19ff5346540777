"""Lint of test cells: what Otter would hide, lose, or break the test file with."""

import pytest

from autograder.release.mcq import McqBank
from tests.release.spoil import Spoil, noted, refused, swap, text, told
from tests.small_course import HIDDEN, PUBLIC, cells

TRAPS: dict[str, tuple[Spoil, str]] = {
    "quotes": (
        text("failure_message: Look at the first window.", 'failure_message: Use "same" padding.'),
        "cell 11: failure_message has a double quote",
    ),
    "backslash": (
        text("failure_message: Look at", "success_message: a \\\\ b\nfailure_message: Look at"),
        "cell 11: success_message has a double quote, a backslash",
    ),
    "message is no text": (
        text("failure_message: Look at the first window.", "failure_message: yes"),
        "cell 11: failure_message is not a text",
    ),
    "same test name": (
        text("def test_all_windows", "def test_first_window"),
        "cell 12: test_first_window is also the name of cell 11; Otter keeps only one of them",
    ),
    "unknown test key": (
        text("hidden: true", "hiden: true"),
        "cell 12: unknown key 'hiden' in the TEST CONFIG",
    ),
    "two functions": (
        text(HIDDEN, HIDDEN + "\ndef helper():\n    pass"),
        "cell 12: Otter drops what follows the function, so the test cannot use it",
    ),
    "import": (
        text("END TEST CONFIG\ndef test_first", "END TEST CONFIG\nimport os\ndef test_first"),
        "cell 11: a test cell holds a function and at most a call of it",
    ),
    "empty test": (
        text(PUBLIC, ""),
        "cell 11: a test cell holds a function and at most a call of it",
    ),
    "test syntax": (
        text("assert got[0] ==", "assert got[0] = ="),
        "cell 11: the test does not parse",
    ),
    "no end of config": (
        text('""" # END TEST CONFIG\ndef test_first', '"""\ndef test_first'),
        "cell 11: its TEST CONFIG has no end",
    ),
    "sum": (
        text("points: 1.5", "points: 1"),
        "cell 5: its tests add up to 1.5 points, its config says 2, and Otter gives 1.5",
    ),
    "default": (
        text("test_all_windows(window_sums)", "test_all_windows(window_sums=1)"),
        "cell 12: the test takes defaults",
    ),
    "decorator": (
        text("def test_all_windows", "@staticmethod\ndef test_all_windows"),
        "cell 12: the test function has a decorator",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_it_is_refused_with_its_cell_and_a_remedy(trap: str, bank: McqBank) -> None:
    spoil, words = TRAPS[trap]
    refused(spoil, words, bank)


def _hidden_first(given) -> None:
    swap("def test_first_window", "def test_all_windows")(given)
    text("points: 2", "points: [1.5, 0.5]")(given)


REMARKS: dict[str, tuple[Spoil, str]] = {
    "hidden in a comment": (
        text(
            PUBLIC,
            "# Public: hidden layer width is right\ndef test_a(window_sums):\n    assert 0, ''",
        ),
        "cell 11: the word `hidden` in its first comment makes Otter hide the test",
    ),
    "hidden first": (
        _hidden_first,
        "cell 12: a public test after the hidden one of cell 11; with `points` as a list Otter "
        "shows students the points of other tests",
    ),
    "bare assert": (
        text(', "a window is off"', ""),
        "cell 12: a bare assert (line 7 of the test) tells the student nothing",
    ),
    "no argument": (
        text("test_all_windows(window_sums)", "test_all_windows()"),
        "cell 12: the test takes no argument",
    ),
    "name": (
        text("def test_all_windows", "def check_all_windows"),
        "cell 12: the function is called check_all_windows",
    ),
    "isinstance": (
        text("assert len(got) == 4", "assert isinstance(window_sums, object)"),
        "cell 12: isinstance on a student's function, class or object is false when we grade",
    ),
}


@pytest.mark.parametrize("remark", REMARKS)
def test_it_is_remarked_upon(remark: str, bank: McqBank) -> None:
    spoil, words = REMARKS[remark]
    noted(spoil, words, bank)


FINE: dict[str, Spoil] = {
    "the whole environment": text("test_all_windows(window_sums)", "test_all_windows(env)"),
    "a module": text("test_all_windows(window_sums)", "test_all_windows(np, window_sums)"),
    "no points of its own": text("points: 0.5\n", ""),
    "only hidden tests": text("points: 0.5", "hidden: true\npoints: 0.5"),
    "hidden first": swap("def test_first_window", "def test_all_windows"),
    "a call, ignored": text(HIDDEN, HIDDEN + "\n\ntest_all_windows(window_sums) # IGNORE"),
    "a config in lower case": text("# BEGIN TEST CONFIG\npoints: 0.5", "# begin test config"),
}


@pytest.mark.parametrize("form", FINE)
def test_what_otter_takes_is_no_finding(form: str, bank: McqBank) -> None:
    given = cells()
    FINE[form](given)
    assert told(given, bank) == []
