"""Which of a notebook's variables are modules, read off its imports: tests may be handed them."""

import ast
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from gradekit import syntax


def modules_of(sources: Iterable[str], wanted: Iterable[str]) -> dict[str, str]:
    """The variables that hold modules and are never assigned anything else.

    Args:
        sources: Code cells of the solved notebook; a cell that does not parse says nothing.
        wanted: Names that tests take.

    Returns:
        The module of each.
    """
    names, found, other = set(wanted), dict[str, set[str]](), set[str]()
    for source in sources:
        for node in _nodes(source):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    module = alias.name if alias.asname else alias.name.partition(".")[0]
                    found.setdefault(alias.asname or module, set()).add(module)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    name = f"{node.module}.{alias.name}"
                    known = alias.name in names or alias.asname in names
                    module = name if known and _is_module(name) else ""
                    found.setdefault(alias.asname or alias.name, set()).add(module)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                other.add(node.id)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                other.add(node.name)
    return {
        name: next(iter(modules))
        for name, modules in sorted(found.items())
        if name in names - other and len(modules) == 1 and "" not in modules
    }


def _nodes(source: str) -> Iterator[ast.AST]:
    """Statements of a cell, and the names in those that are not definitions."""
    try:
        tree = syntax.parse(source)
    except (SyntaxError, ValueError):
        # A cell with magics; imports beside them are found when the notebook is graded.
        return
    for statement in tree.body:
        yield statement
        if not isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield from (node for node in ast.walk(statement) if isinstance(node, ast.Name))


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except (ImportError, AttributeError, ValueError):
        return False
