"""Raw cells that Otter Assign acts upon, recognised as Otter 7 recognises them.

Otter reads the first line alone, in either case, with any number of spaces; a Markdown cell that
is one ```` ```otter ```` fence counts as a raw cell.
"""

import re
from dataclasses import dataclass
from typing import Literal

from autograder.records.notebook import Cell, source

Block = Literal["QUESTION", "SOLUTION", "PROMPT", "TESTS"]
BLOCKS: tuple[Block, ...] = ("QUESTION", "SOLUTION", "PROMPT", "TESTS")
ASSIGNMENT_HEADING = "# ASSIGNMENT CONFIG"
MCQ_HEADING = "# MCQ"
HEADINGS = (
    ASSIGNMENT_HEADING,
    MCQ_HEADING,
    *(f"# {edge} {block}" for block in BLOCKS for edge in ("BEGIN", "END")),
)
_EDGE = re.compile(r"#\s+(BEGIN|END)\s+(QUESTION|SOLUTION|PROMPT|TESTS)", re.IGNORECASE)
_ASSIGNMENT = re.compile(r"#\s+ASSIGNMENT\s+CONFIG", re.IGNORECASE)
_MCQ = re.compile(r"#\s+MCQ\s*", re.IGNORECASE)
_FENCE, _FENCE_END = "```otter", "```"


@dataclass(frozen=True)
class Edge:
    """The beginning or the end of a block."""

    block: str
    begins: bool


def edge_of(text: str) -> Edge | None:
    """The block that a raw cell begins or ends, or None."""
    found = _EDGE.match(_first_line(text))
    return Edge(found[2].upper(), found[1].upper() == "BEGIN") if found else None


def is_assignment_config(text: str) -> bool:
    """Whether a raw cell holds the settings of the assignment."""
    return _ASSIGNMENT.match(_first_line(text)) is not None


def is_mcq(text: str) -> bool:
    """Whether a raw cell asks for a multiple-choice question."""
    return _MCQ.fullmatch(_first_line(text)) is not None


def unfenced(cell: Cell) -> Cell:
    """A cell that is one fence as the raw cell that it stands for; any other cell as it is."""
    if cell["cell_type"] != "markdown":
        return cell
    lines = source(cell).split("\n")
    fenced = lines[0].strip() == _FENCE and lines[-1].strip() == _FENCE_END and len(lines) > 1
    if not fenced or any(line.strip() == _FENCE_END for line in lines[1:-1]):
        return cell
    return {**cell, "cell_type": "raw", "source": "\n".join(lines[1:-1])}


def holds_a_fence(cell: Cell) -> bool:
    """Whether a text cell has a fence among other lines."""
    lines = [line.strip() for line in source(cell).split("\n")]
    return cell["cell_type"] == "markdown" and _FENCE in lines


def _first_line(text: str) -> str:
    return text.split("\n")[0]
