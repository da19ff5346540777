"""Drift: what is committed is held against what the source compiles to."""

import shutil
from pathlib import Path

import pytest

from autograder.records.course import Course, find_course
from autograder.records.errors import ReleaseError
from autograder.records.notebook import canonical, read_notebook, write_notebook
from autograder.release.drift import drift
from tests.release.conftest import Built
from tests.small_course import ID

NOTEBOOK = f"{ID}.ipynb"


@pytest.fixture
def copy(built: Built, tmp_path: Path) -> Course:
    """A copy of the compiled course that a test may change."""
    shutil.copytree(built.course.root, tmp_path / "copy")
    return find_course(tmp_path / "copy")


def _drift(course: Course, built: Built) -> None:
    compiled = canonical(read_notebook(built.course.solution(ID) / NOTEBOOK))
    drift(course, ID, built.course.template(ID), compiled, course.sources / ID / NOTEBOOK)


def test_every_drifted_file_is_told_with_the_command_that_renews_it(
    copy: Course, built: Built
) -> None:
    template, solution = copy.template(ID), copy.solution(ID) / NOTEBOOK
    (template / "questions.json").write_text("{}\n")
    (template / "extra.txt").write_text("mine\n")
    (template / "requirements.txt").unlink()
    solved = read_notebook(solution)
    solved["cells"][-1]["source"] = "changed()"
    write_notebook(solution, solved, outputs=True)
    path = copy.sources / ID / NOTEBOOK
    path.write_bytes(path.read_bytes().rstrip())
    with pytest.raises(ReleaseError) as caught:
        _drift(copy, built)
    assert str(caught.value).splitlines() == [
        f"{ID} has drifted from its source:",
        f"  assignments/{ID}/{NOTEBOOK} is not in canonical form",
        f"  student_templates/{ID}/extra.txt is not part of the student version",
        f"  student_templates/{ID}/questions.json differs from what the source compiles to",
        f"  student_templates/{ID}/requirements.txt is missing",
        f"  solutions/{ID}/{NOTEBOOK} has other cells than the source compiles to",
        f"Renew it with: autograder build {ID}",
    ]


def test_a_solution_is_executed_and_its_outputs_may_differ(copy: Course, built: Built) -> None:
    path = copy.solution(ID) / NOTEBOOK
    solved = read_notebook(path)
    solved["cells"][-1]["outputs"] = []
    write_notebook(path, solved, outputs=True)
    _drift(copy, built)
    write_notebook(path, solved)
    with pytest.raises(ReleaseError, match="has not been executed"):
        _drift(copy, built)
    path.unlink()
    with pytest.raises(ReleaseError, match=rf"{ID}/{NOTEBOOK} is missing"):
        _drift(copy, built)


def test_what_was_never_built_has_drifted(copy: Course, built: Built) -> None:
    shutil.rmtree(copy.template(ID))
    with pytest.raises(ReleaseError, match=rf"student_templates/{ID}/{NOTEBOOK} is missing"):
        _drift(copy, built)
