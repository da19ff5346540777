"""What can be said of an object that is not data, without calling it."""

import inspect
import types
from typing import Any

from autograder.isolation.wire.values import FunctionInfo

TEXT = 2000


def describe(value: Any) -> FunctionInfo:
    """Name, kind, signature and documentation of an object, bounded in length.

    Args:
        value: A function, a class or any other object; its own code may run, and may fail.
    """
    kind = "object"
    if isinstance(value, type):
        kind = "class"
    elif isinstance(value, types.ModuleType):
        kind = "module"
    elif isinstance(value, types.FunctionType | types.BuiltinFunctionType | types.MethodType):
        kind = "function"
    name = getattr(value if kind != "object" else type(value), "__name__", "")
    doc = getattr(value, "__doc__", None) if kind != "object" else None
    return FunctionInfo(_text(name), kind, _signature(value), _text(doc))


def _signature(value: Any) -> str | None:
    if not callable(value):
        return None
    try:
        return _text(str(inspect.signature(value)))
    except (ValueError, TypeError):
        # Compiled functions have none that Python can tell.
        return "(*args, **kwargs)"


def _text(value: Any) -> str:
    return str(value)[:TEXT] if isinstance(value, str) else ""
