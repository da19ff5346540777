"""Otter's markers: our reading of a cell is Otter's own."""

import random

import pytest
from otter.assign.solutions import remove_ignored_lines, replace_solutions

from autograder.release.markers import shown, strip, tidy
from autograder.release.near_misses import near_misses

CELLS = [
    "x = 42  # SOLUTION",
    "a, b = f(1), g(2)  # SOLUTION",
    "table['a b'] = 3  # SOLUTION",
    "self.conv1.weight = w  # SOLUTION",
    "y = x == 3  # SOLUTION",
    "    return x == y  # SOLUTION",
    "print(x)  # SOLUTION",
    "a = 3 #SOLUTION",
    "secret = 3  # SOLUTION NO PROMPT",
    "def f(x):\n    # BEGIN SOLUTION\n    y = x\n    return y\n    # END SOLUTION",
    "def f(x):\n    # BEGIN SOLUTION NO PROMPT\n    y = x\n    # END SOLUTION\n    return 1",
    '""" # BEGIN PROMPT\nQ1 = mcq("Q1")\n""" # END PROMPT\n'
    'Q1 = mcq("Q1", "D")  # SOLUTION NO PROMPT',
    '""" # BEGIN PROMPT\na = ...\n"""; # END PROMPT\na = 3 # SOLUTION NO PROMPT',
    "# a comment\nx = 1\n\nfor i in x:\n    pass",
    "np.random.seed(42) # SEED\nx = 1",
    "print(1) # IGNORE\nx = 2",
    "# BEGIN IGNORE\nprint(1)\n# END IGNORE\nx = 2",
]
CODE = [
    *("x = 1", "a, b = 1, 2", "t['a b'] = 3", "self.w.x = 2", "y = x == 3", "return x == y"),
    *("x: int = 3", "x += 1", "", "a[0] = b[1] = 2", "x==1", '"""', "a.b [0] = 1", "f(x)[1] = 2"),
]
COMMENTS = [
    *("", "  # SOLUTION", " #SOLUTION", "# SOLUTION NO PROMPT", "#SOLUTION NO PROMPT"),
    *(" # SOLUTION x", "## SOLUTION", " # BEGIN SOLUTION", "# END SOLUTION", "; # END PROMPT"),
    *(" # BEGIN PROMPT", " # SEED", "# IGNORE", "# solution", " # END IGNORE"),
]
LINES = [
    *("# BEGIN SOLUTION", "  # BEGIN SOLUTION NO PROMPT", "#BEGIN SOLUTION", "#begin ignore x"),
    *(f"{lead}{code}{comment}" for lead in ("", "    ") for code in CODE for comment in COMMENTS),
]


@pytest.mark.parametrize("text", CELLS)
def test_students_get_what_otter_leaves(text: str) -> None:
    assert strip(text).student == _by_otter(text.split("\n"))


def test_any_heap_of_lines_is_read_as_otter_reads_it() -> None:
    draw = random.Random(0)
    for _ in range(3000):
        lines = draw.choices(LINES, k=draw.randint(1, 5))
        stripped = strip("\n".join(lines))
        try:
            assert stripped.student == _by_otter(lines), lines
            assert stripped.problems == (), lines
        except AssertionError as error:
            # Otter itself asserts that blocks close.
            if "in [" not in str(error):
                raise
            assert stripped.problems, lines


def _by_otter(lines: list[str]) -> str:
    return "\n".join(replace_solutions(remove_ignored_lines(lines), "python"))


def test_secrets_are_what_the_markers_hide() -> None:
    body = "    # BEGIN SOLUTION\n    a = 2\n    return a\n    # END SOLUTION"
    assert strip(f"x = 1  # SOLUTION\ndef f():\n{body}").secrets == ("x = 1", "a = 2\nreturn a")
    assert strip("x = 1").secrets == ()


def test_a_tidy_solution_has_no_marker_and_no_prompt() -> None:
    assert tidy(CELLS[11]) == 'Q1 = mcq("Q1", "D")'
    assert tidy(CELLS[12]) == "a = 3"
    assert tidy(CELLS[9]) == "def f(x):\n    y = x\n    return y"
    assert tidy(CELLS[14]) == "np.random.seed(42)\nx = 1"


def test_ignored_lines_leave_text_cells_too() -> None:
    assert shown("Sums.\nFor staff. # IGNORE\nMore.") == "Sums.\nMore."


@pytest.mark.parametrize(
    "comment", ["#BEGIN SOLUTION", "# SOLUTON", "# solution:", "# END OF SOLUTION", "# Solution"]
)
def test_a_near_miss_is_noticed_with_its_line(comment: str) -> None:
    assert [line for line, _, _ in near_misses(f"a = 1\nx = 2  {comment}")] == [2]


@pytest.mark.parametrize("text", CELLS)
def test_a_marker_that_otter_obeys_is_no_near_miss(text: str) -> None:
    assert list(near_misses(text)) == []
