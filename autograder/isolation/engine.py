"""What every engine offers: a worker that runs student code and answers with plain values.

The grader owns the clock and the decision; a worker is asked, and whatever it says is data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from autograder.assignment import Limits


class WorkerError(Exception):
    """A request could not be answered. The message is for the student."""


class WorkerTimeout(WorkerError):
    """The time for a request ran out.

    Attributes:
        alive: Whether the worker stopped in time and still serves, or had to be killed.
    """

    def __init__(self, message: str, *, alive: bool) -> None:
        super().__init__(message)
        self.alive = alive


class WorkerCrashed(WorkerError):
    """The worker ended before it answered: a signal, an exit, a broken protocol."""


class WorkerOutOfMemory(WorkerError):
    """A request needed more memory than the limit.

    Attributes:
        alive: Whether the worker still serves (MemoryError raised) or is gone.
    """

    def __init__(self, message: str, *, alive: bool) -> None:
        super().__init__(message)
        self.alive = alive


class StudentError(Exception):
    """Student code raised an exception that is not a builtin one.

    Attributes:
        type_name: Name of the exception's class.
    """

    def __init__(self, type_name: str, message: str) -> None:
        super().__init__(f"{type_name}: {message}")
        self.type_name = type_name


@dataclass(frozen=True)
class Raised:
    """An exception of student code, as the worker reports it."""

    type_name: str
    message: str
    line: str = ""
    """The student's line that raised, for a person; empty if unknown."""


@dataclass(frozen=True)
class Outcome:
    """What a call came to.

    Invariants: exactly one of `value` and `raised` counts (`raised is None` means it returned).
    `changed` maps the position or the keyword of every argument array that the call changed to
    its new content.
    """

    value: Any = None
    raised: Raised | None = None
    changed: Mapping[int | str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FunctionInfo:
    """A student function or class: what can be known without calling it."""

    name: str
    kind: str
    """`function`, `class` or `object`."""
    signature: str | None
    doc: str = ""


class Missing:
    """The name is not defined in the student's notebook."""


MISSING = Missing()


class Worker(Protocol):
    """One submission's process. Every method may raise a `WorkerError`."""

    @property
    def alive(self) -> bool:
        """Whether requests can still be made."""
        ...

    def run_cell(self, source: str, label: str, seconds: float) -> Raised | None:
        """Execute one notebook cell in the student's namespace.

        Args:
            source: The cell as the notebook holds it; magics are neutralised by the worker.
            label: Name shown in traces, such as `cell 12`.
            seconds: Wall-clock limit.

        Returns:
            The exception that the cell raised, or None.
        """
        ...

    def get(self, name: str, seconds: float) -> Any:
        """A variable: its plain value, a `FunctionInfo`, or `MISSING`."""
        ...

    def call(
        self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any], seconds: float
    ) -> Outcome:
        """Call what the variable `name` holds now."""
        ...

    def call_many(
        self, name: str, calls: Sequence[tuple[Sequence[Any], Mapping[str, Any]]], seconds: float
    ) -> list[Outcome]:
        """Several calls in one round trip; `seconds` bounds them together."""
        ...

    def probe(
        self, probe: str, name: str, args: Sequence[Any], kwargs: Mapping[str, Any], seconds: float
    ) -> Outcome:
        """Run `cnnkit.probes.<probe>` beside the student's code on the variable `name`."""
        ...

    def output(self) -> str:
        """Captured stdout and stderr so far, bounded."""
        ...

    def close(self) -> None:
        """End the process and everything it started; never raises."""
        ...


@dataclass(frozen=True)
class EngineReport:
    """What this machine gives, layer by layer.

    Attributes:
        form: `full`, `restricted` or `none`.
        layers: Name of a layer and whether it holds, as live canaries showed.
        missing: What is missing, each with the command that would give it.
    """

    form: str
    layers: Mapping[str, bool]
    missing: Sequence[str] = ()


class Engine(Protocol):
    """A way to run student code apart from the tests."""

    name: str

    def self_test(self) -> EngineReport:
        """Try the sandbox with live canaries.

        Raises:
            EngineError: If this engine cannot be had on this machine.
        """
        ...

    def start(self, limits: Limits, files: Mapping[str, bytes]) -> Worker:
        """A fresh worker whose working folder holds exactly `files`.

        Raises:
            EngineError: If no worker can be started; a fault of ours.
        """
        ...

    def close(self) -> None:
        """End the warm process and every worker; never raises."""
        ...
