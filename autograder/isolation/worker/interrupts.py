"""The grader's way to stop student code without ending its worker."""

import signal
import types


class Interrupts:
    """Turns the grader's SIGINT into KeyboardInterrupt, while student code runs and only then."""

    def __init__(self) -> None:
        self.armed = False
        self.hit = False

    def install(self) -> None:
        """Take the signal, again before each cell: an earlier one may have taken it."""
        signal.signal(signal.SIGINT, self._handle)

    def arm(self) -> None:
        """From here on a signal interrupts."""
        self.hit = False
        self.armed = True

    def _handle(self, _signal: int, _frame: types.FrameType | None) -> None:
        if self.armed:
            self.hit = True
            raise KeyboardInterrupt
