"""A notebook cell as plain Python, magics allowed."""

import ast
import functools
import re
from typing import Any

from gradekit import syntax

_REMEMBERED = 8_000
"""Characters of the longest cell that is kept."""

# Their body is Python that runs as if the magic were not there.
_TRANSPARENT = re.compile(r"\s*%%(time|timeit|capture|prun)\b[^\n]*\n")


def parse(source: str) -> ast.Module | None:
    """The syntax tree of a cell as IPython would run it; None if that cannot be done."""
    text = plain(source)
    return None if text is None else syntax.parse(text)


def plain(source: str) -> str | None:
    """A cell as plain Python, its magics turned into calls; None if that cannot be done."""
    # Most cells of a class are alike.
    return _remembered(source) if len(source) <= _REMEMBERED else _plain(source)


def _plain(source: str) -> str | None:
    if _parses(source):
        return source
    if not any(mark in source for mark in "%!?"):
        return None
    # Slow to import and seldom needed.
    from IPython.core.inputtransformer2 import TransformerManager

    manager: Any = TransformerManager
    try:
        text: str = manager().transform_cell(_TRANSPARENT.sub("", source, count=1))
    except (SyntaxError, ValueError, RecursionError, IndexError):
        return None
    return text if _parses(text) else None


_remembered = functools.lru_cache(maxsize=1024)(_plain)


def _parses(source: str) -> bool:
    try:
        syntax.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # What the parser raises for text that is no Python, or too deep to be a person's.
        return False
    return True
