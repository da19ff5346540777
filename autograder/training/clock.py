"""Time on the clock that several requests share."""

import time


class Clock:
    """The time on the clock that one piece of work has.

    Args:
        seconds: From now on.
    """

    def __init__(self, seconds: float) -> None:
        self._began = time.monotonic()
        self._seconds = seconds

    @property
    def spent(self) -> float:
        """Seconds so far."""
        return time.monotonic() - self._began

    @property
    def left(self) -> float:
        """Seconds to go; a moment where none are left."""
        return max(0.001, self._seconds - self.spent)

    @property
    def over(self) -> bool:
        """Whether none are left."""
        return self.spent >= self._seconds
