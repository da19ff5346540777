"""Otter's markers: our reading of a cell is Otter's own."""

import pytest
from otter.assign.solutions import replace_solutions

from autograder.release.markers import near_misses, strip, tidy

CELLS = [
    "x = 42  # SOLUTION",
    "a, b = f(1), g(2)  # SOLUTION",
    "table['a b'] = 3  # SOLUTION",
    "self.conv1.weight = w  # SOLUTION",
    "y = x == 3  # SOLUTION",
    "    return x == y  # SOLUTION",
    "print(x)  # SOLUTION",
    "secret = 3  # SOLUTION NO PROMPT",
    "def f(x):\n    # BEGIN SOLUTION\n    y = x\n    return y\n    # END SOLUTION",
    "def f(x):\n    # BEGIN SOLUTION NO PROMPT\n    y = x\n    # END SOLUTION\n    return 1",
    '""" # BEGIN PROMPT\nQ1 = mcq("Q1")\n""" # END PROMPT\n'
    'Q1 = mcq("Q1", "D")  # SOLUTION NO PROMPT',
    "# a comment\nx = 1\n\nfor i in x:\n    pass",
]


@pytest.mark.parametrize("text", CELLS)
def test_students_get_what_otter_leaves(text: str) -> None:
    assert strip(text).student == "\n".join(replace_solutions(text.split("\n"), "python"))


def test_secrets_are_what_the_markers_hide() -> None:
    body = "    # BEGIN SOLUTION\n    a = 2\n    return a\n    # END SOLUTION"
    assert strip(f"x = 1  # SOLUTION\ndef f():\n{body}").secrets == ("x = 1", "a = 2\nreturn a")
    assert strip("x = 1").secrets == ()


def test_a_tidy_solution_has_no_marker_and_no_prompt() -> None:
    assert tidy(CELLS[-2]) == 'Q1 = mcq("Q1", "D")'
    assert tidy(CELLS[8]) == "def f(x):\n    y = x\n    return y"


@pytest.mark.parametrize(
    "comment", ["#SOLUTION", "# SOLUTON", "# solution:", "# SOLUTION NOPROMPT"]
)
def test_a_near_miss_is_noticed_with_its_line(comment: str) -> None:
    assert [line for line, _, _ in near_misses(f"a = 1\nx = 2  {comment}")] == [2]


@pytest.mark.parametrize("text", CELLS)
def test_a_marker_written_exactly_is_no_near_miss(text: str) -> None:
    assert list(near_misses(text)) == []
