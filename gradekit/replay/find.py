"""`replay`: the line that a student runs, and where it finds the call that it is about."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gradekit.replay.comparison import RAISED, finding, outcome_of, part_of
from gradekit.replay.content import SHORT, Scenario, fingerprint
from gradekit.replay.text import call_source, value_source

FILES = (".html", ".json", ".txt", ".htm")
"""Kinds of files in which a replay is looked for."""

LARGEST_FILE = 1 << 23
"""Bytes of a file that is still read."""


@dataclass(frozen=True)
class Replayed:
    """What came of a replay; a notebook shows the text.

    Attributes:
        passed: Whether the call came to what was expected.
        text: The call, what came and what was expected.
    """

    passed: bool
    text: str

    def __repr__(self) -> str:
        return self.text

    def __bool__(self) -> bool:
        return self.passed


def replay(
    question: str,
    code: str,
    *,
    folder: Path | str = ".",
    notebook: Mapping[str, Any] | None = None,
) -> Replayed:
    """Call the notebook's function with the input that showed a mistake in it.

    Args:
        question: Question id, such as `q0_2`.
        code: The four characters from the feedback, or the long text that it offers instead.
        folder: Where the feedback file lies; it is looked for in the folders inside, too.
        notebook: Variables of the notebook; those of the cell that calls by default.

    Returns:
        What came of it, with its text. Where there is nothing to replay, the text says why.
    """
    held = sys._getframe(1).f_globals if notebook is None else notebook
    text = code if len(code) > SHORT else _find(question, code, Path(folder))
    if text is None:
        return Replayed(False, _nowhere(question, code, Path(folder)))
    try:
        scenario = Scenario.unpack(text)
    except ValueError as error:
        return Replayed(False, f"{question}: {error}. Copy the whole line from the feedback.")
    if scenario.question != question:
        return Replayed(False, f"This replay is about {scenario.question}, not {question}.")
    function = held.get(scenario.name)
    if not callable(function):
        return Replayed(
            False, f"There is no {scenario.name} in the notebook. Run its cell, then this one."
        )
    return _run(scenario, function)


def _run(scenario: Scenario, function: Callable[..., Any]) -> Replayed:
    wanted, call = scenario.expected, call_source(scenario)
    got = outcome_of(scenario, function)
    found = finding(wanted, got)
    due = f"raise {wanted.error}" if wanted.error else value_source(wanted.value)
    what = f"{name_of(wanted.part)}: " if wanted.part else ""
    if found is None:
        return Replayed(True, f"{call}\n  {what}{due}: as expected.")
    if got.raised is None and not wanted.error:
        value = part_of(got.value, wanted.part) if wanted.part else got.value
        lines = [f"  yours:    {value_source(value)}", f"  expected: {due}", f"  {found.text}"]
    else:
        lines = [f"  it {found.text}", *([] if wanted.error else [f"  expected: {due}"])]
    return Replayed(False, "\n".join([f"{call}{f', {what[:-2]}' if what else ''}", *lines]))


_NAMES: Mapping[tuple[int | str, ...], str] = {
    ("value",): "the result",
    ("sum",): "the sum",
    ("sign",): "the sign of the sum",
    ("random",): "the global generators that were moved",
    ("samples_in_order",): "the samples, sorted",
    ("what_the_indices_pick",): "what the indices pick, sorted",
}


def name_of(part: tuple[int | str, ...]) -> str:
    """A part of a report in words: `the output of step 2`."""
    if not part:
        return ""
    if part[0] == "steps" and len(part) > 2 and isinstance(part[1], int):
        inner = " ".join(str(key) for key in part[2:]).replace("_", " ")
        return f"the {inner} of step {part[1] + 1}"
    if part in _NAMES:
        return _NAMES[part]
    if part[-2:] == RAISED:
        return "the exception"
    return " ".join(str(key) for key in part).replace("_", " ")


def _find(question: str, code: str, folder: Path) -> str | None:
    """The text of a replay in the files of a folder; None if none has it."""
    pattern = re.compile(rf"{re.escape(question)}:{re.escape(code)}:([A-Za-z0-9_-]+)")
    for path in _files(folder):
        try:
            content = path.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        for match in pattern.finditer(content):
            if fingerprint(match[1]) == code:
                return match[1]
    return None


def _files(folder: Path) -> Iterator[Path]:
    for path in sorted((*folder.glob("*"), *folder.glob("*/*"))):
        fits = path.suffix.lower() in FILES and path.is_file()
        if fits and path.stat().st_size <= LARGEST_FILE:
            yield path


def _nowhere(question: str, code: str, folder: Path) -> str:
    return (
        f"No file beside this notebook ({folder.resolve()}) knows {code} of {question}. Save the "
        "feedback page that you got back into this folder, or copy the long line from it."
    )
