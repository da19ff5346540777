"""What a client asks of the process behind its pipes; each engine provides one."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Ending:
    """How a worker's process ended.

    Attributes:
        signal: Number of the signal that ended it, 0 if none did.
        cpu_seconds: CPU time that it used.
        out_of_memory: Whether the kernel ended it for its memory.
    """

    signal: int = 0
    cpu_seconds: float = 0.0
    out_of_memory: bool = False


class Process(Protocol):
    """What a client needs of the process behind the pipes; an engine provides it."""

    def send_signal(self, number: int) -> None:
        """Send a signal; never raises."""
        ...

    def cpu_seconds(self) -> float | None:
        """CPU time of the process so far, by the kernel's word; None where it does not tell."""
        ...

    def waited(self) -> float | None:
        """Seconds for which it was ready and had no processor so far; None where unknown."""
        ...

    def ending(self) -> Ending:
        """End the process if it has not ended, and say how it did.

        Raises:
            EngineError: If what it was forked from is gone, and took it along.
        """
        ...

    def close(self) -> None:
        """End the process and everything it started, and forget it; never raises."""
        ...
