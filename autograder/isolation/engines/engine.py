"""What every engine offers: a worker that runs student code and answers with plain values.

The grader owns the clock and the decision; a worker is asked, and whatever it says is data.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from autograder.isolation.wire.links import Links
from autograder.isolation.wire.values import (
    MISSING,
    FunctionInfo,
    Missing,
    StudentError,
    WorkerCrashed,
    WorkerError,
    WorkerOutOfMemory,
    WorkerTimeout,
)
from autograder.records.assignment import Limits
from autograder.records.course import Course
from gradekit.outcome import Outcome, Raised

__all__ = [
    "MISSING",
    "NO_LIBRARY",
    "Engine",
    "EngineReport",
    "FunctionInfo",
    "Library",
    "Missing",
    "StudentError",
    "Worker",
    "WorkerCrashed",
    "WorkerError",
    "WorkerOutOfMemory",
    "WorkerTimeout",
]


@dataclass(frozen=True)
class Library:
    """What workers may import beside the installed packages.

    Attributes:
        folder: Folder of a course's own package, shown to workers read-only; None for none.
        preload: Modules that are imported before the first worker, so that none pays for it.
        unused: Libraries of which the course makes no use, not imported before.
        lazy: Whether the first workers may start before what few notebooks need is imported, such
            as what exports and optimizers load; a worker that needs it before that imports it.
        bare: Whether nothing is imported before, as for a look at what the machine isolates by.
    """

    folder: str | None = None
    preload: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()
    lazy: bool = False
    bare: bool = False

    @classmethod
    def of(cls, course: Course) -> "Library":
        """What the workers of a course may import."""
        folder = course.library
        library = None if folder is None else str(folder)
        return cls(library, course.settings.preload, course.settings.unused)

    def settings(self) -> dict[str, Any]:
        """As JSON for the warm process."""
        return {
            "library": self.folder,
            "preload": list(self.preload),
            "unused": list(self.unused),
            "lazy": self.lazy,
            "bare": self.bare,
        }


NO_LIBRARY = Library()


class Worker(Protocol):
    """One submission's process.

    Every method may raise a `WorkerError`, and an `EngineError` if the fault is ours.

    Attributes:
        links: What is made of objects that are not data, on their way out and in.
    """

    links: Links

    @property
    def alive(self) -> bool:
        """Whether requests can still be made."""
        ...

    def run_cell(self, source: str, label: str, seconds: float) -> Raised | None:
        """Execute one notebook cell in the student's namespace.

        Args:
            source: The cell as the notebook holds it; magics are neutralised by the worker.
            label: Name shown in traces, such as `cell 12`.
            seconds: Limit; see `deadline.Deadline`.

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
        """Run `gradekit.probes.<probe>` beside the student's code on the variable `name`."""
        ...

    def use(self, name: str, do: str, args: Sequence[Any], seconds: float) -> Outcome:
        """Do something to an object of the worker.

        Args:
            name: A variable, or a handle that the worker gave.
            do: `getattr`, `setattr`, `isinstance`, `take` (the next items of an iterator, and
                whether it has ended), or a special method without underscores: `len`, `add`.
            args: Further arguments of it.
            seconds: Limit; see `deadline.Deadline`.
        """
        ...

    def forget(self, seconds: float) -> None:
        """Let go of the objects that were handed out by handles."""
        ...

    def bind(self, values: Mapping[str, Any], seconds: float) -> None:
        """Give variables of the notebook other values, until none are given: their own again."""
        ...

    def cpu_seconds(self) -> float | None:
        """CPU time of its process so far, as the kernel tells the grader; None if it does not."""
        ...

    def waited(self) -> float | None:
        """Seconds for which it was ready and had no processor so far; None where unknown."""
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
            EngineError: If this engine is not available on this machine.
        """
        ...

    def describe(self) -> EngineReport:
        """What the last self-test found; it runs one if there was none."""
        ...

    def start(self, limits: Limits, files: Mapping[str, bytes], seed: int = 0) -> Worker:
        """A fresh worker whose working folder holds exactly `files`.

        Args:
            limits: What the worker may use.
            files: Relative path of each file and its content.
            seed: All random generators of the worker start from it.

        Raises:
            EngineError: If no worker can be started; a fault of ours.
        """
        ...

    def close(self) -> None:
        """End the warm process and every worker; never raises."""
        ...
