"""Stand-ins for objects in another process, and what can be asked of the one that is meant.

A test is written once. In a notebook it is handed the student's own objects; when it is graded, it
is handed stand-ins, and what must happen beside the student's code is asked of their `Remote`.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from gradekit.outcome import Outcome

if TYPE_CHECKING:
    from gradekit.training.trainer import Trainer

Call = tuple[Sequence[Any], Mapping[str, Any]]
"""Positional and keyword arguments."""


class Remote(Protocol):
    """An object in another process.

    Every method may raise what says that the process is gone or out of time.
    """

    def call_many(self, calls: Sequence[Call]) -> list[Outcome]:
        """Call it several times in one round trip.

        Args:
            calls: The arguments of each call.

        Returns:
            One outcome a call.
        """
        ...

    def probe(self, probe: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Run a probe beside it and return what the probe returns.

        Args:
            probe: Name of a function in `gradekit.probes`.
            args: Its arguments after the object itself.
            kwargs: Its keyword arguments.
        """
        ...

    def cpu_seconds(self) -> float | None:
        """CPU seconds that its process took for the last request; None where nobody can tell."""
        ...

    def train(self) -> "Trainer | None":
        """What trains the networks that it makes; None where nothing does."""
        ...


class StandIn:
    """Base class of what a test is handed in place of an object in another process.

    Its remote is not a public attribute: a student's object may have any name of its own.

    Args:
        remote: The object that it stands for.
    """

    def __init__(self, remote: Remote) -> None:
        object.__setattr__(self, "_StandIn__remote", remote)

    @staticmethod
    def _of(value: "StandIn") -> Remote:
        remote: Remote = object.__getattribute__(value, "_StandIn__remote")
        return remote


def remote_of(value: object) -> Remote | None:
    """The object in another process that a value stands for; None for an object of this one."""
    return StandIn._of(value) if isinstance(value, StandIn) else None
