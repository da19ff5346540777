"""Doctests as Otter compiles them, read back into code."""

import ast
import builtins
import doctest


def code_of(body: str) -> str:
    """The code of a doctest without its prompts and expected outputs.

    Args:
        body: Lines that begin `>>> ` or `... `, and what they show.

    Raises:
        ValueError: If a line is not a doctest's.
    """
    return "".join(example.source for example in doctest.DocTestParser().get_examples(body))


def normalised(body: str) -> str:
    """The code of a doctest as `ast` writes it, for comparison.

    Raises:
        SyntaxError: If it is not Python.
        ValueError: If a line is not a doctest's.
    """
    return ast.unparse(ast.parse(code_of(body)))


def variables(body: str) -> tuple[str, ...]:
    """Names of the student's that a doctest uses: read before the doctest itself assigns them.

    Args:
        body: The doctest.
    """
    tree = ast.parse(code_of(body))
    names = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    names.sort(key=lambda node: (node.lineno, isinstance(node.ctx, ast.Store), node.col_offset))
    inside = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    inside |= {
        name.id
        for node in ast.walk(tree)
        if isinstance(node, ast.comprehension)
        for name in ast.walk(node.target)
        if isinstance(name, ast.Name)
    }
    loaded_first: dict[str, bool] = {}
    for node in names:
        loaded_first.setdefault(node.id, isinstance(node.ctx, ast.Load))
    own = inside | _defined(tree) | set(dir(builtins))
    return tuple(name for name, loaded in loaded_first.items() if loaded and name not in own)


def _defined(tree: ast.Module) -> set[str]:
    """Names that imports and definitions of the doctest bind."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
    return found
