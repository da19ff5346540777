"""An engine that starts while something else is done."""

from concurrent.futures import Future, ThreadPoolExecutor
from typing import Self

from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine, Library


class Starter:
    """Starts an engine in the background: its warm process imports torch for seconds.

    Args:
        given: An engine that is there already.
        library: What its workers may import.
    """

    def __init__(self, given: Engine | None, library: Library) -> None:
        self._given = given
        self._library = library
        self._pool = ThreadPoolExecutor(1)
        self._started: Future[Engine] | None = None

    def start(self) -> None:
        """Begin to start; nothing to do when an engine was given or has begun."""
        if self._given is None and self._started is None:
            self._started = self._pool.submit(pick_engine, library=self._library)

    def engine(self) -> Engine:
        """The engine, started.

        Raises:
            EngineError: If none works on this machine.
        """
        if self._given is not None:
            return self._given
        self.start()
        assert self._started is not None
        return self._started.result()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._started is not None and self._started.exception() is None:
            self._started.result().close()
        self._pool.shutdown()
