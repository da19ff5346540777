"""Building: `autograder build` beside bare Otter Assign plus one execution of the solution.

Run: `python -m bench.building [--json F]`.
"""

import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from autograder.records.course import find_course
from autograder.release.load import load_source
from autograder.release.stage import stage
from bench.peers import ASSIGNMENT
from bench.report import ROOT, arguments, machine, table, write

EXECUTE = """
import nbformat, sys
from nbclient import NotebookClient
nb = nbformat.read(sys.argv[1], as_version=4)
NotebookClient(nb, timeout=600, resources={"metadata": {"path": sys.argv[2]}}).execute()
"""


def seconds(command: list[object], folder: Path) -> float:
    """Wall seconds of a command that must succeed."""
    began = time.perf_counter()
    done = subprocess.run(
        [str(part) for part in command], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(f"{command} failed:\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}")
    return time.perf_counter() - began


def otter_and_execution(scratch: Path) -> tuple[float, float]:
    """Seconds of bare Otter Assign on the staged notebook, and of executing the solution once."""
    course = find_course(ROOT)
    staged = stage(course, load_source(course, ASSIGNMENT))
    folder = scratch / "otter"
    folder.mkdir()
    path = staged.write(folder, ASSIGNMENT)
    compiling = seconds([sys.executable, "-m", "otter", "assign", path.name, "dist"], folder)
    solved = folder / "dist/autograder"
    executing = seconds([sys.executable, "-c", EXECUTE, solved / path.name, solved], solved)
    return compiling, executing


def ours(scratch: Path) -> float:
    """Seconds of `autograder build` in a course that has nothing compiled yet."""
    copy = scratch / "course"
    shutil.copytree(ROOT / "assignments", copy / "assignments")
    return seconds([sys.executable, "-m", "autograder", "build", ASSIGNMENT], copy)


def main() -> None:
    """Measure, print, write."""
    options = arguments(__doc__.splitlines()[0])
    with tempfile.TemporaryDirectory(prefix="bench-building-") as scratch:
        building = ours(Path(scratch))
        compiling, executing = otter_and_execution(Path(scratch))
    found = {
        "machine": machine(),
        "build_seconds": round(building, 2),
        "otter_assign_seconds": round(compiling, 2),
        "execute_seconds": round(executing, 2),
        "ratio": round(building / (compiling + executing), 2),
    }
    table(
        f"Building {ASSIGNMENT} from nothing",
        ("what", "seconds"),
        [
            ("autograder build (lint, Otter, leak gate, solution, verification)", building),
            ("bare otter assign", compiling),
            ("executing the solution", executing),
        ],
    )
    print(f"ours / (otter assign + execution) = {found['ratio']:.2f} (aim: at most 2)")
    write(options.json, found)


if __name__ == "__main__":
    main()
