"""Every notebook of the unit as a lesson: its points, its form, and that it runs."""

import ast
import os
import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

from autograder.records.course import find_course
from autograder.records.notebook import is_ignored, read_notebook, source
from tests.forked_kernel import serve

ROOT = Path(__file__).parents[2]
COURSE = find_course(ROOT)
POINTS = {
    "a1_convolution": (19, 4, 1),
    "a2_building_blocks": (18, 2, 0),
    "a3_tiny_cnn": (14, 2, 1),
    "a4_cifar10": (18, 5, 2),
    "a5_inside_the_network": (5, 3, 6),
    "challenge": (0, 0, 0),
}
"""Points of code, multiple choice and written questions."""
BONUS = {"a1_convolution": 3, "a2_building_blocks": 1, "challenge": 6}
MOST_BONUS = 10
HOUR = 3600
"""Seconds after which a cell hangs, on the slowest machine."""

each_assignment = pytest.mark.parametrize("name", COURSE.settings.assignments)
Cells = list[dict[str, Any]]


def cells_of(name: str) -> Cells:
    return read_notebook(ROOT / "assignments" / name / f"{name}.ipynb")["cells"]


def lesson(cells: Cells) -> Iterator[dict[str, Any]]:
    """The code cells that a student sees: all but those of tests."""
    tests = False
    for cell in cells:
        if cell["cell_type"] == "raw":
            tests = source(cell).startswith("# BEGIN TESTS")
        elif cell["cell_type"] == "code" and not tests:
            yield cell


def text_of(cells: Cells) -> str:
    return "\n\n".join(source(cell) for cell in cells if cell["cell_type"] == "markdown")


def points_of(cells: Cells) -> Mapping[str, float]:
    """Points by question, as the raw cells give them."""
    found = {}
    for cell in cells:
        text = source(cell)
        if cell["cell_type"] == "raw" and text.startswith(("# BEGIN QUESTION", "# MCQ")):
            name = re.search(r"^(?:name|id): (\w+)$", text, re.M)
            points = re.search(r"^points: ([\d.]+)$", text, re.M)
            assert name is not None, text
            assert points is not None, text
            found[name[1]] = float(points[1])
    return found


def bonus_of(cells: Cells) -> set[str]:
    """Questions whose box says that they are a bonus."""
    box = re.compile(r"^### (\w+) · .*\n\n(?:> )?\*\*[\d.]+ bonus points?\*\*", re.M)
    return set(box.findall(text_of(cells)))


def test_the_unit_has_a_hundred_points_and_at_most_ten_of_bonus() -> None:
    assert list(COURSE.settings.assignments) == list(POINTS)
    assert sum(sum(parts) for parts in POINTS.values()) == 100
    assert sum(BONUS.values()) <= MOST_BONUS


@each_assignment
def test_the_points_are_those_of_the_unit(name: str) -> None:
    cells = cells_of(name)
    points, bonus = points_of(cells), bonus_of(cells)
    counted = {key: value for key, value in points.items() if key not in bonus}
    kinds = [sum(v for k, v in counted.items() if k.startswith(first)) for first in "qQw"]
    assert tuple(kinds) == POINTS[name]
    assert sum(points[key] for key in bonus) == BONUS.get(name, 0)


@each_assignment
def test_it_opens_and_closes_as_every_lesson_does(name: str) -> None:
    cells = cells_of(name)
    opening = text_of(cells)[:6000]
    for part in (
        "What you will be able to do",
        "What is assumed",
        "Time.",
        "Points.",
        "Run All first",
    ):
        assert f"**{part}" in opening
    assert "## What you have learned" in text_of(cells)
    assert source(cells[-1]).endswith(f'submit("{name}")')
    assert is_ignored(cells[-1])


@each_assignment
def test_cells_are_short_and_import_no_stars(name: str) -> None:
    for cell in lesson(cells_of(name)):
        text = source(cell)
        assert len(text.splitlines()) <= 25 or "# BEGIN SOLUTION" in text, text
        assert "import *" not in text


@each_assignment
def test_graded_cells_need_nothing_from_ignored_ones(name: str) -> None:
    kept: set[str] = set()
    ignored: set[str] = set()
    for cell in lesson(cells_of(name)):
        read, made = _names(cell)
        if is_ignored(cell):
            ignored |= made
        else:
            assert not (read - made - kept) & ignored, source(cell)
            kept |= made


def _names(cell: dict[str, Any]) -> tuple[set[str], set[str]]:
    """Names that a cell reads and names that it makes, arguments of functions among them."""
    read, made = set(), set()
    for node in ast.walk(ast.parse(source(cell))):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.arg):
            made.add(node.arg)
        elif isinstance(node, ast.alias):
            made.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            made.add(node.name)
    return read, made


@each_assignment
def test_the_committed_solution_shows_no_error_and_is_small(name: str) -> None:
    path = ROOT / "solutions" / name / f"{name}.ipynb"
    outputs = [o for cell in read_notebook(path)["cells"] for o in cell.get("outputs", [])]
    assert outputs
    assert not [o for o in outputs if o["output_type"] == "error"]
    assert path.stat().st_size < 3_000_000


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str, Path], Any]]:
    """Runs a notebook from a clean kernel, with no data and no network, briefly."""
    empty = tmp_path_factory.mktemp("nothing")
    nowhere = "http://127.0.0.1:9"
    offline = {"HTTP_PROXY": nowhere, "HTTPS_PROXY": nowhere, "http_proxy": nowhere}
    with serve(tmp_path_factory.mktemp("k")) as forked, pytest.MonkeyPatch.context() as patch:
        for key, value in {**forked, **offline, "https_proxy": nowhere}.items():
            patch.setenv(key, value)
        patch.setenv("GRADEKIT_PROFILE", "tiny")
        patch.setenv("XDG_CACHE_HOME", str(empty))
        patch.setenv("MPLCONFIGDIR", str(empty / "matplotlib"))
        patch.delenv("CNN_DATA", raising=False)

        def execute(name: str, notebook: Path) -> Any:
            folder = tmp_path_factory.mktemp(name)
            shutil.copytree(ROOT / "student_templates" / name, folder, dirs_exist_ok=True)
            running = nbformat.read(notebook, as_version=4)
            where = {"metadata": {"path": str(folder)}}
            NotebookClient(
                running,
                timeout=HOUR,
                kernel_name="python3",
                resources=where,
            ).execute(env=dict(os.environ))
            return running

        yield execute


@each_assignment
@pytest.mark.parametrize("version", ["student_templates", "solutions"])
def test_it_runs_top_to_bottom_from_a_clean_kernel_without_a_network(
    name: str, version: str, run: Callable[[str, Path], Any]
) -> None:
    done = run(name, ROOT / version / name / f"{name}.ipynb")
    printed = "\n".join(
        str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", ""))
        for cell in done.cells
        for output in cell.get("outputs", [])
    )
    assert ("not implemented yet" in printed) == (version == "student_templates")
