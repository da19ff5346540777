"""The release's own set-up code, for a set-up cell of a student's that stopped.

A course's imports stand in one cell. A line that a student put above them, and that works where the
student works, must not cost what the cell would have given to every question.
"""

from collections.abc import Mapping
from dataclasses import replace

from autograder.intake.bindings import bindings
from autograder.intake.submission import Cell

_LIKE = 0.6
"""Share of the release's lines in a cell that make it that cell, where ids are lost."""


class SetUp:
    """What a release's student version runs outside its answers.

    Args:
        cells: Source by id of the cell.
    """

    def __init__(self, cells: Mapping[str, str]) -> None:
        self._left = {own: text for own, text in cells.items() if bindings(text)}

    def belongs(self, cell: Cell) -> bool:
        """Whether a cell is one of the release's own, however it was edited."""
        return self.find(cell) is not None

    def instead_of(self, cell: Cell) -> Cell | None:
        """What to run for a cell that stopped; None if it is none of the release's, or unchanged.

        Each is given once.
        """
        own = self.find(cell)
        if own is None:
            return None
        text = self._left.pop(own)
        if text.strip() == cell.source.strip():
            return None
        return replace(cell, source=text, place=f"cell {cell.number} as it was handed out")

    def find(self, cell: Cell) -> str | None:
        """Id of the release's cell that a cell is, by its own id or by its lines."""
        if cell.id in self._left:
            return cell.id
        lines = {line.strip() for line in cell.source.splitlines()}
        for own, text in self._left.items():
            given = [line.strip() for line in text.splitlines() if line.strip()]
            if sum(line in lines for line in given) >= _LIKE * len(given):
                return own
        return None
