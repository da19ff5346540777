"""Where the verdicts of a batch go and who grades, each with what can be killed of it."""

import json
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Protocol

from tests.postgres import Server

_OURS = ("client", "grader", "warm process", "disk full")


class Place(Protocol):
    """A gradebook, and graders.

    Attributes:
        name: For the report.
        gradebook: File or address of the gradebook.
        options: Of the command that grades.
        faults: Kinds of faults that it can suffer.
    """

    name: str
    gradebook: str | Path
    options: list[str]
    faults: tuple[str, ...]

    def strike(self, kind: str, choose: random.Random) -> bool:
        """Kill what is its own; whether there was something to kill."""
        ...

    def restore(self) -> None:
        """Start again what was killed."""
        ...

    def close(self) -> None:
        """End everything."""
        ...


class FilePlace:
    """A gradebook in a file on the disk that is filled; processes of this machine."""

    name = "file"
    faults = _OURS

    def __init__(self, folder: Path) -> None:
        self.gradebook: str | Path = folder / "gradebook.db"
        self.options = ["--jobs", "2", "--gradebook", str(self.gradebook)]

    def strike(self, kind: str, choose: random.Random) -> bool:
        """Nothing is its own."""
        return False

    def restore(self) -> None:
        """Nothing to do."""

    def close(self) -> None:
        """Nothing to do."""


class PostgresPlace:
    """A gradebook on a PostgreSQL server, which is killed, too; processes of this machine.

    Raises:
        Absent: If PostgreSQL is not installed.
    """

    name = "postgres"
    faults = (*_OURS, "PostgreSQL")

    def __init__(self, scratch: Path) -> None:
        # A socket's path has at most 107 bytes.
        self._folder = tempfile.TemporaryDirectory(prefix="pg-")
        self._server = Server(Path(self._folder.name))
        self._server.start()
        self._runs = True
        self.gradebook: str | Path = self._server.address
        self.options = ["--jobs", "2", "--gradebook", str(self.gradebook)]

    def strike(self, kind: str, choose: random.Random) -> bool:
        """Kill the server and all its processes."""
        if self._runs:
            self._server.kill()
            self._runs = False
            return True
        return False

    def restore(self) -> None:
        """Start the server again; it recovers by itself."""
        if not self._runs:
            self._server.start()
            self._runs = True

    def close(self) -> None:
        """Stop the server."""
        self.restore()
        self._server.stop()
        self._folder.cleanup()


class DaskPlace:
    """A gradebook in a file; a Dask scheduler and two workers, which are killed."""

    name = "dask"
    faults = ("client", "Dask worker", "Dask scheduler")

    def __init__(self, scratch: Path) -> None:
        self._log = scratch / "dask.log"
        self._file = scratch / "scheduler.json"
        self.gradebook: str | Path = scratch / "gradebook.db"
        self._workers: list[subprocess.Popen[bytes]] = []
        self._scheduler = self._start_scheduler()
        self.restore()

    @property
    def options(self) -> list[str]:
        """The scheduler's address is another one each time."""
        return ["--scheduler", self._address, "--gradebook", str(self.gradebook)]

    def strike(self, kind: str, choose: random.Random) -> bool:
        """Kill the scheduler, or a worker, for which another one comes."""
        if kind == "Dask scheduler":
            self._scheduler.kill()
            self._scheduler.wait()
        else:
            one = self._workers.pop(choose.randrange(len(self._workers)))
            one.kill()
            one.wait()
            self._workers.append(self._start_worker())
        return True

    def restore(self) -> None:
        """Start the scheduler again if it is gone, with workers of its own."""
        if self._scheduler.poll() is not None:
            self._end(self._workers)
            self._file.unlink()
            self._scheduler = self._start_scheduler()
        while len(self._workers) < 2:
            self._workers.append(self._start_worker())

    def close(self) -> None:
        """End all of them."""
        self._end(self._workers)
        self._end([self._scheduler])

    def _start_scheduler(self) -> subprocess.Popen[bytes]:
        started = self._run("scheduler")
        self._address = ""
        while not self._address:
            if started.poll() is not None:
                raise SystemExit(f"No scheduler starts:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.05)
            # Not there yet, or not to its end.
            with suppress(OSError, ValueError):
                self._address = json.loads(self._file.read_text(encoding="utf-8"))["address"]
        return started

    def _start_worker(self) -> subprocess.Popen[bytes]:
        return self._run("worker", "--no-nanny", "--nthreads", "1")

    def _run(self, program: str, *more: str) -> subprocess.Popen[bytes]:
        words = [sys.executable, "-m", f"distributed.cli.dask_{program}", *more]
        words += ["--scheduler-file", str(self._file), "--host", "127.0.0.1", "--no-dashboard"]
        with self._log.open("ab") as log:
            return subprocess.Popen(words, stdout=log, stderr=log)

    @staticmethod
    def _end(processes: list[subprocess.Popen[bytes]]) -> None:
        for one in processes:
            one.send_signal(signal.SIGKILL)
            one.wait()
        processes.clear()
