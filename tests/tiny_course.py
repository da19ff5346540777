"""A course with one compiled assignment of six questions, written by hand, and submissions to it.

Small enough to read whole: `q1` adds, `q2` halves, `q3` is a list, `Q1` an MCQ, `w1` is written,
`q4` is a bonus. Tests of grading, batch and review use it, so that they need no build.
"""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from autograder.records.course import Course, find_course

ASSIGNMENT = "tiny"
HEAD = "from otter.test_files import test_case\nOK_FORMAT = False\nname = {name!r}\npoints = None\n"

TESTS = {
    "q1": """
@test_case(points=1, hidden=False, success_message="Small numbers are right.")
def test_small(add):
    from gradekit import checks
    checks.function("q1", "add(a, b)", add, [checks.case(3, 1, 2), checks.case(0, 1, -1)])

@test_case(points=2, hidden=True)
def test_arrays(add):
    import numpy as np
    from gradekit import checks
    x = checks.reals(checks.rng("q1", "arrays"), 3)
    checks.function("q1", "add(a, b)", add, [checks.case(x + 1, x, np.ones(3))], hidden=True)
""",
    "q2": """
@test_case(points=1, hidden=False)
def test_even(half):
    assert half(4) == 2, "half(4) is 2"

@test_case(points=1, hidden=True)
def test_odd(half):
    assert half(3) == 1.5, "half of an odd number"

@test_case(points=1, hidden=True)
def test_negative(half):
    assert half(-2) == -1, "half of a negative number"
""",
    "q3": """
@test_case(points=1, hidden=False)
def test_squares(squares):
    assert squares == [0, 1, 4], "squares are 0, 1, 4"
""",
    "Q1": """
@test_case(points=0, hidden=False)
def test_recorded(Q1):
    from gradekit import checks
    checks.recorded(Q1, "Q1")

@test_case(points=1, hidden=True)
def test_choice(Q1):
    from gradekit import checks
    checks.choice(Q1, key="B", feedback={"A": "A is one too few.", "B": "Yes.", "C": "C is odd."})
""",
    "q4": """
@test_case(points=1, hidden=True)
def test_broken(bonus):
    value = bonus()
    while value == "for ever":
        continue
    assert value / 0, "never reached"
""",
}
CHECKS = {
    "q1": [("test_small", False, 1), ("test_arrays", True, 2)],
    "q2": [("test_even", False, 1), ("test_odd", True, 1), ("test_negative", True, 1)],
    "q3": [("test_squares", False, 1)],
    "Q1": [("test_recorded", False, 0), ("test_choice", True, 1)],
    "w1": [],
    "q4": [("test_broken", True, 1)],
}
TITLES = {
    "q1": "Add",
    "q2": "Halve",
    "q3": "Squares",
    "Q1": "How many?",
    "w1": "In your words",
    "q4": "Bonus",
}
ANSWERS = {
    "q1": "def add(a, b):\n    return a + b",
    "q2": "def half(x):\n    return x / 2",
    "q3": "squares = [n * n for n in range(3)]",
    "Q1": 'Q1 = mcq("Q1", "B")',
    "w1": "Because it is so.",
    "q4": "def bonus():\n    raise ValueError('not tried')",
}
LIMITS = {"call_seconds": 0.5, "cell_seconds": 1.0, "submission_seconds": 30.0}


def write_course(
    root: Path,
    limits: Mapping[str, float] | None = None,
    tests: Mapping[str, str] | None = None,
) -> Course:
    """Write the course with its compiled release below `root`; `tests` take the place of some."""
    sources = root / "assignments" / ASSIGNMENT
    sources.mkdir(parents=True)
    (root / "assignments/course.toml").write_text(
        'name = "C"\nassignments = ["tiny"]\nunused = ["torch", "scipy"]\n'
    )
    (sources / "assignment.toml").write_text('id = "tiny"\ntitle = "Tiny"\n')
    build = root / "build" / ASSIGNMENT
    build.mkdir(parents=True)
    options = {letter: letter for letter in "ABCD"}
    question = {"title": "How many?", "stem": "How many?", "options": options}
    questions = {"schema": 1, "assignment": ASSIGNMENT, "graded": {"Q1": question}, "practice": {}}
    with zipfile.ZipFile(build / "autograder.zip", "w") as archive:
        for name, source in {**TESTS, **(tests or {})}.items():
            archive.writestr(f"tests/{name}.py", HEAD.format(name=name) + source)
        archive.writestr("files/questions.json", json.dumps(questions))
    (build / "release.json").write_text(json.dumps(manifest({**LIMITS, **(limits or {})})))
    return find_course(root)


def manifest(limits: Mapping[str, float]) -> dict[str, Any]:
    """The release's `release.json`."""
    kinds = {"Q1": "mcq", "w1": "written"}
    return {
        "assignment": ASSIGNMENT,
        "title": "Tiny",
        "otter": "7.0.0",
        "limits": limits,
        "files": ["questions.json"],
        "student_files": ["answers.json"],
        "questions": [
            {
                "id": name,
                "title": TITLES[name],
                "kind": kinds.get(name, "code"),
                "points": sum(points for _, _, points in checks) or 2,
                "bonus": name == "q4",
                "checks": [
                    {"id": f"{name}-{n}", "name": test, "hidden": hidden, "points": points}
                    for n, (test, hidden, points) in enumerate(checks, 1)
                ],
            }
            for name, checks in CHECKS.items()
        ],
        "hashes": {},
    }


def notebook(answers: Mapping[str, str] | None = None, **extra: str) -> dict[str, Any]:
    """A submission's notebook.

    Args:
        answers: Source of answer cells by question, over those of `ANSWERS`.
        extra: `before_<question>` puts a code cell before the question's box.
    """
    cells = [_cell("markdown", "# Tiny"), _cell("code", "from gradekit.mcq import mcq")]
    cells.append(_cell("code", 'import otter\ngrader = otter.Notebook("tiny.ipynb")'))
    for name, answer in {**ANSWERS, **(answers or {})}.items():
        if f"before_{name}" in extra:
            cells.append(_cell("code", extra[f"before_{name}"]))
        cells.append(_cell("markdown", f"### {name} · {TITLES[name]}\n\n**1 point**"))
        cells.append(_cell("markdown" if name == "w1" else "code", answer))
        if name != "w1":
            cells.append(_cell("code", f'grader.check("{name}")'))
    cells.append(_cell("markdown", "## Submit"))
    metadata = {"autograder": {"assignment": ASSIGNMENT}}
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells}


def hand_in(folder: Path, student: str, content: Mapping[str, Any] | None = None) -> Path:
    """Write a student's notebook into a class folder."""
    path = folder / student / "tiny.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(notebook() if content is None else content))
    return path.parent


def _cell(kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})
