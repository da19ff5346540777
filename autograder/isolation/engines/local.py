"""A process with resource limits and nothing else: it isolates nothing."""

from collections.abc import Mapping

from autograder.isolation.engines.client import PipeWorker
from autograder.isolation.engines.engine import NO_LIBRARY, EngineReport, Library
from autograder.isolation.engines.warm import WarmProcess
from autograder.isolation.engines.warmed import Warmed
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError

WARNING = (
    "The local engine isolates nothing: student code runs as you, with your files and your network."
    " Use it for code that you trust."
)


class LocalEngine:
    """For macOS and for trying out. Its form is `none`; a strict run refuses it.

    Args:
        library: What workers may import beside the installed packages.
    """

    name = "local"

    def __init__(self, library: Library = NO_LIBRARY) -> None:
        self._warmed = Warmed(lambda: _warm(library))

    def self_test(self) -> EngineReport:
        """Start one worker.

        Raises:
            EngineError: If the warm process does not start, as on Windows.
        """
        self.start(Limits(), {}).close()
        return self.describe()

    def describe(self) -> EngineReport:
        """Limits and no isolation."""
        return EngineReport(form="none", layers={"limits": True}, missing=(WARNING,))

    def start(self, limits: Limits, files: Mapping[str, bytes], seed: int = 0) -> PipeWorker:
        """A fresh worker. See `engine.Engine`."""
        worker = self._warmed.fork(limits, seed)
        worker.write(files)
        return worker

    def close(self) -> None:
        """End the warm process and every worker; never raises."""
        self._warmed.close()


def _warm(library: Library) -> WarmProcess:
    try:
        return WarmProcess("none", library.settings())
    except (OSError, AttributeError) as error:
        raise EngineError(
            f"No engine works on this system ({error}); use Linux, macOS or a Linux container."
        ) from error
