"""Otter Assign, the real one, in a process and a folder of its own; its output made reproducible.

Otter gives new cells random ids and stamps its zip with the time. Here ids come from the content,
zips have sorted members of one fixed date, and metadata is the canonical one.
"""

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from autograder.records.errors import ReleaseError
from autograder.records.notebook import Notebook, canonical, read_notebook, source, tags
from autograder.release import archive
from autograder.release.markers import has_solution_marker, tidy
from autograder.release.stage import Staged

_SOLUTION_TAG = "otter_assign_solution_cell"
_ANSWER_TAG = "otter_answer_cell"
_SECONDS = 600


@dataclass(frozen=True)
class Compiled:
    """What Otter Assign made of a staged assignment.

    Attributes:
        student: The student version of the notebook.
        solution: The solved notebook, markers and prompts removed, without outputs. It carries
            the public tests only, so that it can be shown after the deadline.
        autograder: Members of the autograder zip.
    """

    student: Notebook
    solution: Notebook
    autograder: dict[str, bytes]


def otter_version() -> str:
    """Version of the installed Otter-Grader."""
    return version("otter-grader")


def assign(staged: Staged, name: str, scratch: Path) -> Compiled:
    """Compile a staged assignment.

    Args:
        staged: What to compile.
        name: The assignment's id.
        scratch: An empty folder that the caller removes.

    Raises:
        ReleaseError: If Otter refuses the notebook; the message holds Otter's own last line.
    """
    stage = scratch / "stage"
    stage.mkdir()
    path = staged.write(stage, name)
    _run_otter(path, scratch)
    dist = stage / "dist"
    zips = list((dist / "autograder").glob("*-autograder_*.zip"))
    if len(zips) != 1:
        raise ReleaseError(f"Otter Assign made {len(zips)} autograder zips of {name}, not one.")
    known = {cell["id"] for cell in staged.notebook["cells"]}
    student = _normalised(dist / "student" / path.name, known)
    solution = _normalised(dist / "autograder" / path.name, known)
    solution["metadata"]["otter"] = student["metadata"].get("otter", {})
    for cell in solution["cells"]:
        # Practice beside the questions may have its solution marked, too.
        if cell["cell_type"] == "code" and has_solution_marker(source(cell)):
            cell["source"] = tidy(source(cell))
    for cell in student["cells"]:
        if _SOLUTION_TAG in tags(cell):
            renamed = [_ANSWER_TAG if tag == _SOLUTION_TAG else tag for tag in tags(cell)]
            cell["metadata"]["tags"] = renamed
    return Compiled(canonical(student), canonical(solution), archive.read_zip(zips[0].read_bytes()))


def _run_otter(path: Path, scratch: Path) -> None:
    command = [sys.executable, "-m", "otter", "assign", path.name, "dist", "--no-run-tests"]
    # Otter keeps its test files in the temporary folder for a while; here they go with ours.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": str(scratch)}
    try:
        done = subprocess.run(
            command,
            cwd=path.parent,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ReleaseError(
            f"Otter Assign did not end within {_SECONDS} s on {path.name}."
        ) from error
    if done.returncode:
        said = [line for line in done.stderr.splitlines() if line.strip()]
        raise ReleaseError(
            f"Otter Assign refused {path.name}: {said[-1].strip() if said else 'no message'}\n"
            "Correct the source notebook; Otter counts the cells of MCQs that the build expanded."
        )


def _normalised(path: Path, known: set[str]) -> Notebook:
    """A notebook of Otter's in canonical form, ids of cells that Otter added made anew."""
    notebook = read_notebook(path)
    for cell in notebook["cells"]:
        if cell.get("id") not in known:
            cell.pop("id", None)
    return canonical(notebook)
