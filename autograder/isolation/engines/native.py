"""The kernel's own means and nothing installed: namespaces, Landlock, seccomp, limits."""

import os
import platform
import tempfile
from collections.abc import Mapping, Sequence

from autograder.isolation.confine import cgroup
from autograder.isolation.engines.canaries import Canary, try_canaries
from autograder.isolation.engines.client import PipeWorker
from autograder.isolation.engines.engine import NO_LIBRARY, EngineReport, Library
from autograder.isolation.engines.warm import WarmProcess
from autograder.isolation.engines.warmed import Warmed
from autograder.records.assignment import Limits
from autograder.records.errors import EngineError

FORMS = ("full", "restricted")


class NativeEngine:
    """Linux on x86-64 and aarch64. The strongest form whose canaries all hold is used.

    Args:
        forms: Forms to try, the strongest first.
        nodes: Stand-ins for the devices of a GPU, on which CUDA is not started; those of NVIDIA's
            driver if left out.
        library: What workers may import beside the installed packages.
    """

    name = "native"

    def __init__(
        self,
        forms: tuple[str, ...] = FORMS,
        nodes: Sequence[str] | None = None,
        library: Library = NO_LIBRARY,
    ) -> None:
        self._forms = forms
        self._settings = library.settings()
        if nodes is not None:
            self._settings |= {"nodes": list(nodes), "starts_cuda": False}
        self._warmed = Warmed(self._start)
        self._report: EngineReport | None = None

    def self_test(self) -> EngineReport:
        """Try the forms with live canaries and keep the first that holds.

        Raises:
            EngineError: If none does; it says why, form by form.
        """
        self._warmed.process()
        return self.describe()

    def describe(self) -> EngineReport:
        """What the canaries found; they are tried if they were not yet."""
        if self._report is None:
            self._warmed.process()
        assert self._report is not None
        return self._report

    def start(self, limits: Limits, files: Mapping[str, bytes], seed: int = 0) -> PipeWorker:
        """A fresh worker. See `engine.Engine`."""
        worker = self._warmed.fork(limits, seed)
        worker.write(files)
        return worker

    def close(self) -> None:
        """End the warm process and every worker; never raises."""
        self._warmed.close()

    def _start(self) -> WarmProcess:
        if platform.system() != "Linux":
            raise EngineError("The native engine needs Linux; use a Linux container or `local`.")
        missing: list[str] = []
        for form in self._forms:
            try:
                warm = WarmProcess(form, self._settings)
            except EngineError as error:
                missing.append(f"{form}: {error}")
                continue
            try:
                canaries = self._canaries(warm)
            except EngineError as error:
                warm.close()
                missing.append(f"{form}: {error}")
                continue
            escaped = [canary.name for canary in canaries if not canary.held]
            if escaped:
                warm.close()
                missing.append(f"{form}: these were not held back: {', '.join(escaped)}")
                continue
            if not warm.layers["control group"]:
                missing.append(cgroup.REMEDY)
            layers = warm.layers | {canary.name: True for canary in canaries}
            self._report = EngineReport(form, layers, tuple(missing))
            return warm
        raise EngineError("No sandbox can be had. " + " | ".join(missing))

    @staticmethod
    def _canaries(warm: WarmProcess) -> list[Canary]:
        with tempfile.TemporaryDirectory() as folder:
            marker = os.path.join(folder, "marker")
            with open(marker, "w", encoding="utf-8") as file:
                file.write("marker")
            os.chmod(folder, 0o755)
            with warm.fork(Limits(), 0) as worker:
                worker.write({})
                return try_canaries(worker, marker, warm.pid)
