"""Ways to spoil the small source notebook, and what lint says of the result."""

from collections.abc import Callable

from autograder.records.notebook import Cell, new_notebook
from autograder.release.lint import find_all
from autograder.release.mcq import McqBank
from autograder.release.source import read_source
from tests.small_course import ID, cells, find, replace

Spoil = Callable[[list[Cell]], object]


def told(given: list[Cell], bank: McqBank) -> list[str]:
    """Every finding about these cells, as a person reads it."""
    spoiled = new_notebook(given, ID)
    return [
        str(finding) for finding in find_all(ID, spoiled, read_source(spoiled), bank, bank.graded)
    ]


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


def attach(given: list[Cell]) -> None:
    find(given, "That is all")["attachments"] = {"me.png": {"image/png": "AAAA"}}


def refused(spoil: Spoil, words: str, bank: McqBank) -> None:
    """Assert that the spoiled notebook is refused in these words."""
    given = cells()
    spoil(given)
    lines = told(given, bank)
    assert any(words in line for line in lines), lines
    assert all("; " in line and line.endswith(".") for line in lines)
