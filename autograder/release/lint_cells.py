"""Lint of single cells: markers, dropped cells, and what is left for students must parse."""

import ast
import re
from collections.abc import Iterator

from autograder.records.notebook import tags
from autograder.release.blocks import HEADINGS, holds_a_fence
from autograder.release.findings import Finding, note
from autograder.release.markers import strip
from autograder.release.near_misses import near_misses
from autograder.release.source import Numbered, Source, SourceQuestion

BROKEN_TAG = "raises-exception"
"""Jupyter's own tag of a cell that may stop: its code may be broken on purpose."""

_DROPPED = re.compile(r"(##\s*ignore\s*##\s*|#\s*ignore\s*)", re.IGNORECASE)
_PLUGIN = re.compile(r".*# (BEGIN|END) PLUGIN( EXPORT)?\s*")
_MAGIC = re.compile(r"\s*[%!]")
# Block headings without spaces; SOLUTION and PROMPT are markers in code cells too.
_CLOSED_HEADINGS = {
    heading.replace(" ", "")
    for heading in HEADINGS
    if not heading.endswith(("SOLUTION", "PROMPT", "MCQ"))
}


def lint_cells(source: Source) -> Iterator[Finding]:
    """Findings about every cell of the notebook, whatever it is part of."""
    owners = {n.number: question for question in source.questions for n in question.solutions}
    tests = {n.number for question in source.questions for n in question.tests}
    for numbered in source.cells:
        yield from _lint_cell(numbered)
        if numbered.kind == "code" and numbered.number not in tests:
            yield from _lint_code(numbered, owners.get(numbered.number))


def _lint_cell(numbered: Numbered) -> Iterator[Finding]:
    text = numbered.text
    first = text.split("\n")[0]
    if _DROPPED.match(first):
        yield Finding(
            numbered.number,
            f"its first line {first[:30]!r} begins with `ignore`, so Otter drops the whole cell",
            "begin the cell otherwise",
            "dropped",
        )
    lines = [line.rstrip() for line in text.split("\n")]
    if any(_PLUGIN.fullmatch(line) for line in lines):
        yield Finding(
            numbered.number,
            "a plugin of Otter's would run in the student's notebook and never when we grade",
            "remove it",
            "dropped",
        )
    if holds_a_fence(numbered.cell):
        yield Finding(
            numbered.number,
            "an ```otter fence stands among other lines, which is not read here",
            "give it a cell of its own",
            "blocks",
        )
    if numbered.kind != "raw":
        for line in lines:
            if line.upper().replace(" ", "") in _CLOSED_HEADINGS:
                yield Finding(
                    numbered.number,
                    f"{line!r} in a {numbered.kind} cell does nothing",
                    "make it a raw cell of its own",
                    "blocks",
                )


def _lint_code(numbered: Numbered, question: SourceQuestion | None) -> Iterator[Finding]:
    stripped = strip(numbered.text)
    for line, comment, marker in near_misses(numbered.text):
        yield Finding(
            numbered.number,
            f"line {line}: {comment!r} looks like {marker}, which Otter does not recognise in it, "
            "so students would see the solution",
            f"write {marker} exactly so, or reword the comment",
            "leaks",
        )
    for line, problem in stripped.problems:
        kind, remedy = "blocks", "each needs its counterpart"
        yield Finding(numbered.number, f"line {line}: {problem}", remedy, kind)
    if question is not None and not stripped.secrets:
        yield _shown_whole(numbered, question)
    if BROKEN_TAG in tags(numbered.cell):
        return
    wrong = list(_lint_syntax(numbered, numbered.text, "the cell"))
    yield from wrong
    if not wrong and not stripped.problems and stripped.student != numbered.text:
        yield from _lint_syntax(numbered, stripped.student, "what is left for students")


def _shown_whole(numbered: Numbered, question: SourceQuestion) -> Finding:
    problem = "a cell of a solution block hides nothing, so students get it whole"
    remedy = "mark the solution with # BEGIN SOLUTION ... # END SOLUTION, or move the cell out"
    hidden_elsewhere = any(strip(n.text).secrets for n in question.solutions if n.kind == "code")
    if hidden_elsewhere:
        return note(numbered.number, problem, remedy, "leaks")
    return Finding(numbered.number, problem, remedy, "leaks")


def _lint_syntax(numbered: Numbered, text: str, what: str) -> Iterator[Finding]:
    try:
        parse_cell(text)
    except (SyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        yield Finding(
            numbered.number,
            f"{what} does not parse ({getattr(error, 'msg', error)}, line {line})",
            "what remains without marked lines must be Python; a cell that is broken on purpose "
            f"has the tag {BROKEN_TAG}",
            "syntax",
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
