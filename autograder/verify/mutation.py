"""Mechanical edits of right code: what a slip of the pen makes of a solution.

A mutant is the solution of one question with one place changed. Places are found in the syntax tree
and changed in the text, so that the difference stays one line wide.
"""

import ast
import hashlib
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import unified_diff

from autograder.intake.cell_code import parse
from autograder.specimens import Edit, Material
from autograder.verify.meaning import meaning
from autograder.verify.places import TextEdit
from autograder.verify.slip_kinds import changes

PER_QUESTION = 14
"""Mutants of each question, as far as there are so many different ones."""


@dataclass(frozen=True)
class Mutant:
    """A solution with one slip in it.

    Attributes:
        id: Question and a hash of what the cell means (`autograder.verify.meaning`): other words
            in a docstring or a comment leave it, a change of the code does not.
        question: Question id.
        kind: What kind of slip it is, such as `axis`.
        edit: The answer cell that it replaces.
        diff: What was changed, as lines of a unified diff.
    """

    id: str
    question: str
    kind: str
    edit: Edit
    diff: str


def mutants_of(
    material: Material, question: str, *, seed: int = 0, most: int = PER_QUESTION
) -> list[Mutant]:
    """Mutants of one question, of as many different kinds as there are.

    Args:
        material: The assignment's blank notebook and answers.
        question: Question id.
        seed: Seed for the choice among all places that could be changed.
        most: Number of mutants.
    """
    by_kind: dict[str, list[Mutant]] = {}
    known = set()
    for nth, (_, text) in enumerate(material.answers[question], start=1):
        right = meaning(text)
        for change in _changes(text):
            changed = text[: change.start] + change.new + text[change.end :]
            meant = meaning(changed)
            if meant is None or meant in known or meant == right:
                continue
            known.add(meant)
            by_kind.setdefault(change.kind, []).append(
                _mutant(question, nth, change.kind, text, changed, meant)
            )
    draw = random.Random(f"{seed} {question}")  # noqa: S311  # nothing secret is drawn
    for found in by_kind.values():
        draw.shuffle(found)
    return list(_in_turn(list(by_kind.values()), most))


def _mutant(question: str, nth: int, kind: str, text: str, changed: str, meant: str) -> Mutant:
    digest = hashlib.sha256(f"{question}\n{nth}\n{meant}".encode()).hexdigest()[:8]
    diff = unified_diff(text.splitlines(), changed.splitlines(), lineterm="", n=0)
    lines = [line for line in diff if not line.startswith(("---", "+++", "@@"))]
    edit = Edit("replace", question, nth, "code", changed)
    return Mutant(f"{question}-{digest}", question, kind, edit, "\n".join(lines))


def _changes(text: str) -> Iterator[TextEdit]:
    """Changes inside the functions and classes of a cell, docstrings left out."""
    tree = parse(text)
    if tree is None or parse(text) is None or text != _plain(text):
        return
    defined = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef | ast.Assign)]
    offsets = _offsets(text)
    for node in defined:
        yield from changes(node, text, offsets)


def _plain(text: str) -> str:
    """The text, if the parser saw just this: with magics in it, positions would be others."""
    try:
        ast.parse(text)
    except SyntaxError:
        return ""
    return text


def _offsets(text: str) -> Callable[[int, int], int]:
    """Turns a line and a column in bytes, as syntax trees have them, into a position."""
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))

    def position(line: int, column: int) -> int:
        ahead = lines[line - 1].encode("utf-8")[:column].decode("utf-8")
        return starts[line - 1] + len(ahead)

    return position


def _in_turn(kinds: Sequence[Sequence[Mutant]], most: int) -> Iterator[Mutant]:
    """One of each kind, then a second of each, until there are enough."""
    given = 0
    for turn in range(max(map(len, kinds), default=0)):
        for kind in kinds:
            if turn < len(kind) and given < most:
                given += 1
                yield kind[turn]
