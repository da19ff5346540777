"""What came of a call of a student's function: the one record of it, in every process."""

import linecache
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_LINE = 200
_PLACEHOLDER = "raise NotImplementedError"


@dataclass(frozen=True)
class Raised:
    """An exception of student code, in words alone.

    Attributes:
        type_name: Name of its class, see `kind_of`.
        message: Its text.
        line: The student's line that raised, for a person; empty if unknown. Two exceptions that
            differ in nothing else are equal.
    """

    type_name: str
    message: str
    line: str = field(default="", compare=False)

    @property
    def unanswered(self) -> bool:
        """Whether it says that there is no answer yet; see `unanswered`."""
        return unanswered(self.type_name, self.message, self.line)


def kind_of(error: BaseException) -> str:
    """What an exception is, by the name of its class.

    A class that a notebook defines goes by the name of its built-in base, as `except ValueError`
    takes it; where that is only `Exception`, by its own.
    """
    own = type(error)
    if own.__module__ != "__main__":
        return own.__name__
    base = next(kind for kind in own.__mro__ if kind.__module__ == "builtins")
    return own.__name__ if base in (Exception, BaseException) else base.__name__


@dataclass(frozen=True)
class Outcome:
    """What a call came to.

    Invariants: `raised is None` exactly when the call returned, and then `value` counts.

    Attributes:
        value: What was returned.
        raised: The exception that ended the call.
        changed: New content of every argument that the call changed, by position or keyword.
    """

    value: Any = None
    raised: Raised | None = None
    changed: Mapping[int | str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class CallRecord:
    """One call of a student's function, as diagnosis reads it.

    A call that never came back (time-out, death) leaves no record.

    Attributes:
        name: The variable that was called.
        args: Positional arguments, copied before the call.
        kwargs: Keyword arguments, likewise.
        outcome: What it came to.
        check: Index of the check that called.
        probe: The probe that was run on the function with these arguments; empty for a plain call.
    """

    name: str
    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]
    outcome: Outcome
    check: int = 0
    probe: str = ""


def unanswered(type_name: str, message: str, line: str = "") -> bool:
    """Whether an exception says that there is no answer yet.

    A library raises NotImplementedError too, as PyTorch does for a module without `forward`. So the
    line of the notebook counts, where it is known, and else that there is no message.

    Args:
        type_name: Name of the exception's class.
        message: Its text.
        line: The line of the notebook that led to it; empty if unknown.
    """
    if type_name != "NotImplementedError":
        return False
    return _PLACEHOLDER in line if line else not message


def line_of(error: BaseException) -> str:
    """The deepest line of a notebook's cell that led to an exception: `cell 3, line 14: y = x[9]`.

    Returns:
        The line as it is written; without the cell where cells have no number. Empty if no cell
        had a part in it: lines of a library's are never shown.
    """
    if isinstance(error, SyntaxError) and error.lineno:
        return _told(str(error.filename), error.lineno, error.text or "")
    for frame, number in reversed(list(traceback.walk_tb(error.__traceback__))):
        label = frame.f_code.co_filename
        entry = linecache.cache.get(label)
        # A cell is known by an entry that no file stands behind.
        if entry is not None and len(entry) == 4 and entry[1] is None:
            return _told(label, number, linecache.getline(label, number))
    return ""


def _told(label: str, number: int, text: str) -> str:
    place = f"{label}, line {number}" if label.startswith("cell ") else f"line {number}"
    return f"{place}: {text.strip()}"[:LONGEST_LINE]
