"""Parts of source notebooks as Otter's documentation writes them, for tests against Otter."""

import base64
from collections.abc import Sequence
from pathlib import Path

from autograder.records.notebook import Cell, new_cell, new_notebook, write_notebook

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def raw(text: str) -> Cell:
    """A raw cell."""
    return new_cell("raw", text)


def text(text: str) -> Cell:
    """A text cell."""
    return new_cell("markdown", text)


def code(text: str, shows: str = "") -> Cell:
    """A code cell, with what it shows when it is run."""
    cell = new_cell("code", text)
    if shows:
        data = {"text/plain": shows}
        output = {"output_type": "execute_result", "data": data, "metadata": {}}
        cell["outputs"] = [{**output, "execution_count": 1}]
    return cell


def question(
    config: str, *solution: Cell, tests: Sequence[Cell] = (), before: str = ""
) -> list[Cell]:
    """A question: its config, text, solution cells and test cells."""
    tested = [raw("# BEGIN TESTS"), *tests, raw("# END TESTS")] if tests else []
    return [
        raw(f"# BEGIN QUESTION\n{config}"),
        *([text(before)] if before else []),
        raw("# BEGIN SOLUTION"),
        *solution,
        raw("# END SOLUTION"),
        *tested,
        raw("# END QUESTION"),
    ]


def check(name: str, variable: str, value: object, *, hidden: bool = False) -> Cell:
    """A test function that compares one variable."""
    body = f"def {name}({variable}):\n    assert {variable} == {value!r}, f'got {{{variable}}}'"
    return code(f"# HIDDEN\n{body}" if hidden else body)


def write(path: Path, cells: Sequence[Cell]) -> None:
    """Write a source notebook named after its file."""
    write_notebook(path, new_notebook(cells, path.stem))
