"""A small course of one assignment, made in a folder: quick to compile, and easy to spoil."""

from pathlib import Path

from autograder.records.course import Course, find_course
from autograder.records.notebook import Cell, Notebook, new_cell, new_notebook, write_notebook

ID = "s1_small"

CONFIG = """# ASSIGNMENT CONFIG
name: s1_small
init_cell: false
export_cell: false
strip_solutions_from_all_cells: true
tests:
  ok_format: false"""

BOX = """### q1_1 · Slide a window

**2 points** · difficulty 2/5 · about 10 min

Write `window_sums(values, size)`, the sums of all windows."""

SOLUTION = '''def window_sums(values, size):
    """Sums of all windows of `size` neighbours."""
    # BEGIN SOLUTION
    count = len(values) - size + 1
    if count < 1:
        raise ValueError("the window is longer than the values")
    sums = np.zeros(count, dtype=float)
    for start in range(count):
        sums[start] = np.sum(values[start : start + size])
    return sums
    # END SOLUTION'''

PUBLIC = '''""" # BEGIN TEST CONFIG
points: 0.5
failure_message: Look at the first window.
""" # END TEST CONFIG
def test_first_window(window_sums):
    import numpy as np
    got = window_sums(np.arange(5.0), 2)
    assert got is not None, "q1_1 is not implemented yet"
    assert got[0] == 1.0, f"the first window sums to 1, got {got[0]}"'''

HIDDEN = '''""" # BEGIN TEST CONFIG
points: 1.5
hidden: true
""" # END TEST CONFIG
def test_all_windows(window_sums):
    import numpy as np
    values = np.array([3.0, -1.0, 4.0, 1.0, -5.0, 9.0])
    expected = [6.0, 4.0, 0.0, 5.0]
    got = window_sums(values, 3)
    assert got is not None, "q1_1 is not implemented yet"
    assert list(got) == expected, "a window is off"
    assert len(got) == 4, "the last window is missed"'''

WRITTEN = """### w1_1 · What the sums say

**1 point**, read by a person · difficulty 1/5 · about 5 min

What does a window of size 1 give?"""

ANSWER = """A window of size one gives every value back unchanged, because the sum of a single
neighbour is that neighbour itself. Full marks for saying that nothing is lost."""

SUBMIT = 'print("s1_small is finished")'

MCQ_TOML = """
[[graded]]
id = "Q1"
title = "How many windows"
difficulty = 1
minutes = 2
stem = "How many windows of size 3 do 10 values have?"
key = "C"
options = { A = "3 windows", B = "7 windows", C = "8 windows", D = "10 windows, one a value" }

[graded.feedback]
A = "Three is the size of a window and says nothing about how many there are."
B = "Ten minus three is seven, yet the window that starts at zero counts as well."
C = "Right: ten minus three plus one positions are left for the first value."
D = "The last two values cannot begin a window, because nothing follows them."

[[practice]]
id = "P1"
title = "One window"
stem = "How many windows of size 5 do 5 values have?"
key = "A"
options = { A = "one", B = "two", C = "five", D = "none" }
explanations = { A = "All five fit.", B = "Only once.", C = "No.", D = "It does fit." }
"""


def cells() -> list[Cell]:
    """The source's cells; a test finds one by `find` and changes it."""
    return [
        new_cell("raw", CONFIG),
        new_cell("markdown", "# Sliding windows\n\nSums of neighbours."),
        new_cell("code", "import numpy as np\nfrom gradekit.mcq import mcq, practice"),
        new_cell("code", 'import otter\ngrader = otter.Notebook("s1_small.ipynb")'),
        new_cell("raw", "# BEGIN QUESTION\nname: q1_1\npoints: 2"),
        new_cell("markdown", BOX),
        new_cell("raw", "# BEGIN SOLUTION"),
        new_cell("code", SOLUTION),
        new_cell("raw", "# END SOLUTION"),
        new_cell("raw", "# BEGIN TESTS"),
        new_cell("code", PUBLIC),
        new_cell("code", HIDDEN),
        new_cell("raw", "# END TESTS"),
        new_cell("raw", "# END QUESTION"),
        new_cell("code", 'practice("P1")', tags=["otter_ignore"]),
        new_cell("raw", "# MCQ\nid: Q1\npoints: 1"),
        new_cell("raw", "# BEGIN QUESTION\nname: w1_1\nmanual: true\npoints: 1"),
        new_cell("markdown", WRITTEN),
        new_cell("raw", "# BEGIN SOLUTION"),
        new_cell("markdown", ANSWER),
        new_cell("raw", "# END SOLUTION"),
        new_cell("raw", "# END QUESTION"),
        new_cell("markdown", "That is all."),
        new_cell("code", SUBMIT, tags=["otter_ignore"]),
    ]


def notebook() -> Notebook:
    """The sound source notebook."""
    return new_notebook(cells(), ID)


def find(where: list[Cell], text: str) -> Cell:
    """The one cell whose source contains the text."""
    found = [cell for cell in where if text in _text(cell)]
    assert len(found) == 1, f"{len(found)} cells contain {text!r}"
    return found[0]


def replace(where: list[Cell], old: str, new: str) -> None:
    """Change a text in the one cell that contains it."""
    cell = find(where, old)
    cell["source"] = _text(cell).replace(old, new)


def make_course(root: Path, source: Notebook | None = None, mcq: str = MCQ_TOML) -> Course:
    """Write the course into a folder."""
    folder = root / "assignments" / ID
    folder.mkdir(parents=True)
    (root / "assignments" / "course.toml").write_text(
        f'name = "Small"\nassignments = ["{ID}"]\nunused = ["torch", "scipy"]\n'
    )
    (root / "assignments" / "requirements.txt").write_text("numpy>=2\notter-grader==7.0.0\n")
    (folder / "assignment.toml").write_text(f'id = "{ID}"\ntitle = "Sliding windows"\n')
    (folder / "mcq.toml").write_text(mcq)
    write_notebook(folder / f"{ID}.ipynb", source or notebook())
    return find_course(root)


def _text(cell: Cell) -> str:
    text = cell["source"]
    return text if isinstance(text, str) else "".join(text)
