"""Python's parser for code that is only read, one thread at a time.

CPython 3.11 counts the depth of a syntax tree per interpreter, so that two threads that parse at
once make each other fail ("AST constructor recursion depth mismatch").
"""

import ast
import functools
import threading

_LOCK = threading.Lock()
_SMALL = 20_000


def parse(source: str) -> ast.Module:
    """The syntax tree of a piece of source; shared, so never to be changed.

    Raises:
        SyntaxError, ValueError, RecursionError, MemoryError: As `ast.parse` does.
    """
    return _small(source) if len(source) <= _SMALL else _parse(source)


def _parse(source: str) -> ast.Module:
    with _LOCK:
        return ast.parse(source)


_small = functools.lru_cache(maxsize=1024)(_parse)
