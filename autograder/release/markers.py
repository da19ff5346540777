"""Otter's markers in cells: what they hide, and what is left of a cell for students.

A cell is taken apart as Otter 7 does it, line by line and in its order of rules, so that the leak
gate knows beforehand what students will see. What Otter takes for a comment though it was meant as
a marker is found in `near_misses`.
"""

import re
from dataclasses import dataclass
from textwrap import dedent

# A whole line goes that ends so.
_GONE = ("# SOLUTION NO PROMPT", "# BEGIN PROMPT", "# END PROMPT", "# SEED")
_BARE, _BEGIN_PROMPT, _END_PROMPT, _SEED = _GONE
_END = "# END SOLUTION"
_BEGIN = re.compile(r"(?P<indent>\s*)# BEGIN SOLUTION(?P<bare> NO PROMPT)?")
# Targets of an assignment such as `a`, `a.b`, `a[0], b`, up to the equals sign.
_ASSIGNED = re.compile(r"(\s*(?:[\w.]+(?![\w.])(?:\[.*\])*(?:,\s*)?)+\s*=).*# ?SOLUTION")
_LINE = re.compile(r"(?P<indent>\s*).*# ?SOLUTION")
_COMMENT = re.compile(r"\s*# ?SOLUTION.*$")
_IGNORED, _END_IGNORE = "# IGNORE", "# END IGNORE"
_BEGIN_IGNORE = re.compile(r"\s*#\s*BEGIN\s*IGNORE", re.IGNORECASE)


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
    """Take a code cell apart by its markers, as Otter does.

    Args:
        text: The cell's source.
    """
    student: list[str] = []
    secrets: list[str] = []
    kept, problems = _without_ignored(text)
    block: list[str] | None = None
    opened = 0
    for number, line in kept:
        bare = line.rstrip()
        if bare.endswith(_GONE):
            if bare.endswith(_BARE):
                _keep(secrets, block, bare.removesuffix(_BARE))
        elif block is not None and not bare.endswith(_END):
            block.append(line)
        elif bare.endswith(_END):
            if block is None:
                problems.append((number, "# END SOLUTION without # BEGIN SOLUTION"))
            secrets.append(_secret([*(block or ()), bare.removesuffix(_END)]))
            block = None
        elif begin := _BEGIN.match(line):
            block, opened = [], number
            if not begin["bare"]:
                student.append(f"{begin['indent']}...")
        elif marked := _LINE.match(line):
            secrets.append(_secret([_COMMENT.sub("", line)]))
            assigned = _ASSIGNED.match(line)
            student.append(f"{assigned[1]} ..." if assigned else f"{marked['indent']}...")
        else:
            student.append(line)
    if block is not None:
        problems.append((opened, "# BEGIN SOLUTION without # END SOLUTION"))
        secrets.append(_secret(block))
    found = tuple(secret for secret in secrets if secret.strip())
    return Stripped("\n".join(student), found, tuple(sorted(problems)))


def shown(text: str) -> str:
    """A text cell as students see it: Otter takes ignored lines out of every cell."""
    return "\n".join(line for _, line in _without_ignored(text)[0])


def tidy(text: str) -> str:
    """A solution cell as a reader should see it: no markers, no prompts."""
    lines = []
    in_prompt = False
    for _, line in _without_ignored(text)[0]:
        bare = line.rstrip()
        if bare.endswith((_BEGIN_PROMPT, _END_PROMPT)):
            in_prompt = bare.endswith(_BEGIN_PROMPT)
        elif in_prompt or bare.endswith(_END) or _BEGIN.match(line):
            continue
        elif bare.endswith(_SEED):
            lines.append(bare.removesuffix(_SEED).rstrip())
        else:
            lines.append(_COMMENT.sub("", line) if _LINE.match(line) else line)
    return "\n".join(lines)


def has_solution_marker(text: str) -> bool:
    """Whether Otter would take something out of a code cell."""
    marks = (*_GONE, _END)
    return any(
        line.rstrip().endswith(marks) or _BEGIN.match(line) or _LINE.match(line)
        for line in text.split("\n")
    )


def _keep(secrets: list[str], block: list[str] | None, line: str) -> None:
    if block is None:
        secrets.append(_secret([line]))
    else:
        block.append(line)


def _without_ignored(text: str) -> tuple[list[tuple[int, str]], list[tuple[int, str]]]:
    """The numbered lines that are not ignored, and what is wrong with the markers of the others."""
    kept: list[tuple[int, str]] = []
    problems: list[tuple[int, str]] = []
    opened: int | None = None
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.rstrip()
        if bare.endswith(_IGNORED):
            continue
        if bare.endswith(_END_IGNORE):
            if opened is None:
                problems.append((number, "# END IGNORE without # BEGIN IGNORE"))
            opened = None
        elif opened is not None:
            continue
        elif _BEGIN_IGNORE.match(line):
            opened = number
        else:
            kept.append((number, line))
    if opened is not None:
        problems.append((opened, "# BEGIN IGNORE without # END IGNORE"))
    return kept, problems


def _secret(lines: list[str]) -> str:
    return dedent("\n".join(lines)).rstrip()
