"""Seeds that an assignment sets before every cell, as Otter does with `generate.seed`."""

from dataclasses import replace

from autograder.intake.submission import Cell
from autograder.records.release import Release

_MAGIC = "%%"
_GENERATORS = "__import__('numpy').random.seed({0})\n__import__('random').seed({0})"


def seeding(release: Release, cell: Cell) -> Cell | None:
    """What runs before a cell; None where the assignment sets no seed.

    Otter writes the same into the first lines of each cell, but for cells of a whole-cell magic. It
    is a cell of its own here, so that the lines that messages name stay the student's.

    Args:
        release: The release.
        cell: The cell that comes next.
    """
    if release.seed is None or cell.source.startswith(_MAGIC):
        return None
    if release.seed_variable is not None:
        return replace(cell, source=f"{release.seed_variable} = {release.seed}")
    return replace(cell, source=_GENERATORS.format(release.seed))
