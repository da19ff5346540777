"""What a test hands to student code, and gets of it, that is not data.

A stand-in goes back as the object that it stands for, what an installed package holds goes by its
name, and any other function is called here when the student's code calls it.
"""

import importlib
import importlib.util
import io
import itertools
import sys
import sysconfig
import types
from collections.abc import Callable, Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from autograder.grading.stand_ins import Elsewhere
from autograder.isolation.wire.bounds import MAX_ITEMS, EncodeError
from autograder.isolation.wire.links import Links
from autograder.isolation.wire.values import (
    Callback,
    FunctionInfo,
    InstalledName,
    Iterated,
    Reference,
)
from gradekit.remote import remote_of

ARGUMENTS = frozenset(
    {"numpy", "pandas", "scipy", "torch", "math", "statistics", "datetime", "itertools", "re"}
    | {"collections", "functools", "random", "string", "json", "matplotlib", "sklearn", "cmath"}
)
"""Packages of which a test may be handed modules: the grader's own, not what the worker says."""

MAX_LENT = 10_000


class CannotCross(EncodeError):  # noqa: N818  (says what happened)
    """A test hands over what no other process can hold; the text says what, as a noun."""


class Handing(Links):
    """The links of one question.

    Args:
        stand_in: Makes a stand-in for an object that the worker describes.
    """

    def __init__(self, stand_in: Callable[[FunctionInfo], Any]) -> None:
        self._stand_in = stand_in
        self._lent: dict[int, Any] = {}
        self._numbers: dict[int, int] = {}
        self._known: dict[str, Any] = {}

    @property
    def used(self) -> bool:
        """Whether the worker holds anything for this question, or was lent anything."""
        return bool(self._lent or self._known)

    def described(self, info: FunctionInfo) -> Any:
        """A stand-in; the same one for the same object."""
        if not info.handle:
            return info
        if info.handle not in self._known:
            self._known[info.handle] = self._stand_in(info)
        return self._known[info.handle]

    def callback(self, number: int, name: str) -> Any:
        """A function of the test that was lent, or one that says that its question is over."""
        if number not in _EVER_LENT:
            raise KeyError(number)
        return self._lent.get(number, _over)

    def outgoing(self, value: Any) -> Any:
        """See the module.

        Raises:
            EncodeError: If the value cannot be handed over; it names what it is.
        """
        remote = remote_of(value)
        if isinstance(remote, Elsewhere):
            return Reference(remote.name)
        found = importable(value)
        if found is not None:
            return found
        if isinstance(value, Iterator) and not isinstance(value, io.IOBase):
            items = list(itertools.islice(value, MAX_ITEMS + 1))
            if len(items) > MAX_ITEMS:
                raise CannotCross(f"an iterator of more than {MAX_ITEMS} items")
            return Iterated(items)
        if callable(value) and not isinstance(value, type):
            return self._lend(value)
        raise CannotCross(_a(type(value).__name__))

    def _lend(self, function: Any) -> Callback:
        number = self._numbers.get(id(function))
        if number is None:
            if len(self._lent) >= MAX_LENT:
                raise CannotCross(f"more than {MAX_LENT} functions")
            number = _EVER_LENT.next()
            self._lent[number] = function
            self._numbers[id(function)] = number
        return Callback(number, str(getattr(function, "__name__", "function")))


class _Lent:
    """Numbers of all functions that were ever lent: none is given twice."""

    def __init__(self) -> None:
        self._counter = itertools.count()
        self._last = -1

    def next(self) -> int:
        """A new number."""
        self._last = next(self._counter)
        return self._last

    def __contains__(self, number: int) -> bool:
        return 0 <= number <= self._last


_EVER_LENT = _Lent()


def _over(*_: object, **__: object) -> None:
    raise RuntimeError("this function belongs to a question that has been graded")


def importable(value: Any) -> InstalledName | None:
    """The name by which an installed package holds a value; None for what none holds."""
    if isinstance(value, types.ModuleType):
        return InstalledName(value.__name__) if _installed(value.__name__) else None
    if isinstance(value, Enum):
        module, path = type(value).__module__, f"{type(value).__qualname__}.{value.name}"
    else:
        module = getattr(value, "__module__", None) or ""
        path = getattr(value, "__qualname__", None) or getattr(value, "__name__", None) or ""
    for home in (module, "numpy", "torch"):
        if home and path and _installed(home) and _at(home, path) is value:
            return InstalledName(home, path)
    return None


def own_module(info: FunctionInfo) -> types.ModuleType | None:
    """The grader's own module of the name that a worker gives; None if a test may not have it.

    Nothing is imported that a student could choose: a package of `ARGUMENTS`, or a part of one that
    is loaded already.
    """
    top = info.name.partition(".")[0]
    if info.kind != "module" or top not in ARGUMENTS:
        return None
    if info.name != top:
        return sys.modules.get(info.name)
    return importlib.import_module(top) if importlib.util.find_spec(top) else None


def _at(module: str, path: str) -> Any:
    first, *rest = path.split(".")
    # Not by getattr: some modules warn of names that they once had.
    found = vars(sys.modules[module]).get(first)
    for part in rest:
        found = getattr(found, part, None)
    return found


def _installed(module: str) -> bool:
    """Whether a module is loaded, and of Python's own or of an installed package."""
    top = module.partition(".")[0]
    if module not in sys.modules or top not in sys.modules or top == "__main__":
        return False
    file = getattr(sys.modules[top], "__file__", None)
    if file is None:
        return top in sys.builtin_module_names
    return any(Path(file).is_relative_to(root) for root in _ROOTS)


def _a(name: str) -> str:
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"


_ROOTS = {sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
