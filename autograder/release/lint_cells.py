"""Lint of single cells: markers, dropped cells, and what is left for students must parse."""

import ast
import re
from collections.abc import Iterator

from autograder.release.markers import has_solution_marker, near_misses, strip, unsupported
from autograder.release.source import HEADINGS, Finding, Numbered, Source

_DROPPED = re.compile(r"(##\s*ignore\s*##\s*|#\s*ignore\s*)", re.IGNORECASE)
_MAGIC = re.compile(r"\s*[%!]")
# Block headings without spaces; SOLUTION and PROMPT are markers in code cells too.
_CLOSED_HEADINGS = {
    heading.replace(" ", "")
    for heading in HEADINGS
    if not heading.endswith(("SOLUTION", "PROMPT", "MCQ"))
}


def lint_cells(source: Source) -> Iterator[Finding]:
    """Findings about every cell of the notebook, whatever it is part of."""
    for numbered in source.cells:
        yield from _lint_cell(numbered)
    yield from _lint_markers(source)


def _lint_cell(numbered: Numbered) -> Iterator[Finding]:
    text = numbered.text
    first = text.split("\n")[0]
    if _DROPPED.match(first):
        yield Finding(
            numbered.number,
            f"its first line {first[:30]!r} begins with `ignore`, so Otter drops the whole cell",
            "begin the cell otherwise",
        )
    if numbered.cell.get("attachments"):
        yield Finding(
            numbered.number, "the cell has an attachment", "put the picture into a file and link it"
        )
    for number, marker in unsupported(text):
        yield Finding(
            numbered.number,
            f"line {number} has Otter's marker {marker}, which this course does not use",
            "remove it",
        )
    lines = [line.rstrip() for line in text.split("\n")]
    if numbered.cell["cell_type"] == "markdown" and "```otter" in [line.strip() for line in lines]:
        yield Finding(numbered.number, "an ```otter block in a text cell", "use a raw cell")
    if numbered.cell["cell_type"] != "raw":
        for line in lines:
            if line.upper().replace(" ", "") in _CLOSED_HEADINGS:
                yield Finding(
                    numbered.number,
                    f"{line!r} in a {numbered.cell['cell_type']} cell does nothing",
                    "make it a raw cell of its own",
                )


def _lint_markers(source: Source) -> Iterator[Finding]:
    solutions = {n.number for question in source.questions for n in question.solutions}
    for numbered in source.cells:
        if numbered.cell["cell_type"] != "code":
            continue
        for line, comment, marker in near_misses(numbered.text):
            yield Finding(
                numbered.number,
                f"line {line}: {comment!r} looks like {marker} and is none, so a solution may "
                "reach students",
                f"write {marker} exactly so, or reword the comment",
            )
        if numbered.number in solutions:
            yield from _lint_solution(numbered)
        elif has_solution_marker(numbered.text):
            yield Finding(
                numbered.number,
                "a solution marker outside a solution block",
                "put the cell between # BEGIN SOLUTION and # END SOLUTION (raw cells)",
            )
        else:
            yield from _lint_syntax(numbered, numbered.text, "the cell")


def _lint_solution(numbered: Numbered) -> Iterator[Finding]:
    stripped = strip(numbered.text)
    for line, problem in stripped.problems:
        yield Finding(numbered.number, f"line {line}: {problem}", "mend the pair of markers")
    if not stripped.secrets:
        yield Finding(
            numbered.number,
            "a cell of a solution block hides nothing, so students get it whole",
            "mark the solution with # BEGIN SOLUTION ... # END SOLUTION, or move the cell out",
        )
    wrong = list(_lint_syntax(numbered, numbered.text, "the solution"))
    yield from wrong
    if not wrong and not stripped.problems:
        yield from _lint_syntax(numbered, stripped.student, "what is left for students")


def _lint_syntax(numbered: Numbered, text: str, what: str) -> Iterator[Finding]:
    try:
        parse_cell(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        yield Finding(
            numbered.number,
            f"{what} does not parse ({getattr(error, 'msg', error)}, line {line})",
            "a marked line or block must leave valid Python behind",
        )


def parse_cell(text: str) -> ast.Module:
    """Parse a code cell, its magics taken for `pass`.

    Raises:
        SyntaxError: If it is not Python.
    """
    if text.startswith("%%"):
        return ast.Module(body=[], type_ignores=[])
    lines = [
        line[: len(line) - len(line.lstrip())] + "pass" if _MAGIC.match(line) else line
        for line in text.split("\n")
    ]
    try:
        return ast.parse(text)
    except SyntaxError:
        return ast.parse("\n".join(lines))
