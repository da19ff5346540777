"""The cells of a notebook as text: what a student wrote, whatever a worker says of it."""

from collections.abc import Collection

from autograder.intake.code import plain
from gradekit.probes import notebook_source


class Written:
    """Source of the functions in the cells that were executed so far."""

    def __init__(self) -> None:
        self._cells: list[str] = []
        self._known: dict[tuple[str, frozenset[str]], str] = {}

    def add(self, source: str) -> None:
        """Take note of a cell."""
        self._cells.append(source)
        self._known.clear()

    def source(self, name: str, without: Collection[str] = ()) -> str:
        """Source of a function, and of what it uses of the same notebook.

        Args:
            name: The function's name; empty text comes back where no cell defines it.
            without: Names that are not followed: their own source is left out.
        """
        key = name, frozenset(without)
        if key not in self._known:
            cells = [text for text in map(plain, self._cells) if text]
            self._known[key] = str(notebook_source(cells, name, without))
        return self._known[key]
