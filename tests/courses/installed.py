"""The project as its wheel installs it: an environment of its own, without this checkout."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]


def make_wheel(scratch: Path) -> Path:
    """Build the wheel from the tracked files of this checkout.

    Args:
        scratch: An empty folder to work in.
    """
    listed = [
        "git",
        "ls-files",
        "-z",
        "autograder",
        "gradekit",
        "pyproject.toml",
        "*.md",
        "LICENSE",
    ]
    names = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, names.split("\0")):
        if (ROOT / name).is_file():
            (scratch / "source" / name).parent.mkdir(parents=True, exist_ok=True)
            (scratch / "source" / name).write_bytes((ROOT / name).read_bytes())
    build = "from setuptools import build_meta; print(build_meta.build_wheel('..'))"
    subprocess.run(
        [sys.executable, "-c", build], cwd=scratch / "source", capture_output=True, check=True
    )
    (wheel,) = scratch.glob("*.whl")
    return wheel


def install(wheel: Path, folder: Path) -> Path:
    """Make an environment that has the wheel, and the libraries of this one beside it.

    Returns:
        Its Python.
    """
    venv.create(folder, with_pip=False)
    packages = next((folder / "lib").glob("python*")) / "site-packages"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    # A plain line adds the folder alone: what is installed there in editable form stays unknown.
    (packages / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return folder / "bin" / "python"


def run(python: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the installed command in a folder, as from a shell that is not a terminal."""
    return subprocess.run(
        [str(python), "-P", "-m", "autograder", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "100", "PYTHONPATH": ""},
        timeout=3600,
        check=False,
    )
