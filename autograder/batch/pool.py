"""Grader processes of this machine: started together, replaced when one ends, closed together.

None is started before there is a submission to be graded.
"""

import itertools
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from pathlib import Path

from autograder.batch.lost import MOST, lost
from autograder.batch.options import About, Job, Setup, as_text
from autograder.records.errors import EngineError
from autograder.records.release import Release

STARTS = 3
"""So often may a process end before it is ready; then the machine cannot grade."""

CLOSE_SECONDS = 10.0
_MODULE = "autograder.batch.process"


class _Process:
    """One grader process and the job that it is at.

    Args:
        setup: What it is started with.
        core: The processor that it and its workers stay on; None: wherever there is room.
    """

    def __init__(self, setup: Setup, core: int | None) -> None:
        self.core = core
        ours, theirs = socket.socketpair()
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - it lives as long as the process
        # What this process can import, it can; its own group, so that Ctrl-C is the client's alone.
        self._popen = subprocess.Popen(
            [sys.executable, "-P", "-m", _MODULE, str(theirs.fileno()), *_name(core)],
            env=_environment(),
            stdin=subprocess.DEVNULL,
            stdout=self._errors,
            stderr=self._errors,
            pass_fds=(theirs.fileno(),),
            start_new_session=True,
        )
        theirs.close()
        self.connection = Connection(ours.detach())
        self.job: Job | None = None
        self.ready = False
        self.send(setup)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._popen.pid

    def send(self, message: object) -> None:
        """Send it something; one that is gone is found out by reading."""
        with suppress(OSError):
            self.connection.send(message)

    def ended(self) -> str:
        """How it ended, as a clause; it is ended if it has not."""
        with suppress(subprocess.TimeoutExpired):
            self._popen.wait(CLOSE_SECONDS)
        self._popen.kill()
        status = self._popen.wait()
        size = os.fstat(self._errors.fileno()).st_size
        said = os.pread(self._errors.fileno(), 2000, max(0, size - 2000)).decode("utf-8", "replace")
        self.close()
        if status < 0:
            name = signal.Signals(-status).name
            return f"{name}, perhaps for lack of memory" if status == -signal.SIGKILL else name
        last = said.strip().rpartition("\n")[2]
        return last or f"exit code {status}"

    def hang_up(self) -> None:
        """Have it end: it does so when its socket closes."""
        self.connection.close()

    def close(self) -> None:
        """End it; never raises."""
        self.connection.close()
        try:
            self._popen.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._popen.kill()
            self._popen.wait()
        self._errors.close()


class Processes:
    """See `options.Graders`. A context manager.

    Args:
        setup: What they are started with.
        release: The release, for results of submissions that no process survives.
        count: How many.
    """

    def __init__(self, setup: Setup, release: Release, count: int) -> None:
        self._setup = setup
        self._release = release
        self._about: About | None = None
        self._failed = 0
        self._again: deque[Job] = deque()
        self._losses: dict[str, int] = {}
        self._count = max(1, count)
        self._processes: list[_Process] = []

    def __enter__(self) -> "Processes":
        return self

    def __exit__(self, *error: object) -> None:
        # All at once: each takes a moment.
        for process in self._processes:
            process.hang_up()
        for process in self._processes:
            process.close()

    @property
    def pids(self) -> tuple[int, ...]:
        """Process ids of those that there are now."""
        return tuple(process.pid for process in self._processes)

    def about(self) -> About:
        """See `options.Graders`."""
        self._start()
        while self._about is None:
            for process in self._heard():
                self._listen(process)
        return self._about

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, str | None]]:
        """See `options.Graders`."""
        first = next(jobs, None)
        if first is None:
            return
        self._start()
        jobs = itertools.chain((first,), jobs)
        over = False
        while True:
            for process in self._processes:
                if process.ready and process.job is None:
                    job = self._again.popleft() if self._again else next(jobs, None)
                    if job is None:
                        over = True
                        break
                    process.job = job
                    process.send(job)
            if over and not self._again and not any(one.job for one in self._processes):
                return
            for process in self._heard():
                done = self._listen(process)
                if done is not None:
                    yield done

    def _start(self) -> None:
        """Start all of them, unless they are: none before there is something to grade."""
        if not self._processes:
            self._processes = [_Process(self._setup, core) for core in cores(self._count)]

    def _heard(self) -> list[_Process]:
        """Processes that have said something, or are gone."""
        busy = {one.connection: one for one in self._processes if one.job or not one.ready}
        return [busy[one] for one in wait(list(busy)) if isinstance(one, Connection)]

    def _listen(self, process: _Process) -> tuple[Job, str | None] | None:
        """Take what a process says; a job and its result if that is it."""
        try:
            said = process.connection.recv()
        except (EOFError, OSError):
            return self._replace(process)
        if not process.ready:
            if not isinstance(said, About):
                kind, text = said
                raise kind(text)
            process.ready, self._about, self._failed = True, self._about or said, 0
            return None
        job, process.job = process.job, None
        assert job is not None
        return job, said

    def _replace(self, gone: _Process) -> tuple[Job, str | None] | None:
        """Start another one; what the one that is gone was at is tried again, or is lost."""
        how, job = gone.ended(), gone.job
        if not gone.ready:
            self._failed += 1
            if self._failed >= STARTS:
                raise EngineError(
                    f"Grader processes end before they are ready ({how}). Check that there is "
                    "memory for them, or have fewer with --jobs 1."
                )
            time.sleep(0.1 * self._failed)
        self._processes[self._processes.index(gone)] = _Process(self._setup, gone.core)
        if job is None:
            return None
        student = job.found.student
        self._losses[student] = self._losses.get(student, 0) + 1
        if self._losses[student] < MOST:
            self._again.append(job)
            return None
        return job, as_text(lost(job.found, self._release, how))


def cores(count: int) -> list[int | None]:
    """The processor that each of so many graders stays on.

    A grader and its worker take turns, and data stay in the cache of a processor that both are on.
    Where there are fewer graders than processors each may go where there is room.

    Args:
        count: How many graders.
    """
    if not hasattr(os, "sched_getaffinity"):
        return [None] * count
    usable = sorted(os.sched_getaffinity(0))
    if count < len(usable):
        return [None] * count
    return [usable[number % len(usable)] for number in range(count)]


def _name(core: int | None) -> list[str]:
    return [] if core is None else [str(core)]


def _environment() -> dict[str, str]:
    """That of this process; modules are found where this one finds them."""
    folders = [str(Path(folder).absolute()) for folder in sys.path]
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return {**threads, **os.environ, "PYTHONPATH": os.pathsep.join(folders)}
