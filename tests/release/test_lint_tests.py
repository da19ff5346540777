"""Lint of test cells: what Otter would hide, lose, or break the test file with."""

import pytest

from autograder.release.mcq import McqBank
from tests.release.spoil import Spoil, refused, swap, text
from tests.small_course import HIDDEN, PUBLIC

TRAPS: dict[str, tuple[Spoil, str]] = {
    "hidden in a comment": (
        text(
            PUBLIC,
            "# Public: hidden layer width is right\ndef test_a(window_sums):\n    assert 0, ''",
        ),
        "cell 11: the word `hidden` in its first comment makes Otter hide the test",
    ),
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
    "hidden first": (
        swap("def test_first_window", "def test_all_windows"),
        "cell 12: a public test after the hidden one of cell 11",
    ),
    "only hidden": (
        text("points: 0.5", "hidden: true\npoints: 0.5"),
        "cell 5: q1_1 has only hidden tests, so Otter makes no check cell",
    ),
    "env": (
        text("def test_all_windows(window_sums)", "def test_all_windows(env)"),
        "cell 12: the test takes `env`",
    ),
    "bare assert": (
        text(', "a window is off"', ""),
        "cell 12: a bare assert (line 7 of the test) tells the student nothing",
    ),
    "two functions": (
        text(HIDDEN, HIDDEN + "\ndef helper():\n    pass"),
        "cell 12: a test cell holds something else than exactly one function",
    ),
    "import": (
        text("END TEST CONFIG\ndef test_first", "END TEST CONFIG\nimport os\ndef test_first"),
        "cell 11: a test cell holds something else",
    ),
    "empty test": (text(PUBLIC, ""), "cell 11: a test cell holds something else"),
    "test syntax": (
        text("assert got[0] ==", "assert got[0] = ="),
        "cell 11: the test does not parse",
    ),
    "no end of config": (
        text('""" # END TEST CONFIG\ndef test_first', '"""\ndef test_first'),
        "cell 11: its TEST CONFIG has no end",
    ),
    "no points": (text("points: 0.5\n", ""), "cell 11: the test has no points of its own"),
    "negative points": (
        text("points: 0.5\n", "points: -1\n"),
        "cell 11: the test has no points of its own",
    ),
    "sum": (
        text("points: 1.5", "points: 1"),
        "cell 5: the tests of q1_1 add up to 1.5 points, its config says 2",
    ),
    "no argument": (
        text("test_all_windows(window_sums)", "test_all_windows()"),
        "cell 12: the test takes no argument",
    ),
    "default": (
        text("test_all_windows(window_sums)", "test_all_windows(window_sums=1)"),
        "cell 12: the test takes defaults",
    ),
    "decorator": (
        text("def test_all_windows", "@staticmethod\ndef test_all_windows"),
        "cell 12: the test function has a decorator",
    ),
    "name": (
        text("def test_all_windows", "def check_all_windows"),
        "cell 12: the function is called check_all_windows",
    ),
    "isinstance": (
        text("assert len(got) == 4", "assert isinstance(window_sums, object)"),
        "cell 12: isinstance on a student's object",
    ),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_it_is_refused_with_its_cell_and_a_remedy(trap: str, bank: McqBank) -> None:
    spoil, words = TRAPS[trap]
    refused(spoil, words, bank)
