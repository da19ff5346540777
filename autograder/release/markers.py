"""Otter's markers inside code cells: what they hide, what is left of a cell, and near misses.

Otter recognises a marker only when it is written exactly so; anything close to it is taken for a
comment and the solution stays in the student version. Hence the near misses are found by likeness.
"""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import dedent

# The very forms that Otter 7.0.0 acts upon, each with what lies before it on its line.
_BEGIN = re.compile(r"(?P<indent>\s*)# BEGIN SOLUTION(?P<bare> NO PROMPT)?")
_END = re.compile(r"\s*# END SOLUTION")
_LINE = re.compile(r"(?P<code>.*\S)\s+# SOLUTION(?P<bare> NO PROMPT)?")
_PROMPT = re.compile(r'\s*""" # (BEGIN|END) PROMPT')
_CONFIG = re.compile(r'""" # (BEGIN|END) TEST CONFIG')
_HIDDEN = re.compile(r"# HIDDEN")
_SOLUTION_MARKERS = (_BEGIN, _END, _LINE, _PROMPT)
_TEST_MARKERS = (_CONFIG, _HIDDEN)

_NAMES = (
    "BEGIN SOLUTION",
    "BEGIN SOLUTION NO PROMPT",
    "END SOLUTION",
    "SOLUTION",
    "SOLUTION NO PROMPT",
    "BEGIN PROMPT",
    "END PROMPT",
    "BEGIN TEST CONFIG",
    "END TEST CONFIG",
)
_UNSUPPORTED = (
    (re.compile(r".*# SEED\s*"), "# SEED"),
    (re.compile(r".*# IGNORE\s*"), "# IGNORE"),
    (re.compile(r"\s*#\s*BEGIN\s*IGNORE.*", re.IGNORECASE), "# BEGIN IGNORE"),
    (re.compile(r".*# (BEGIN|END) PLUGIN( EXPORT)?\s*"), "# BEGIN PLUGIN"),
)
# A target list such as `a`, `a.b`, `a[0], b` in front of an assignment's equals sign.
_TARGET = re.compile(r"\s*[\w.]+(\[[^\]=]*\])?(\s*,\s*[\w.]+(\[[^\]=]*\])?)*\s*=(?!=)")
_COMMENT = re.compile(r"#+\s*([^#]*)$")
# A comment at least this like a marker is meant as one: `END OF SOLUTION` is 0.89 like
# `END SOLUTION`, `the solution is wide` 0.57 like `SOLUTION`.
_LIKENESS = 0.84


@dataclass(frozen=True)
class Stripped:
    """A solution cell taken apart.

    Attributes:
        student: The cell as the student version should show it.
        secrets: What is hidden, one dedented text a marked region.
        problems: What is wrong with the markers: line number in the cell (from 1) and words.
    """

    student: str
    secrets: tuple[str, ...]
    problems: tuple[tuple[int, str], ...]


def strip(text: str) -> Stripped:
    """Take a solution cell apart by its markers, as Otter does.

    Args:
        text: The cell's source.
    """
    student: list[str] = []
    secrets: list[str] = []
    problems: list[tuple[int, str]] = []
    block: list[str] | None = None
    opened = 0
    for number, line in enumerate(text.split("\n"), 1):
        bare_line = line.rstrip()
        if _END.fullmatch(bare_line):
            if block is None:
                problems.append((number, "# END SOLUTION without # BEGIN SOLUTION"))
            else:
                secrets.append(_secret(block))
            block = None
        elif begin := _BEGIN.fullmatch(bare_line):
            if block is not None:
                problems.append((number, "# BEGIN SOLUTION inside another one"))
            elif not begin["bare"]:
                student.append(f"{begin['indent']}...")
            block, opened = [], number
        elif block is not None:
            block.append(line)
        elif marked := _LINE.fullmatch(bare_line):
            secrets.append(_secret([marked["code"]]))
            if not marked["bare"]:
                student.append(_prompt(marked["code"]))
        elif not _PROMPT.fullmatch(bare_line):
            student.append(line)
    if block is not None:
        problems.append((opened, "# BEGIN SOLUTION without # END SOLUTION"))
        secrets.append(_secret(block))
    kept = tuple(secret for secret in secrets if secret.strip())
    return Stripped("\n".join(student), kept, tuple(problems))


def tidy(text: str) -> str:
    """A solution cell as a reader should see it: no markers, no prompts."""
    lines = []
    in_prompt = False
    for line in text.split("\n"):
        bare_line = line.rstrip()
        if prompt := _PROMPT.fullmatch(bare_line):
            in_prompt = prompt[1] == "BEGIN"
        elif in_prompt or _BEGIN.fullmatch(bare_line) or _END.fullmatch(bare_line):
            continue
        elif marked := _LINE.fullmatch(bare_line):
            lines.append(marked["code"])
        else:
            lines.append(line)
    return "\n".join(lines)


def has_solution_marker(text: str) -> bool:
    """Whether a line of the text is one of Otter's solution or prompt markers."""
    return any(
        marker.fullmatch(line.rstrip()) for line in text.split("\n") for marker in _SOLUTION_MARKERS
    )


def near_misses(text: str) -> Iterator[tuple[int, str, str]]:
    """Comments that look like a marker and are none.

    Args:
        text: A code cell's source.

    Yields:
        Line number in the cell (from 1), the comment, and the marker that it resembles.
    """
    exact = _SOLUTION_MARKERS + _TEST_MARKERS
    for number, line in enumerate(text.split("\n"), 1):
        comment = _COMMENT.search(line)
        if comment is None or any(marker.fullmatch(line.rstrip()) for marker in exact):
            continue
        resembled = _resembled(comment[1])
        if resembled:
            yield number, comment[0].strip(), f"# {resembled}"


def unsupported(text: str) -> Iterator[tuple[int, str]]:
    """Markers of Otter that this course does not use and that would drop or rewrite lines.

    Yields:
        Line number in the cell (from 1) and the marker.
    """
    for number, line in enumerate(text.split("\n"), 1):
        for pattern, name in _UNSUPPORTED:
            if pattern.fullmatch(line):
                yield number, name


def _secret(lines: list[str]) -> str:
    return dedent("\n".join(lines))


def _prompt(code: str) -> str:
    target = _TARGET.match(code)
    if target:
        return f"{target[0]} ..."
    return code[: len(code) - len(code.lstrip())] + "..."


def _resembled(comment: str) -> str | None:
    words = re.sub(r"[^A-Z ]", " ", comment.upper()).split()
    if not words or len(words) > 5:
        return None
    said = " ".join(words)
    if words[0] == "SOLUTION":
        return "SOLUTION"
    close = difflib.get_close_matches(said, _NAMES, n=1, cutoff=_LIKENESS)
    return close[0] if close else None
