"""What a cell means, as text: its syntax tree without docstrings, comments and layout.

Fields that are empty are left out, so that the text is the same under every version of Python whose
grammar gives the same tree: `ast.dump` and `ast.unparse` are not.
"""

import ast

from gradekit import syntax

_DOCUMENTED = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


def meaning(text: str) -> str | None:
    """The meaning of a cell of plain Python; equal where only words and layout differ.

    Args:
        text: The cell.

    Returns:
        A text to compare and to hash; None if the cell cannot be parsed.
    """
    try:
        return _told(syntax.parse(text))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _told(value: object) -> str:
    if isinstance(value, ast.Constant):
        return f"{type(value.value).__name__} {value.value!r}"
    if isinstance(value, list):
        return f"[{', '.join(map(_told, value))}]"
    if not isinstance(value, ast.AST):
        return repr(value)
    fields = dict(ast.iter_fields(value))
    if isinstance(value, _DOCUMENTED) and ast.get_docstring(value, clean=False) is not None:
        fields["body"] = value.body[1:]
    told = (f"{name}={_told(kept)}" for name, kept in fields.items() if kept not in (None, []))
    return f"{type(value).__name__}({', '.join(told)})"
