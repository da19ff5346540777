"""Test cells as Otter Assign reads them: configuration, whether hidden, function or doctest."""

import ast
import math
import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from autograder.release.source import Numbered

# As Otter 7 recognises them: at the beginning of a line, in either case.
BEGIN_CONFIG = re.compile(r'(?:.\s*=\s*)?""?"?\s*#\s*BEGIN\s*TEST\s*CONFIG', re.IGNORECASE)
END_CONFIG = re.compile(r'""?"?\s*#\s*END\s*TEST\s*CONFIG', re.IGNORECASE)
_HIDDEN = re.compile(r"\bhidden\b", re.IGNORECASE)


@dataclass
class TestCell:
    """A test cell, as far as it could be read.

    Attributes:
        number: Number of the cell.
        config: Its TEST CONFIG.
        code: What is compiled of it, as `ast` writes it; empty if it does not parse.
        tree: The same, parsed.
        function: Its function; None for a doctest.
        expects: What the cell shows when it runs, which a doctest must show.
        problems: What is wrong with its form, and what to do.
    """

    __test__ = False  # not for pytest

    number: int
    config: dict[str, Any] = field(default_factory=dict)
    code: str = ""
    tree: ast.Module | None = None
    function: ast.FunctionDef | None = None
    expects: str = ""
    hidden_by_chance: bool = False
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def hidden(self) -> bool:
        """Whether the test is kept from students."""
        return bool(self.config.get("hidden", False))

    @property
    def points(self) -> float | None:
        """Its points, or None when the cell has none of its own."""
        found = self.config.get("points")
        if isinstance(found, bool) or not isinstance(found, int | float):
            return None
        return float(found) if math.isfinite(found) and found >= 0 else None

    @property
    def arguments(self) -> tuple[str, ...]:
        """Names of the student's variables that the test takes."""
        return tuple(a.arg for a in self.function.args.args) if self.function else ()


def read_test(numbered: Numbered, *, ok_format: bool = False) -> TestCell:
    """Read a test cell and note what is wrong with its form.

    Args:
        numbered: The cell.
        ok_format: Whether tests are doctests.
    """
    test = TestCell(numbered.number, expects=_output(numbered))
    lines = numbered.text.split("\n")
    body = lines
    if BEGIN_CONFIG.match(lines[0]):
        body = _read_config(test, lines)
    elif lines[0].lstrip().startswith("#") and _HIDDEN.search(lines[0]):
        test.config["hidden"] = True
        test.hidden_by_chance = lines[0].strip() != "# HIDDEN"
        body = lines[1:]
    _parse(test, "\n".join(body), ok_format)
    return test


def _output(numbered: Numbered) -> str:
    parts = []
    for output in numbered.cell.get("outputs") or ():
        found = output.get("text") or output.get("data", {}).get("text/plain", "")
        parts.append(found if isinstance(found, str) else "".join(found))
    return "".join(parts)


def _read_config(test: TestCell, lines: list[str]) -> list[str]:
    ends = [n for n, line in enumerate(lines) if END_CONFIG.match(line)]
    if not ends:
        test.problems.append(
            ("its TEST CONFIG has no end", 'close it with a line `""" # END TEST CONFIG`')
        )
        return lines[1:]
    try:
        config = yaml.safe_load("\n".join(lines[1 : ends[0]]))
    except yaml.YAMLError:
        config = None
    if isinstance(config, dict):
        test.config = config
    else:
        test.problems.append(("its TEST CONFIG is not `key: value`", "write one key a line"))
    return lines[ends[0] + 1 :]


def _parse(test: TestCell, body: str, ok_format: bool) -> None:
    try:
        tree = ast.parse(body)
    except (SyntaxError, ValueError) as error:
        test.problems.append((f"the test does not parse ({error})", "correct the syntax"))
        return
    if ok_format:
        test.tree = tree
        test.code = _bare(tree)
        if not tree.body:
            test.problems.append(("the test cell is empty", "remove it, or write the test"))
        return
    statements = tree.body
    if not statements or not isinstance(statements[0], ast.FunctionDef) or len(statements) > 2:
        test.problems.append(
            (
                "a test cell holds a function and at most a call of it, and Otter refuses more",
                "move imports and helpers into the function",
            )
        )
        return
    if len(statements) == 2 and isinstance(
        statements[1], ast.FunctionDef | ast.Import | ast.ImportFrom | ast.Assign
    ):
        test.problems.append(
            (
                "Otter drops what follows the function, so the test cannot use it",
                "move it into the function",
            )
        )
    test.tree = tree
    test.function = statements[0]
    test.code = ast.unparse(statements[0])


def _bare(tree: ast.Module) -> str:
    """A doctest's code as Otter writes it: annotations removed, comments and layout gone."""
    bare = ast.parse(ast.unparse(tree))
    for node in ast.walk(bare):
        for name in ("annotation", "returns"):
            if isinstance(node, ast.arg | ast.FunctionDef) and hasattr(node, name):
                setattr(node, name, None)
    return ast.unparse(bare)
