"""The names that a cell makes at its top level, and whether it only keeps their place."""

import ast
import functools
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from autograder.intake.cell_code import parse

_LINES = re.compile(
    r"^(?:(?:async\s+)?def\s+(?P<function>\w+)|class\s+(?P<kind>\w+)|(?P<variable>\w+)\s*=[^=])"
    r"|^\s*import\s+(?:[\w.]+\s+as\s+)?(?P<module>\w+)"
    r"|^\s*from\s+[\w.]+\s+import\s+\(?(?P<members>[\w, ]+)",
    re.MULTILINE,
)
_OWN_SCOPE = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)


REMEMBERED = 8_000
"""Characters of the longest cell that is remembered."""


def bindings(source: str) -> Mapping[str, bool]:
    """Names that a code cell binds, and whether what it binds last is only a place to fill in.

    A cell that this Python cannot read is looked through line by line.
    """
    # Most cells of a class are alike: nobody changes what the hand-out gives.
    return _remembered(source) if len(source) <= REMEMBERED else _bindings(source)


@functools.lru_cache(maxsize=512)
def _remembered(source: str) -> Mapping[str, bool]:
    return MappingProxyType(_bindings(source))


def _bindings(source: str) -> dict[str, bool]:
    tree = parse(source)
    found: dict[str, bool] = {}
    if tree is None:
        for match in _LINES.finditer(source):
            parts = re.findall(r"\w+", match["members"] or "")
            names = [match["function"], match["kind"], match["variable"], match["module"], *parts]
            found.update({name: False for name in names if name})
        return found
    for statement in tree.body:
        found.update(_bound(statement))
    return found


def _bound(statement: ast.AST) -> Iterator[tuple[str, bool]]:
    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield statement.name, _is_blank(statement)
        return
    empty = isinstance(statement, ast.Assign) and _is_dots(statement.value)
    if isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            yield alias.asname or alias.name.partition(".")[0], False
    elif isinstance(statement, ast.Name) and isinstance(statement.ctx, ast.Store):
        yield statement.id, False
    elif not isinstance(statement, _OWN_SCOPE):
        for child in ast.iter_child_nodes(statement):
            for name, blank in _bound(child):
                yield name, blank or empty


def _is_blank(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) -> bool:
    """Whether a body holds no more than what a student version has in its place."""
    return all(
        isinstance(part, ast.Pass)
        or (isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant))
        or (isinstance(part, ast.Raise) and "NotImplemented" in ast.unparse(part))
        for part in node.body
    )


def _is_dots(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in (..., None)
