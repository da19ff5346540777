"""The words in which a student is told what went wrong: hints, help and the strings of checks."""

import ast
import re
from collections.abc import Iterator

import pytest

from assignments.tests.test_lessons import cells_of
from assignments.tests.unit import ASSIGNMENTS, PACKS
from autograder.records.notebook import source

SLIPS = (
    r"[Pp]icture",  # the table of words in the first notebook says: image
    r"\b[Aa] (image|input|output|index|epoch|error|activation)",
    r"\bare to come\b|\bbelongs? into\b|\bhas not p\b|\bchange places\b|\btoo linear\b",
    r"\bbehind (each|fc|the (ReLU|pooling|BatchNorm))|\breturned no dict\b",
    r"\b(one|two|number|mean|variance|maximum|score|FLOPs) an? (channel|filter|image|seed)\b",
    r"\b(obvious(ly)?|of course|simply|commonest)\b",
)
"""What reads as a translation, is not the unit's word, or talks a student down."""


def told(assignment: str) -> Iterator[tuple[str, str]]:
    """Every text that an assignment may answer a wrong submission with, and where it stands.

    Test cells of the first assignment are left out: its rates of wrong answers were measured on
    them as they are, word for word (`checked.json`).
    """
    for name, staff in PACKS[assignment].questions.items():
        for item in staff.mistakes:
            yield f"hint {name}:{item.id}", item.hint
        yield f"help {name}", staff.helped.get("ask", "")
    tests = False
    for cell in cells_of(assignment) if assignment != ASSIGNMENTS[0] else ():
        text = source(cell)
        if cell["cell_type"] == "raw":
            tests = text.startswith("# BEGIN TESTS")
        elif cell["cell_type"] == "code" and tests:
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    yield f"line {node.lineno} of {text.splitlines()[-1]!r}", node.value


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_messages_are_in_the_words_of_the_unit(assignment: str) -> None:
    texts = list(told(assignment))
    assert len(texts) > 20
    found = [
        f"{where}: {text}"
        for where, text in texts
        for slip in SLIPS
        if re.search(slip, text) is not None
    ]
    assert not found, "\n".join(found)
