"""What can be read off a notebook's cells without running them."""

import ast
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from autograder.intake.cell_code import parse
from autograder.intake.submission import Cell

# Otter marks a written question by comments around it, in the cell of the box too.
_COMMENTS = r"\A(?:\s*<!--[^>]*-->)*\s*"
_BOX = re.compile(_COMMENTS + r"###\s+(?P<id>[A-Za-z]\w*)\s+·")
_HEADING = re.compile(_COMMENTS + r"#")
_OPEN = "_Type your answer here, replacing this text._"
_END = re.compile(r"^(#{1,6}\s|<!-- (BEGIN|END) QUESTION -->)")
_CHECK = re.compile(r"""^[^#\n]*\bcheck\(\s*["'](?P<id>\w+)["']""", re.MULTILINE)
_MAX_ANSWER = 20_000
_STUDENT_ID = "student_id"


@dataclass(frozen=True)
class Step:
    """A cell to execute and the questions to grade after it.

    Attributes:
        cell: A code cell that is not ignored.
        belongs_to: The question whose answer it is part of, as far as its place tells.
        ends: Questions whose check stands in it.
    """

    cell: Cell
    belongs_to: str | None
    ends: tuple[str, ...]


def plan(cells: Sequence[Cell], questions: Collection[str]) -> list[Step]:
    """The code cells to execute, in order, each with the questions that end there.

    A question ends where the last call of `check` with its id stands: checked twice, Otter
    too keeps the later verdict. A cell belongs to the question whose box stands above it, else to
    the next one that ends.

    Args:
        cells: All cells of the notebook.
        questions: Ids of the assignment's questions.
    """
    known = set(questions)
    runs: list[tuple[Cell, str | None, tuple[str, ...]]] = []
    box: str | None = None
    for cell in cells:
        if cell.kind == "markdown":
            match = _BOX.match(cell.source)
            if _HEADING.match(cell.source):
                box = match["id"] if match and match["id"] in known else None
        elif cell.kind == "code" and not cell.ignored:
            found = dict.fromkeys((*checked(cell.source), *cell.questions))
            ids = tuple(question for question in found if question in known)
            runs.append((cell, box, ids))
            if box in ids:
                box = None
    last = {question: at for at, (_, _, ids) in enumerate(runs) for question in ids}
    steps: list[Step] = []
    following: str | None = None
    for at in range(len(runs) - 1, -1, -1):
        cell, box, ids = runs[at]
        following = ids[0] if ids else following
        ends = tuple(question for question in ids if last[question] == at)
        steps.append(Step(cell, box or following, ends))
    return steps[::-1]


def checked(source: str) -> Iterator[str]:
    """Ids in calls of `check("id")` or `grader.check("id")`; comments and strings do not count."""
    if "check(" not in source:
        return
    tree = parse(source)
    if tree is None:
        yield from (match["id"] for match in _CHECK.finditer(source))
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) == "check" and node.args:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield argument.value


def _called(node: ast.Call) -> str | None:
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", None)


def written_answer(cells: Sequence[Cell], question: str, own: Collection[str] = ()) -> str:
    """What stands under a written question's box; see `answer_cells`."""
    return "\n\n".join(cell.source for cell in answer_cells(cells, question, own))[:_MAX_ANSWER]


def answer_cells(cells: Sequence[Cell], question: str, own: Collection[str] = ()) -> list[Cell]:
    """The cells under a written question's box, up to the next heading or question.

    That is text, in a raw cell too, or code where a plot or a program is asked for; code that
    follows a text is no longer part of it. What the student version holds there before anything is
    written counts as nothing.

    Args:
        cells: All cells of the notebook.
        question: Id of the question.
        own: Ids of the question's cells in the release: an answer in one may begin with a heading.
    """
    parts: list[Cell] = []
    inside = text = False
    for cell in cells:
        if cell.kind == "code":
            inside = inside and not text
            if inside and not cell.ignored and cell.source.strip() != "...":
                parts.append(cell)
            continue
        match = _BOX.match(cell.source)
        if match:
            inside = match["id"] == question
        elif (
            inside
            and cell.kind == "markdown"
            and _END.match(cell.source)
            and not (cell.id and cell.id in own)
        ):
            inside = False
        elif inside and cell.source.strip() != _OPEN:
            text = True
            parts.append(cell)
    return parts


def typed_student_id(steps: Sequence[Step]) -> str | None:
    """The literal that the notebook assigns to `student_id` last, or None."""
    found: str | None = None
    for step in steps:
        if _STUDENT_ID not in step.cell.source:
            continue
        tree = parse(step.cell.source)
        for node in tree.body if tree else ():
            targets = node.targets if isinstance(node, ast.Assign) else ()
            named = any(isinstance(t, ast.Name) and t.id == _STUDENT_ID for t in targets)
            if named and isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                found = str(node.value.value)
    return found
