"""Every notebook from top to bottom, blank and solved, as each front-end shows it."""

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from assignments.tests.front_ends.jupyter import LAB, NOTEBOOK, Notebook
from assignments.tests.unit import ASSIGNMENTS, COURSE
from autograder.records.notebook import read_notebook
from tests.sampling import COMPLETE

# The blank first assignment in JupyterLab is the beginning of an evening; see `test_evening`.
pytestmark = pytest.mark.skipif(not COMPLETE, reason="minutes; runs with AUTOGRADER_SLOW=1")
CONTROLS = (".gradekit-radios", ".gradekit-keys", ".jp-OutputArea-output [role=status]")


@pytest.fixture(scope="module", autouse=True)
def short_trainings() -> Iterator[None]:
    """The kernels train for seconds: what is shown is the same."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRADEKIT_PROFILE", "tiny")
        yield


def solution(assignment: str) -> Mapping[str, Mapping[str, Any]]:
    """The code cells of the executed solution, by their ids."""
    notebook = read_notebook(COURSE.solution(assignment) / f"{assignment}.ipynb")
    return {cell["id"]: cell for cell in notebook["cells"] if cell["cell_type"] == "code"}


def solve(path: Path) -> None:
    """Fill in a blank notebook as the solution has it, predictions of experiments and all."""
    notebook, solved = read_notebook(path), solution(path.stem)
    for cell in notebook["cells"]:
        if cell["id"] in solved:
            cell["source"] = solved[cell["id"]]["source"]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def pictures(assignment: str) -> dict[str, int]:
    """How many pictures each cell of the executed solution shows, by the cell's id."""
    return {
        name: sum("image/png" in output.get("data", {}) for output in cell["outputs"])
        for name, cell in solution(assignment).items()
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
) -> None:
    path = unzipped(assignment, f"{assignment}-{front_end}-{solved}")
    if solved:
        solve(path)
    notebook = opened(path, front_end)
    with notebook.running():
        notebook.command("notebook:run-all-cells")
    assert notebook.errors() == []
    assert notebook.left_out() == []
    shown, expected = notebook.pictures(), pictures(assignment)
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
