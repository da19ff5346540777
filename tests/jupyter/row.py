"""One notebook of the corpus, and what it is worth to us and to Otter."""

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Points = tuple[float, float, float, float]
"""Of q1 to q4."""
FULL: Points = (2, 1, 1, 1)
SETUP = "import numpy as np\nimport torch"
ANSWERS = {
    "q1": "def double(x):\n    return 2 * x",
    "q2": "total = int(np.arange(5).sum())",
    "q3": "def last(values):\n    return values[-1]",
    "q4": "def scale(x):\n    return 2 * x",
}


def without(*lost: str) -> Points:
    """All points but those of some questions."""
    one, two, three, four = (
        0 if name in lost else points for name, points in zip(ANSWERS, FULL, strict=True)
    )
    return one, two, three, four


@dataclass(frozen=True)
class Row:
    """A notebook that Jupyter runs, described by what is unusual in it.

    Attributes:
        id: What it is about.
        cells: Sources: of an answer (`q1`), of the set-up cell (`setup`), or of a cell of its own:
            `top` stands before the set-up, `between` before q2, `late` before q3.
        ours: Our points.
        otter: Otter's points where they differ, a part of what it dies of, or None where it is not
            run: it has no limit of time.
        why: Why they differ.
        says: What the result says somewhere, to the student or to the reader.
        stops: What is said of the last cell that stops; empty if every cell comes to its end.
        change: Changes the notebook as a whole.
    """

    id: str
    cells: Mapping[str, str] = field(default_factory=dict)
    ours: Points = FULL
    otter: Points | str | None = FULL
    why: str = ""
    says: str = ""
    stops: str = ""
    change: Callable[[dict[str, Any]], dict[str, Any] | bytes] | None = None

    def __post_init__(self) -> None:
        assert (self.otter == self.ours) == (not self.why), f"{self.id}: say why they differ"

    def notebook(self) -> dict[str, Any] | bytes:
        """The notebook, or the bytes of its file where those matter."""
        content = _notebook(self.cells)
        return self.change(copy.deepcopy(content)) if self.change else content


def both(name: str, points: Points = FULL, says: str = "", *, stops: str = "", **cells: str) -> Row:
    """A row in which Otter gives the same."""
    return Row(name, cells, points, points, says=says, stops=stops)


def differs(
    name: str,
    ours: Points,
    otter: Points | str | None,
    why: str,
    says: str = "",
    *,
    stops: str = "",
    **cells: str,
) -> Row:
    """A row in which Otter gives something else."""
    return Row(name, cells, ours, otter, why, says, stops)


def saved(
    name: str,
    change: Callable[[dict[str, Any]], dict[str, Any] | bytes],
    points: Points = FULL,
    says: str = "",
    *,
    stops: str = "",
    **cells: str,
) -> Row:
    """A row about how the notebook was saved."""
    return Row(name, cells, points, points, says=says, stops=stops, change=change)


def _notebook(given: Mapping[str, str]) -> dict[str, Any]:
    sources = {"setup": SETUP, **ANSWERS, **given}
    cells = [_cell("markdown", "# What Jupyter allows")]
    for name in ("top", "setup"):
        cells += [_cell("code", sources[name])] if name in sources else []
    cells.append(_cell("code", 'import otter\ngrader = otter.Notebook("corpus.ipynb")'))
    for name in ANSWERS:
        before = {"q2": "between", "q3": "late"}.get(name, "")
        cells += [_cell("code", sources[before])] if before in sources else []
        cells.append(_cell("markdown", f"### {name} · A question"))
        cells.append(_cell("code", sources[name]))
        cells.append(_cell("code", f'grader.check("{name}")'))
    for number, cell in enumerate(cells):
        cell["id"] = f"cell-{number}"
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {
            "autograder": {"assignment": "corpus"},
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "cells": cells,
    }


def _cell(kind: str, source: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"cell_type": kind, "metadata": {}, "source": source}
    return cell | ({"outputs": [], "execution_count": None} if kind == "code" else {})
