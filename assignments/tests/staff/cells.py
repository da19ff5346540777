"""Questions of source notebooks: their checks, and the variables that a notebook leaves."""

import ast
import linecache
import os
from collections.abc import Iterator, Mapping
from contextlib import chdir
from functools import cache
from pathlib import Path
from unittest import mock

from assignments.tests.staff.in_process import Check, Verdict, judge
from assignments.tests.unit import COURSE
from assignments.tests.unit import QUESTIONS as STAFF
from autograder.records.notebook import read_notebook
from autograder.release.markers import strip, tidy
from autograder.release.source import Source, SourceQuestion, read_source
from autograder.release.testcell import read_test

ROOT = Path(__file__).parents[3]
ASSIGNMENTS = sorted(
    folder.name
    for folder in (ROOT / "assignments").iterdir()
    if (folder / f"{folder.name}.ipynb").is_file()
)
# Networks that a check trains are trained for a second, as in the course's own quick runs.
QUICK = mock.patch.dict(os.environ, {"GRADEKIT_PROFILE": "tiny"})


@cache
def source_of(assignment: str) -> Source:
    """A source notebook, read."""
    path = ROOT / "assignments" / assignment / f"{assignment}.ipynb"
    return read_source(read_notebook(path))


def code_questions(assignment: str) -> Mapping[str, SourceQuestion]:
    """The questions of a source notebook that have tests, by id."""
    return {item.id: item for item in source_of(assignment).questions if item.tests}


@cache
def questions(assignment: str) -> Mapping[str, SourceQuestion]:
    """Those that have misconceptions."""
    found = code_questions(assignment)
    return {name: item for name, item in found.items() if name in STAFF}


def every_question() -> list[tuple[str, str]]:
    """Assignment and id of every code question that has misconceptions."""
    return [(assignment, name) for assignment in ASSIGNMENTS for name in questions(assignment)]


@cache
def checks_of(assignment: str, question: str) -> list[Check]:
    """A question's test cells, after the same passage through `ast` that Otter gives them."""
    return [_check(read_test(cell)) for cell in questions(assignment)[question].tests]


@cache
def variables(assignment: str, blank: bool = False) -> Mapping[str, object]:
    """What is defined after a notebook has run, solved or as handed out, plots left out."""
    scope: dict[str, object] = {"__name__": "notebook"}
    with QUICK, chdir(COURSE.template(assignment)):
        for number, text in _executed(source_of(assignment), blank):
            _run(text, f"<{assignment} cell {number} {blank}>", scope)
    return scope


def verdict(assignment: str, question: str, answers: Mapping[str, object]) -> Verdict:
    """What the tests of a question make of a notebook's variables."""
    with QUICK, chdir(COURSE.template(assignment)):
        return judge(STAFF[question], checks_of(assignment, question), answers)


def _executed(source: Source, blank: bool) -> Iterator[tuple[int, str]]:
    """The code cells that a grader runs, tests left out."""
    left_out = {cell.number for question in source.questions for cell in question.tests}
    for question in source.questions:
        # A question with a prompt has one cell for the student and another for the solution.
        if question.prompts:
            other = question.solutions if blank else question.prompts
            left_out |= {cell.number for cell in other}
    for numbered in source.cells:
        cell = numbered.cell
        tags = cell["metadata"].get("tags", ())
        if cell["cell_type"] != "code" or numbered.number in left_out or "otter_ignore" in tags:
            continue
        yield numbered.number, strip(numbered.text).student if blank else tidy(numbered.text)


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
