"""Every notebook from top to bottom, blank and solved, as each front-end shows it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from assignments.tests.front_ends.jupyter import LAB, NOTEBOOK, Notebook
from assignments.tests.unit import ASSIGNMENTS, COURSE
from autograder.grading.loaded import open_release
from autograder.intake.find import Found
from autograder.intake.submission import read_work
from autograder.records.course import Course
from autograder.records.notebook import read_notebook
from autograder.specimens import read_material
from autograder.verify.known import load_cases
from tests.sampling import COMPLETE

# The blank first assignment in JupyterLab is the beginning of an evening; see `test_evening`.
pytestmark = pytest.mark.skipif(not COMPLETE, reason="minutes; runs with AUTOGRADER_SLOW=1")
CONTROLS = (".gradekit-radios", ".gradekit-keys", ".jp-OutputArea-output [role=status]")


def solve(course: Course, path: Path, scratch: Path) -> None:
    """Put the known perfect hand-in of an assignment into the place of its blank notebook."""
    assignment = path.stem
    (case,) = [case for case in load_cases(COURSE.known(assignment)) if case.name == "perfect"]
    handed_in = case.write(read_material(course, assignment), scratch)
    work = read_work(Found("perfect", handed_in), open_release(course, assignment).wanted)
    path.write_bytes(work.held.members[work.chosen.path])
    for name, content in work.files.items():
        (path.parent / name).write_bytes(content)


def pictures_of_solution(assignment: str) -> dict[str, int]:
    """How many pictures each cell of the executed solution shows, by the cell's id."""
    notebook = read_notebook(COURSE.solution(assignment) / f"{assignment}.ipynb")
    return {
        cell["id"]: sum("image/png" in output.get("data", {}) for output in cell["outputs"])
        for cell in notebook["cells"]
        if cell["cell_type"] == "code"
    }


@pytest.mark.parametrize("solved", [False, True], ids=["blank", "solved"])
@pytest.mark.parametrize("front_end", [LAB, NOTEBOOK])
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_no_cell_ends_with_an_error_or_is_left_out_and_axe_finds_nothing(
    assignment: str,
    front_end: str,
    solved: bool,
    unzipped: Callable[[str, str], Path],
    opened: Callable[[Path, str], Notebook],
    compile_assignment: Callable[[str], Course],
    tmp_path: Path,
) -> None:
    path = unzipped(assignment, f"{assignment}-{front_end}-{solved}")
    if solved:
        solve(compile_assignment(assignment), path, tmp_path)
    notebook = opened(path, front_end)
    with notebook.running():
        notebook.command("notebook:run-all-cells")
    assert notebook.errors() == []
    assert notebook.left_out() == []
    shown, expected = notebook.pictures(), pictures_of_solution(assignment)
    missing = {cell: many for cell, many in expected.items() if shown.get(cell, 0) < many}
    if solved:
        assert missing == {}
    # Before anything is done, what needs no answer is shown all the same.
    assert any(shown.values()) or not any(expected.values())
    assert notebook.page.get_by_text("Error displaying widget").count() == 0
    told = notebook.outputs()
    for noise in ("Traceback", "NotImplementedYet", "CheckFailed", "CodeRaised"):
        assert noise not in told
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        notebook.command("apputils:change-theme", theme=theme)
        there = [control for control in CONTROLS if notebook.page.locator(control).count()]
        assert notebook.violations(*there) == [], theme
    notebook.page.context.close()
