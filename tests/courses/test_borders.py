"""Everyday values in a compiled release: right answers earn their points, the rest is named."""

from pathlib import Path

import pytest

from autograder.grading.loaded import open_release
from autograder.isolation.engines.local import LocalEngine
from autograder.records.course import Course, find_course
from autograder.records.errors import ReleaseError
from autograder.records.notebook import Cell, new_cell, new_notebook, write_notebook
from autograder.verify.releases import build_verified

CONFIG = """# ASSIGNMENT CONFIG
name: {name}
init_cell: false
export_cell: false
tests:
  ok_format: false"""
BORDERS = [
    ("a = twice(3) # SOLUTION", "from helper import twice\nassert a == twice(3)", "a"),
    (
        "b = pd.read_csv('heights.csv')['cm'].sum() # SOLUTION",
        "import pandas as pd\nassert b == pd.read_csv('heights.csv')['cm'].sum()",
        "b",
    ),
    ("names = np.array(['x', 'y']) # SOLUTION", "assert names[1] == 'y'", "names"),
    ("def primes():\n    return {2, 3} # SOLUTION", "assert primes() == {2, 3}", "primes"),
    ("def size(s):\n    return len(s) # SOLUTION", "assert size({1, 2, 3}) == 3", "size"),
    ("def mean(x):\n    return np.mean(x) # SOLUTION", "assert mean(np.ones(2)) == 1", "np, mean"),
    (
        "class Stack:\n    def __init__(self):\n        self.items = []\n\n"
        "    def push(self, x):\n        self.items.append(x) # SOLUTION",
        "s = Stack()\ns.push(3)\nassert s.items == [3], f'got {s.items}'",
        "Stack",
    ),
    (
        "def count(n):\n    # BEGIN SOLUTION\n    for i in range(n):\n        yield i\n"
        "    # END SOLUTION",
        "assert list(count(3)) == [0, 1, 2]",
        "count",
    ),
    ("s = pd.Series([1, 2, 3]) # SOLUTION", "assert s.sum() == 6", "s"),
    ("day = datetime.date(2026, 1, 2) # SOLUTION", "assert day.year == 2026", "day"),
    ("c = {1, 2} # SOLUTION", "assert 1 in c", "c"),
    ("fruit = {'a': pd.Series([1])} # SOLUTION", "assert 'a' in fruit", "fruit"),
    (
        "def apply(f, x):\n    return f(x) # SOLUTION",
        "assert apply(lambda v: v + 1, 2) == 3",
        "apply",
    ),
]


def question(number: int, solution: str, body: str, takes: str) -> list[Cell]:
    """The cells of a question of one point with one public test."""
    lines = "\n    ".join(body.split("\n"))
    test = f"def test_it({takes}):\n    {lines}"
    config = '""" # BEGIN TEST CONFIG\npoints: 1\nhidden: false\n""" # END TEST CONFIG\n'
    return [
        new_cell("raw", f"# BEGIN QUESTION\nname: q1_{number}\npoints: 1"),
        new_cell("markdown", f"### q1_{number} · Border {number}\n\nDo it."),
        new_cell("raw", "# BEGIN SOLUTION"),
        new_cell("code", solution),
        new_cell("raw", "# END SOLUTION"),
        new_cell("raw", "# BEGIN TESTS"),
        new_cell("code", config + test),
        new_cell("raw", "# END TESTS"),
        new_cell("raw", "# END QUESTION"),
    ]


def course_of(root: Path, questions: list[tuple[str, str, str]]) -> Course:
    """A course of one assignment with a helper module and a file of data."""
    folder = root / "assignments" / "hw"
    folder.mkdir(parents=True)
    (root / "assignments/course.toml").write_text('name = "B"\nassignments = ["hw"]\n')
    (root / "assignments/requirements.txt").write_text("numpy\npandas\n")
    (folder / "assignment.toml").write_text(
        'id = "hw"\ntitle = "Borders"\nfiles = ["heights.csv", "helper.py"]\n'
    )
    (folder / "heights.csv").write_text("name,cm\na,170\nb,180\n")
    (folder / "helper.py").write_text("def twice(x):\n    return 2 * x\n")
    start = "import datetime\nimport numpy as np\nimport pandas as pd\nfrom helper import twice"
    cells = [new_cell("raw", CONFIG.format(name="hw")), new_cell("markdown", "# Borders")]
    cells.append(new_cell("code", start))
    cells.append(new_cell("code", 'import otter\ngrader = otter.Notebook("hw.ipynb")'))
    for number, parts in enumerate(questions, 1):
        cells += question(number, *parts)
    write_notebook(folder / "hw.ipynb", new_notebook(cells, "hw"))
    return find_course(root)


@pytest.fixture(scope="module")
def engine():
    made = LocalEngine()
    yield made
    made.close()


def test_each_everyday_value_earns_its_point_by_our_grading_and_by_otter_s(tmp_path, engine):
    course = course_of(tmp_path, BORDERS)
    (report,) = build_verified(course, engine=engine)
    assert report.possible == 13
    release = open_release(course, "hw").release
    assert release.verified
    assert release.modules == {"np": "numpy"}


def test_what_cannot_cross_is_named_with_its_place_when_the_release_is_built(tmp_path, engine):
    solution = "def keep(x):\n    return x # SOLUTION"
    body = "import socket\nwith socket.socket() as s:\n    assert keep(s) is s"
    course = course_of(tmp_path, [(solution, body, "keep")])
    with pytest.raises(ReleaseError, match="q1_1-1 hands a socket to the student’s code"):
        build_verified(course, engine=engine)
