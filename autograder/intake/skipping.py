"""Which cells graders skip. A skip is the course's decision, not that of a tag that was copied.

Copying or splitting a cell copies its tags, and nothing on the screen shows it: an answer in such a
cell would be lost.
"""

import ast
import hashlib
from collections.abc import Mapping

from autograder.intake.cell_code import parse
from autograder.records.notebook import Cell, is_ignored, source


def is_skipped(cell: Cell, skipped: Mapping[str, str] | None) -> bool:
    """Whether graders skip a cell.

    A cell with the tag is skipped if the release skips it, by its id, for students edit such cells,
    or by its text; else it is a copy, which runs if it defines something.

    Args:
        cell: A cell of the submitted notebook.
        skipped: SHA-256 of the text of each cell that the release skips, by id; None where the
            release does not say, and the tag alone decides.
    """
    if not is_ignored(cell):
        return False
    own = cell.get("id")
    if skipped is None or not isinstance(own, str) or own in skipped:
        return True
    text = source(cell)
    same = hashlib.sha256(text.encode("utf-8")).hexdigest() in skipped.values()
    return same or not _defines(text)


def _defines(text: str) -> bool:
    """Whether a cell binds a name at its top level."""
    tree = parse(text)
    kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Assign | ast.AnnAssign
    return tree is not None and any(isinstance(node, kinds) for node in tree.body)
