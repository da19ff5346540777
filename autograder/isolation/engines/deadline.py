"""When a request has taken too long, whatever else the machine has to do."""

import time
from collections.abc import Callable

GUARD = 20.0
MOST_MORE = 900.0
"""Seconds that the far guard is beyond a limit at most."""


def far(seconds: float) -> float:
    """What a limit may take on the clock: twenty times as long, 15 minutes more at most."""
    return min(GUARD * seconds, seconds + MOST_MORE)


class Deadline:
    """A limit in seconds of a process's own.

    What a process computes is its own, and so is what it sleeps. The time for which it is ready and
    waits for a processor is the machine's: it does not count, up to a far guard on the clock.

    Args:
        seconds: From now on.
        waited: Seconds that the process has waited for a processor so far; None where nobody can
            tell, so that the clock counts.

    Attributes:
        guard: On `time.monotonic`: the end in any case.
    """

    def __init__(self, seconds: float, waited: Callable[[], float | None]) -> None:
        began = time.monotonic()
        self._end = began + seconds
        self._waited = waited
        self._before = waited()
        self.guard = began + far(seconds)

    def moved(self, seconds: float) -> None:
        """Leave out what the grader itself took."""
        self._end += seconds
        self.guard += seconds

    @property
    def next_look(self) -> float:
        """On `time.monotonic`: the earliest end, by what is known now."""
        now = self._waited()
        waited = 0.0 if now is None or self._before is None else max(0.0, now - self._before)
        return min(self._end + waited, self.guard)

    @property
    def over(self) -> bool:
        """Whether it has passed."""
        # Most often nobody has to be asked.
        return time.monotonic() >= self._end and time.monotonic() >= self.next_look
