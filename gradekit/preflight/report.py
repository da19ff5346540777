"""`preflight`: the saved notebook from the top in a fresh process, told question by question."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from gradekit.display import STATIC
from gradekit.handout_facts import Handout, read_handout
from gradekit.notebook.checking import summary
from gradekit.notebook.public_tests import PublicResult
from gradekit.notebook.ran import history
from gradekit.notebook.saved import (
    NotReadable,
    differences,
    notebooks_of,
    read_saved,
    running_file,
)
from gradekit.notebook.say import Tone, say, shell
from gradekit.own_files import ASSIGNMENT, VARIABLE
from gradekit.preflight.look import findings

Line = tuple[Tone, str]

_GRACE = 60.0
_NEAR = 0.7


def preflight(notebook: str | Path | None = None) -> None:
    """Run the saved notebook as the grader will, and say what it will find.

    It runs in a process of its own, from the top, so that what is left over in this kernel does not
    help. Hidden tests are not here: what they see is said when it is graded.

    Args:
        notebook: The file; the notebook that runs here if left out.
    """
    path = _path(notebook)
    if path is None:
        say(
            "There is no saved notebook here. Save it (Ctrl+S or Cmd+S) and run this again.",
            "wrong",
        )
        return
    for tone, text in report(path):
        say(text, tone)


def report(path: Path) -> Iterator[Line]:
    """The lines of a preflight, each with its tone.

    Args:
        path: The notebook on disk.
    """
    try:
        saved = read_saved(path)
    except (NotReadable, OSError) as error:
        yield "wrong", str(error)
        return
    handout = read_handout(path.parent, saved.assignment)
    differ = differences(saved, history())
    if differ:
        yield "wrong", f"{' and '.join(differ)}: not saved as run. Save, and run this again."
    for kind, text in findings(saved, handout):
        yield _tone(kind), text
    told = run_again(path, handout)
    if isinstance(told, str):
        yield "wrong", told
        return
    for stopped in told["cells"]:
        owner = f", of {stopped['question']}" if stopped["question"] else ""
        yield "wrong", f"Cell {stopped['cell']}{owner} stops with {stopped['text']}"
    yield from _questions(told["questions"], told["choices"])
    yield from _budget(told, handout)
    yield from _dates(handout)


def run_again(path: Path, handout: Handout | None) -> dict[str, Any] | str:
    """Run a notebook in a fresh process, see `gradekit.preflight.rerun`.

    Args:
        path: The notebook on disk.
        handout: What the hand-out says, for the time that all may take.

    Returns:
        What it came to; a sentence where the process did not come to its end.
    """
    seconds = (handout.submission_seconds if handout else 240.0) * 4 + _GRACE
    here = str(Path(__file__).parents[2])
    paths = os.pathsep.join(filter(None, (here, os.environ.get("PYTHONPATH"))))
    # The backend draws nothing on a screen; the kernel's own does not exist outside of it.
    environment = {
        **os.environ,
        "PYTHONPATH": paths,
        "MPLBACKEND": "agg",
        STATIC: "1",
        VARIABLE: handout.assignment if handout else "",
    }
    with tempfile.TemporaryDirectory(prefix="preflight-") as scratch:
        result = Path(scratch) / "report.json"
        command = [sys.executable, "-m", "gradekit.preflight.rerun", str(path), str(result)]
        try:
            done = subprocess.run(
                command,
                env=environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"The notebook did not come to its end within {seconds:.0f} seconds."
        if not result.is_file():
            said = [line for line in done.stderr.splitlines() if line.strip()]
            return f"The notebook ended its process: {said[-1] if said else 'without a word'}"
        told: dict[str, Any] = json.loads(result.read_text(encoding="utf-8"))
    return told


def _path(notebook: str | Path | None) -> Path | None:
    if notebook is not None:
        return Path(notebook).resolve()
    folder = Path.cwd()
    told = running_file(folder)
    if told is not None:
        return told.resolve()
    running = shell()
    name = str(running.user_ns.get(ASSIGNMENT, "")) if running is not None else ""
    handout = read_handout(folder)
    found = notebooks_of(folder, name or (handout.assignment if handout else ""))
    return found[0].path.resolve() if found else None


def _questions(
    told: Mapping[str, Sequence[Mapping[str, str]]], choices: Sequence[str]
) -> Iterator[Line]:
    for question, found in told.items():
        verdicts = [PublicResult(one["name"], one["status"], one["message"]) for one in found]  # type: ignore[arg-type]  # written by `rerun`
        if not verdicts:
            continue
        if question in choices:
            done = all(verdict.status == "passed" for verdict in verdicts)
            yield "plain" if done else "open", f"{question}: {'recorded' if done else 'no answer'}."
            continue
        text, tone, remark = summary(question, verdicts)
        hint = next((one["hint"] for one in found if one["hint"]), "")
        yield tone, " ".join(filter(None, (text, hint, f"({remark})" if remark else "")))


def _budget(told: Mapping[str, Any], handout: Handout | None) -> Iterator[Line]:
    seconds, memory = told["seconds"], told["memory"]
    text = f"Grading takes about {seconds:.1f} seconds of computing, {memory / 2**20:.0f} MiB"
    if told["trained"]:
        text += f" and the training of networks ({told['trained']:.0f} seconds here)"
    if handout is None:
        yield "plain", f"{text}."
        return
    tight = seconds > _NEAR * handout.submission_seconds or memory > _NEAR * handout.memory_bytes
    yield (
        "warning" if tight else "plain",
        f"{text}; the grader allows {handout.submission_seconds:.0f} seconds and "
        f"{handout.memory_bytes / 2**20:.0f} MiB.",
    )


def _dates(handout: Handout | None) -> Iterator[Line]:
    if handout is None:
        return
    if handout.due:
        due = datetime.fromisoformat(handout.due).astimezone()
        left = due - datetime.now(due.tzinfo)
        words = f"in {left.days} days" if left.days > 1 else "soon" if left.days >= 0 else "past"
        yield (
            "plain" if left.days >= 0 else "warning",
            f"Due {due:%A, %d %B %Y, %H:%M} ({words}). An extension of your own is not in here.",
        )
    if handout.attempts is not None:
        yield "plain", f"{handout.attempts} hand-ins count."
    if handout.attempts_per_day is not None:
        yield "plain", f"{handout.attempts_per_day} hand-ins a day count."


def _tone(kind: str) -> Tone:
    return "wrong" if kind == "wrong" else "warning" if kind == "warning" else "plain"
