"""Which cells of a notebook answer which question."""

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.grading.cells import answer_cells, checked, plan
from autograder.intake.cell_code import parse
from autograder.intake.submission import Cell
from autograder.records import notebook as notebooks


@dataclass(frozen=True, slots=True)
class AnswerCell:
    """A cell of an answer.

    Attributes:
        id: Of the cell; `n` and its number where the notebook gives none.
        number: Position in the notebook, from 1.
        kind: `code` or `markdown`.
        source: Its text.
    """

    id: str
    number: int
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question; no cells where nothing was written."""

    cells: tuple[AnswerCell, ...] = ()

    @property
    def text(self) -> str:
        """All of it."""
        return "\n\n".join(cell.source for cell in self.cells)

    @property
    def is_code(self) -> bool:
        """Whether any of it is code."""
        return any(cell.kind == "code" for cell in self.cells)


def answers_in(
    notebook: Mapping[str, Any],
    cells: Sequence[Cell],
    questions: Mapping[str, str],
    given: Collection[str] = (),
) -> dict[str, Answer]:
    """The answer to each question.

    Args:
        notebook: The notebook; its cells have the ids.
        cells: Its cells as intake reads them.
        questions: Kind of each question by its id.
        given: Texts of cells of the student version; a cell that was left as it is is shown only
            where nothing else answers the question.
    """
    ids = [cell_id(raw, number) for number, raw in enumerate(notebook["cells"], 1)]
    found: dict[str, list[Cell]] = {}
    for step in plan(cells, questions):
        if step.belongs_to is not None and not _only_checks(step.cell.source):
            found.setdefault(step.belongs_to, []).append(step.cell)
    answers = {}
    for question, kind in questions.items():
        own = answer_cells(cells, question) if kind == "written" else found.get(question, [])
        changed = [cell for cell in own if cell.source.strip() not in given]
        answers[question] = Answer(
            tuple(
                AnswerCell(ids[cell.number - 1], cell.number, cell.kind, cell.source)
                for cell in changed or own
            )
        )
    return answers


def plain_cells(notebook: Mapping[str, Any]) -> tuple[Cell, ...]:
    """The cells of a notebook of ours as intake reads them."""
    return tuple(
        Cell(
            number,
            raw["cell_type"],
            notebooks.source(raw),
            notebooks.is_ignored(raw),
            (),
        )
        for number, raw in enumerate(notebook["cells"], 1)
    )


def cell_id(raw: Mapping[str, Any], number: int) -> str:
    """The id of a cell, or what stands for it."""
    given = raw.get("id")
    return given if isinstance(given, str) and 0 < len(given) <= 64 else f"n{number}"


def _only_checks(source: str) -> bool:
    """Whether a cell does nothing but ask for checks."""
    if not any(checked(source)):
        return False
    tree = parse(source)
    return tree is not None and all(isinstance(node, ast.Expr) for node in tree.body)
