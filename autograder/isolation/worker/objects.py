"""Objects that stay in the worker: what the grader may ask of them, by a variable or a handle."""

import builtins
import importlib
import math
import operator
import secrets
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import replace
from typing import Any

from autograder.isolation.wire.bounds import EncodeError
from autograder.isolation.wire.links import Links
from autograder.isolation.wire.signatures import describe
from autograder.isolation.wire.values import Callback

MAX_HELD = 100_000
HANDLE = "#"
"""Begins a handle; no variable's name does."""

BINARY = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "matmul", "lshift", "rshift")
COMPARED = ("eq", "ne", "lt", "le", "gt", "ge")
UNARY: Mapping[str, Callable[[Any], Any]] = {
    "len": len,
    "iter": iter,
    "reversed": reversed,
    "neg": operator.neg,
    "pos": operator.pos,
    "abs": abs,
    "invert": operator.invert,
    "bool": bool,
    "int": int,
    "float": float,
    "complex": complex,
    "index": operator.index,
    "str": str,
    "repr": repr,
    "hash": hash,
    "trunc": math.trunc,
    "floor": math.floor,
    "ceil": math.ceil,
}
OWN: Mapping[str, Callable[..., Any]] = {
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "delitem": operator.delitem,
    "contains": operator.contains,
    "divmod": divmod,
    "round": round,
}
LOGICAL = {"and": operator.and_, "or": operator.or_, "xor": operator.xor}


def _reflected(action: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    return lambda value, other: action(other, value)


def _methods() -> dict[str, Callable[..., Any]]:
    """Special methods by name, without underscores: what each does to an object."""
    table: dict[str, Callable[..., Any]] = {**UNARY, **OWN}
    table |= {name: getattr(operator, name) for name in COMPARED}
    arithmetic = {**{name: getattr(operator, name) for name in BINARY}, **LOGICAL}
    table |= arithmetic
    table |= {f"r{name}": _reflected(action) for name, action in arithmetic.items()}
    for name in arithmetic:
        table[f"i{name}"] = getattr(operator, f"i{name}")
    return table


METHODS = _methods()
SPECIAL = (*METHODS, "next", "enter", "exit")


def special_methods(value: Any) -> tuple[str, ...]:
    """The special methods that an object's class has of its own, without underscores."""
    kind = type(value)
    base = type if isinstance(value, type) else object
    return tuple(
        name
        for name in SPECIAL
        if getattr(kind, f"__{name}__", None) is not getattr(base, f"__{name}__", None)
    )


def _left(value: Any, type_name: str | None, text: str) -> Any:
    """Leave a `with` block, by an exception if it has a name."""
    if type_name is None:
        return type(value).__exit__(value, None, None, None)
    error = exception(type_name, text)
    return type(value).__exit__(value, type(error), error, None)


def exception(type_name: str, text: str) -> Exception:
    """An exception of the grader's, made again here; RuntimeError if its type is not a builtin."""
    kind = getattr(builtins, type_name, None)
    if not (isinstance(kind, type) and issubclass(kind, Exception)):
        return RuntimeError(f"{type_name}: {text}")
    error = kind.__new__(kind)
    error.args = (text,)
    return error


class Objects(Links):
    """What this worker holds for the grader, and what it was lent by it.

    Args:
        names: The notebook's variables.
        ask: Calls a function of the grader: its number, positional and keyword arguments.
    """

    def __init__(
        self,
        names: MutableMapping[str, Any],
        ask: Callable[[int, tuple[Any, ...], dict[str, Any]], Any],
    ) -> None:
        self._names = names
        self._ask = ask
        self._token = HANDLE + secrets.token_hex(4)
        self._held: dict[str, Any] = {}
        self._handles: dict[int, str] = {}
        self._lent: dict[int, Any] = {}
        self._numbers: dict[int, Callback] = {}
        self._overdue: dict[int, BaseException] = {}
        self._replaced: dict[str, Any] = {}
        self.uses: Mapping[str, Callable[..., Any]] = {
            **METHODS,
            "getattr": getattr,
            "setattr": setattr,
            "delattr": delattr,
            "dir": dir,
            "isinstance": lambda kind, value: isinstance(value, kind),
            "issubclass": lambda kind, other: issubclass(other, kind),
            "take": self._take,
            "enter": lambda value: type(value).__enter__(value),
            "exit": _left,
        }

    def variable(self, name: str) -> Any:
        """The value of a name of the notebook, or of a handle."""
        return self._held[name] if name[:1] == HANDLE else self._names[name]

    def holds(self, name: str) -> bool:
        """Whether a handle is known; every other name is the notebook's affair."""
        return name[:1] != HANDLE or name in self._held

    def forget(self) -> None:
        """Let go of every object and every function of the grader's."""
        for table in (self._held, self._handles, self._lent, self._numbers, self._overdue):
            table.clear()

    def bind(self, values: Mapping[str, Any]) -> None:
        """Give variables of the notebook other values; none at all: give all their own back."""
        for name, own in self._replaced.items() if not values else ():
            if own is self:
                self._names.pop(name, None)
            else:
                self._names[name] = own
        if not values:
            self._replaced.clear()
        for name, value in values.items():
            # This object stands for no value at all.
            self._replaced.setdefault(name, self._names.get(name, self))
            self._names[name] = value

    def outgoing(self, value: Any) -> Any:
        """Hold an object and say what can be said of it; a function that was lent goes back."""
        lent = self._numbers.get(id(value))
        if lent is not None:
            return lent
        handle = self._handles.get(id(value))
        if handle is None:
            if len(self._held) >= MAX_HELD:
                raise EncodeError(f"there are more than {MAX_HELD} objects in it")
            handle = f"{self._token}-{len(self._held)}"
            self._held[handle] = value
            self._handles[id(value)] = handle
        return replace(describe(value), handle=handle, can=special_methods(value))

    def callback(self, number: int, name: str) -> Any:
        """A function that has the grader call one of its own."""
        if number not in self._lent:

            def lent(*args: Any, **kwargs: Any) -> Any:
                return self._ask(number, args, kwargs)

            lent.__name__ = lent.__qualname__ = name
            self._lent[number] = lent
            self._numbers[id(lent)] = Callback(number, name)
        return self._lent[number]

    def imported(self, module: str, path: str) -> Any:
        """What an installed module holds; the grader alone asks for this."""
        value: Any = importlib.import_module(module)
        for part in path.split(".") if path else ():
            value = getattr(value, part)
        return value

    def iterated(self, items: list[Any]) -> Any:
        """A generator of what the grader's iterator gave."""
        return (item for item in items)

    def _take(self, iterator: Any, count: int) -> tuple[list[Any], bool]:
        """The next items, and whether there are no more; an exception comes after its items."""
        waiting = self._overdue.pop(id(iterator), None)
        if waiting is not None:
            raise waiting
        items: list[Any] = []
        while len(items) < count:
            try:
                items.append(next(iterator))
            except StopIteration:
                return items, True
            except Exception as error:
                if not items:
                    raise
                self._overdue[id(iterator)] = error
                break
        return items, False
