"""Keeping a warm process: started when first needed, started again when it is gone."""

import threading
from collections.abc import Callable

from autograder.isolation.engines.client import PipeWorker
from autograder.isolation.engines.warm import WarmProcess
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError


class Warmed:
    """The warm process of an engine. Safe to use from several threads.

    Args:
        make: Starts one; may raise EngineError.
    """

    def __init__(self, make: Callable[[], WarmProcess]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._warm: WarmProcess | None = None
        self._closed = False

    def process(self) -> WarmProcess:
        """A warm process that is alive as far as is known.

        Raises:
            EngineError: If none can be started, or `close` was called.
        """
        with self._lock:
            if self._closed:
                # A thread that is still grading must not bring back what a person has stopped.
                raise EngineError("The engine was closed.")
            if self._warm is not None and not self._warm.alive:
                self._warm.close()
                self._warm = None
            if self._warm is None:
                self._warm = self._make()
            return self._warm

    def fork(self, limits: Limits, seed: int) -> PipeWorker:
        """A new worker; a warm process that turns out to be gone is replaced once.

        Raises:
            EngineError: If no worker can be started.
        """
        warm = self.process()
        try:
            return warm.fork(limits, seed)
        except EngineError:
            if warm.alive:
                raise
        return self.process().fork(limits, seed)

    def close(self) -> None:
        """End it and every worker, for good; never raises."""
        with self._lock:
            self._closed = True
            if self._warm is not None:
                self._warm.close()
                self._warm = None
