"""The committed student versions and solutions are what the sources compile to."""

from collections.abc import Callable

import pytest

from assignments.tests.unit import ASSIGNMENTS, COURSE
from autograder.records.course import Course
from autograder.records.notebook import read_notebook
from autograder.release.drift import drift


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_nothing_has_drifted_from_its_source(
    assignment: str, compile_assignment: Callable[[str], Course]
) -> None:
    compiled, name = compile_assignment(assignment), f"{assignment}.ipynb"
    solution = read_notebook(compiled.solution(assignment) / name)
    origin = COURSE.sources / assignment / name
    drift(COURSE, assignment, compiled.template(assignment), solution, origin)
