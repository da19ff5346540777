"""Ways to spoil the small source notebook, and what lint says of the result."""

from collections.abc import Callable
from pathlib import Path

from autograder.records.assignment import Assignment
from autograder.records.notebook import Cell, Notebook, new_notebook
from autograder.release.findings import Finding
from autograder.release.lint import find_all
from autograder.release.mcq import McqBank
from autograder.release.source import read_source
from tests.small_course import ID, cells, find, replace

Spoil = Callable[[list[Cell]], object]

NOWHERE = Path("no-such-folder")
SETTINGS = Assignment(id=ID, title="Sliding windows")


def findings_in(
    notebook: Notebook, bank: McqBank, settings: Assignment = SETTINGS, folder: Path = NOWHERE
) -> list[Finding]:
    """Every finding about a notebook."""
    return find_all(settings, folder, notebook, read_source(notebook, bank))


def told(given: list[Cell], bank: McqBank) -> list[str]:
    """Every finding about these cells, as a person reads it."""
    return [str(finding) for finding in findings_in(new_notebook(given, ID), bank)]


def text(old: str, new: str) -> Spoil:
    """Change a text in the one cell that has it."""
    return lambda given: replace(given, old, new)


def insert(before: str, *new: Cell) -> Spoil:
    """Put cells before the one that contains a text."""

    def insert(given: list[Cell]) -> None:
        at = given.index(find(given, before))
        given[at:at] = new

    return insert


def drop(text: str, occurrence: int = 0) -> Spoil:
    """Remove a cell by its whole text."""

    def drop(given: list[Cell]) -> None:
        found = [turn for turn, cell in enumerate(given) if cell["source"] == text]
        del given[found[occurrence]]

    return drop


def swap(one: str, other: str) -> Spoil:
    """Exchange two cells."""

    def swap(given: list[Cell]) -> None:
        first, second = find(given, one), find(given, other)
        i, j = given.index(first), given.index(second)
        given[i], given[j] = second, first

    return swap


def refused(spoil: Spoil, words: str, bank: McqBank) -> None:
    """Assert that the spoiled notebook is refused in these words."""
    assert _finding(spoil, words, bank).voice == "error"


def noted(spoil: Spoil, words: str, bank: McqBank) -> None:
    """Assert that lint remarks on the spoiled notebook in these words, and does not refuse it."""
    assert _finding(spoil, words, bank).voice == "note"


def _finding(spoil: Spoil, words: str, bank: McqBank) -> Finding:
    given = cells()
    spoil(given)
    found = findings_in(new_notebook(given, ID), bank)
    lines = [str(finding) for finding in found]
    assert all("; " in line and line.endswith((".", "?")) for line in lines)
    matching = [finding for finding in found if words in str(finding)]
    assert matching, lines
    return matching[0]
