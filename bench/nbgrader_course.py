"""An nbgrader course that is equal to ours: the same cells, the same checks, the same points."""

import ast
import subprocess
import sys
import sysconfig
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat

from autograder.grading.cells import checked
from autograder.records.course import find_course
from autograder.records.notebook import is_ignored, read_notebook, source
from autograder.records.release import Release, read_release
from bench.peers import ASSIGNMENT
from bench.report import ROOT

VENV = ROOT / ".venv-bench"


def python() -> Path:
    """Python with nbgrader, installed on first use beside the packages that we use ourselves."""
    found = VENV / "bin" / "python"
    ready = VENV / ".ready"
    if not ready.exists():
        print("Installing nbgrader into .venv-bench (once)", flush=True)
        subprocess.run([sys.executable, "-m", "venv", VENV], check=True)
        # What is there already is not installed again: both run the same kernels and libraries.
        theirs = next((VENV / "lib").glob("python*/site-packages"))
        here = sysconfig.get_path("purelib")
        (theirs / "ours.pth").write_text(f"import site; site.addsitedir({here!r})\n")
        install = [found, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        limits = ["--constraint", ROOT / "constraints.txt", "nbgrader==0.9.6"]
        subprocess.run([*install, *limits], check=True, stderr=subprocess.DEVNULL)
        ready.touch()
    return found


def write_course(folder: Path, class_folder: Path) -> None:
    """Write `source/` from the solution and `submitted/` from the class.

    Args:
        folder: Root of the nbgrader course; made.
        class_folder: Notebooks `<student>.ipynb`.
    """
    course = find_course(ROOT)
    release = read_release(course.build / ASSIGNMENT / "release.json")
    tests = _tests(course.build / ASSIGNMENT / "autograder.zip", release)
    files = {name: (course.template(ASSIGNMENT) / name).read_bytes() for name in release.files}
    _write(folder / "source/a1", course.solution(ASSIGNMENT) / f"{ASSIGNMENT}.ipynb", tests, files)
    for notebook in sorted(class_folder.glob("*.ipynb")):
        _write(folder / "submitted" / notebook.stem / "a1", notebook, tests, files)


def _tests(archive: Path, release: Release) -> dict[str, list[Any]]:
    """The test cells of every question: each test case defined and called."""
    cells: dict[str, list[Any]] = {}
    with zipfile.ZipFile(archive) as members:
        for question in release.questions:
            if not question.checks:
                continue
            tree = ast.parse(members.read(f"tests/{question.id}.py"))
            functions = {n.name: n for n in tree.body if isinstance(n, ast.FunctionDef)}
            cells[question.id] = [
                _test_cell(functions[check.name], check.id, check.points)
                for check in question.checks
            ]
    return cells


def _test_cell(function: ast.FunctionDef, check: str, points: float) -> Any:
    function.decorator_list = []
    names = [argument.arg for argument in function.args.args]
    call = ", ".join(f"{name}=globals().get({name!r})" for name in names)
    cell = nbformat.v4.new_code_cell(f"{ast.unparse(function)}\n\n{function.name}({call})")
    cell.metadata["nbgrader"] = {
        "schema_version": 3,
        "grade": True,
        "grade_id": check,
        "locked": True,
        "points": points,
        "solution": False,
        "task": False,
        "cell_type": "code",
    }
    return cell


def _cells(notebook: Path, tests: Mapping[str, Iterable[Any]]) -> Iterator[Any]:
    pending = dict(tests)
    for cell in read_notebook(notebook)["cells"]:
        if cell["cell_type"] != "code" or is_ignored(cell):
            continue
        text = source(cell)
        ended = [name for name in checked(text) if name in pending]
        if not ended:
            yield nbformat.v4.new_code_cell(text)
        for name in ended:
            yield from pending.pop(name)
    for left in pending.values():
        yield from left


def _write(
    folder: Path, notebook: Path, tests: Mapping[str, Iterable[Any]], files: Mapping[str, bytes]
) -> None:
    folder.mkdir(parents=True)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    made = nbformat.v4.new_notebook(cells=list(_cells(notebook, tests)), metadata=kernel)
    nbformat.write(made, folder / f"{ASSIGNMENT}.ipynb")
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
