"""The time of a whole submission: its workers' own, with a guard on the clock."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager

from autograder.isolation.confine import processor
from autograder.isolation.engines.deadline import far
from autograder.isolation.engines.engine import Worker, WorkerTimeout


class TimeBudget:
    """Seconds that the requests of a submission may take together.

    What a worker or the grader waits for a processor is not counted.

    Args:
        seconds: All of them.
    """

    def __init__(self, seconds: float) -> None:
        self._left = seconds
        self._guard = time.monotonic() + far(seconds)
        self._counting = False
        self._last = False
        self._allowed = seconds
        self.took: float | None = None

    @property
    def over(self) -> bool:
        """Whether nothing is left."""
        return self._left <= 0 or time.monotonic() >= self._guard

    def within(self, limit: float) -> float:
        """Seconds for one request: its own limit, or what is left; a moment where nothing is."""
        left = min(self._left, self._guard - time.monotonic())
        self._last = left <= limit
        self._allowed = max(0.001, min(limit, left))
        return self._allowed

    @contextmanager
    def spent(self, worker: Worker) -> Iterator[None]:
        """Count what a request to a worker takes; `took` is its CPU time afterwards, if known."""
        if self._counting:
            # A request of a function of the grader's that was called back: a part of that one.
            yield
            return
        self.took, self._counting = None, True
        began, computed = time.monotonic(), worker.cpu_seconds()
        waited, here = worker.waited(), processor.waited_here()
        most = math.inf
        try:
            yield
        except WorkerTimeout:
            # It had what it was allowed. Of a worker that was ended, nobody can tell any more how
            # long it had waited before.
            most = math.inf if self._last else self._allowed
            self._left = 0.0 if self._last else self._left
            raise
        finally:
            self._counting = False
            passed = time.monotonic() - began
            after = worker.cpu_seconds()
            self.took = None if computed is None or after is None else after - computed
            idle = max(0.0, (worker.waited() or 0.0) - waited) if waited is not None else 0.0
            idle += max(0.0, processor.waited_here() - here)
            self._left -= min(passed, most, max(passed - idle, self.took or 0.0))

    @contextmanager
    def uncounted(self) -> Iterator[None]:
        """What the block takes does not bring the guard nearer."""
        began = time.monotonic()
        try:
            yield
        finally:
            self._guard += time.monotonic() - began
