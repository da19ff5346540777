"""What this machine gives a notebook: Python, packages, device, disk, data, front-end."""

import os
import platform
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from gradekit.handout_facts import HANDOUT_NAME, Handout, read_handout
from gradekit.notebook.say import Tone, say
from gradekit.preflight.look import beside, versions

Line = tuple[Tone, str]

OLDEST = (3, 11)
_DISK = 2 * 2**30
_FRONT_ENDS = ("jupyterlab", "notebook")
_REQUIREMENTS = "requirements.txt"
_WORTH_NAMING = 2
"""Numbers of a version that have to agree: 2.14.1 and 2.14.3 are the same to a student."""


def doctor() -> None:
    """Say what of this machine a notebook could stumble over."""
    for tone, text in examine(Path.cwd()):
        say(text, tone)


def examine(folder: Path) -> Iterator[Line]:
    """The lines of the examination, each with its tone.

    Args:
        folder: Where the notebook lies.
    """
    handout = read_handout(folder)
    yield _python(handout)
    if handout is None:
        yield (
            "warning",
            f"{HANDOUT_NAME} is not in {folder}: this is not the folder of a hand-out, or an old "
            "one. Unzip the whole handout.zip into a folder of its own.",
        )
    else:
        yield from _files(folder, handout)
    yield from _packages(folder, handout)
    yield _device()
    yield _disk(folder)
    yield _data()
    yield _front_end()


def _python(handout: Handout | None) -> Line:
    here = platform.python_version()
    if sys.version_info < OLDEST:
        return "wrong", f"Python {here} is too old; {OLDEST[0]}.{OLDEST[1]} or newer is needed."
    theirs = handout.python if handout else ""
    grader = f"; the grader has {theirs}" if theirs and not here.startswith(theirs) else ""
    return "plain", f"Python {here}{grader}."


def _files(folder: Path, handout: Handout) -> Iterator[Line]:
    missing = beside(folder, handout)
    if missing:
        yield "wrong", f"Not here: {', '.join(missing)}. Unzip the whole handout.zip again."
    else:
        yield "plain", f"Everything of {handout.assignment} lies here."


def _packages(folder: Path, handout: Handout | None) -> Iterator[Line]:
    path = folder / _REQUIREMENTS
    if not path.is_file():
        return
    lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    names = [_name(line) for line in lines if line and not line.startswith("#")]
    missing = [name for name in names if not _installed(name)]
    if missing:
        yield (
            "wrong",
            f"Not installed: {', '.join(missing)}. Run `python -m pip install -r {path.name}`.",
        )
    else:
        yield "plain", f"All {len(names)} packages of {path.name} are installed."
    wanted = dict(handout.packages) if handout else {}
    told = {name.replace("-", "_").lower() for name in names}
    others = [
        f"{name} {here} (the grader: {theirs})"
        for name, here, theirs in versions({n: v for n, v in wanted.items() if n.lower() in told})
        if here and _short(here) != _short(theirs)
    ]
    if others:
        yield "plain", f"Other versions than the grader's: {', '.join(others)}."


def _name(line: str) -> str:
    for mark in "<>=!~;[ ":
        line = line.partition(mark)[0]
    return line


def _installed(name: str) -> bool:
    try:
        version(name)
    except PackageNotFoundError:
        return False
    return True


def _short(number: str) -> list[str]:
    return number.split("+")[0].split(".")[:_WORTH_NAMING]


def _device() -> Line:
    try:
        import torch
    except ImportError:
        return "plain", "PyTorch is not installed, so there is no device to look at."
    if torch.cuda.is_available():
        return "plain", f"Device: {torch.cuda.get_device_name(0)}."
    if torch.backends.mps.is_available():
        return "plain", "Device: the GPU of this Mac (mps)."
    threads = torch.get_num_threads()
    return "plain", f"Device: CPU, {threads} threads. That is enough for every question."


def _disk(folder: Path) -> Line:
    free = shutil.disk_usage(folder).free
    tone: Tone = "plain" if free > _DISK else "warning"
    return tone, f"{free / 2**30:.0f} GiB are free on the disk of {folder}."


def _data() -> Line:
    named = sorted(key for key in os.environ if key.endswith("_DATA") and os.environ[key])
    there = [f"{key}={os.environ[key]}" for key in named]
    gone = [key for key in named if not Path(os.environ[key]).is_dir()]
    if gone:
        return "warning", f"{', '.join(gone)} names a folder that does not exist."
    told = ", ".join(there) if there else "no folder is named; the cache is looked into"
    return "plain", f"Data: {told}."


def _front_end() -> Line:
    found = [f"{name} {version(name)}" for name in _FRONT_ENDS if _installed(name)]
    if "google.colab" in sys.modules:
        found.append("Google Colab")
    if not found:
        return "plain", "No Jupyter is installed here; VS Code brings its own."
    clicks = "can be clicked" if _installed("anywidget") else "are typed (anywidget is missing)"
    return "plain", f"Front-end: {', '.join(found)}. Choices {clicks}."
