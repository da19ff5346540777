"""What came of a call of a student's function: the one record of it, in every process."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Raised:
    """An exception of student code, in words alone.

    Attributes:
        type_name: Name of its class.
        message: Its text.
        line: The student's line that raised, for a person; empty if unknown. Two exceptions that
            differ in nothing else are equal.
    """

    type_name: str
    message: str
    line: str = field(default="", compare=False)


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
