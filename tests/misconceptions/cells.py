"""Questions of a source notebook as the kill matrix takes them: checks, solution, blank."""

import ast
import linecache
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import numpy as np
import torch

from autograder.grading.matrix import Check
from autograder.notebook import read_notebook
from autograder.release.lint_tests import read_test
from autograder.release.markers import strip
from autograder.release.source import SourceQuestion, read_source

ROOT = Path(__file__).parents[2]


@cache
def questions(assignment: str) -> dict[str, SourceQuestion]:
    """The code questions of a source notebook, by id."""
    path = ROOT / "assignments" / assignment / f"{assignment}.ipynb"
    return {item.id: item for item in read_source(read_notebook(path)).questions if item.tests}


def checks_of(question: SourceQuestion) -> list[Check]:
    """The question's test cells, after the same passage through `ast` that Otter gives them."""
    return [_check(read_test(numbered)) for numbered in question.tests]


@cache
def variables(assignment: str, blank: bool = False) -> Mapping[str, object]:
    """What is defined after the notebook's questions have run, solved or as handed out."""
    scope: dict[str, object] = {"np": np, "torch": torch, "student_id": "", "__name__": "notebook"}
    for question in questions(assignment).values():
        # What a question gives beside the answer stands among its texts.
        for numbered in (*question.texts, *question.solutions):
            if numbered.cell["cell_type"] == "code":
                text = strip(numbered.text).student if blank else numbered.text
                _run(text, f"<{question.id} cell {numbered.number} {blank}>", scope)
    return scope


def _run(text: str, name: str, scope: dict[str, object]) -> None:
    # As IPython does, so that the source of a function can be found.
    linecache.cache[name] = (len(text), None, text.splitlines(True), name)
    exec(compile(text, name, "exec"), scope)


def _check(test) -> Check:
    scope: dict[str, object] = {}
    exec(ast.unparse(test.function), scope)
    function = scope[test.function.name]

    def run(environment):
        function(**{name: environment.get(name) for name in test.arguments})

    return Check(test.function.name, test.points, test.hidden, run)
