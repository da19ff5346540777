"""A worker's process as the grader holds it: a child of the warm process."""

import os
import shutil
import signal
import stat
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from autograder.isolation.confine import cgroup, processor
from autograder.isolation.confine.watch import Watch
from autograder.isolation.engines.process import Ending

if TYPE_CHECKING:
    from autograder.isolation.engines.warm import WarmProcess


class ForkedProcess:
    """A worker's process: a child of the warm process. See `process.Process`."""

    def __init__(
        self,
        warm: "WarmProcess",
        pid: int,
        handle: int | None,
        box: str,
        group: cgroup.ControlGroup | None,
    ) -> None:
        self._warm = warm
        self._group = group
        self._pid = pid
        self._handle = handle
        self._box = box
        self._watch: Watch | None = None
        self._host_pid = None if handle is None else cgroup.host_pid(handle)
        self._waiting: processor.Waiting | None = None
        if self._host_pid is not None:
            self._waiting = processor.Waiting(self._host_pid)

    def watch(self, memory_bytes: int) -> None:
        """Bound its memory from outside, unless its control group does so.

        Args:
            memory_bytes: On top of what it has now.
        """
        if self._group is not None or self._handle is None:
            return
        pid = cgroup.host_pid(self._handle)
        if pid is not None:
            self._watch = Watch(pid, self._handle, memory_bytes)

    def cpu_seconds(self) -> float | None:
        """CPU time of the process so far. See `process.Process`."""
        return None if self._host_pid is None else processor.cpu_seconds(self._host_pid)

    def waited(self) -> float | None:
        """Seconds without a processor so far. See `process.Process`."""
        return None if self._waiting is None else self._waiting.seconds()

    def send_signal(self, number: int) -> None:
        """Send a signal; never raises."""
        with suppress(OSError):
            if self._handle is not None:
                signal.pidfd_send_signal(self._handle, number)
            else:
                os.kill(self._pid, number)

    def ending(self) -> Ending:
        """How it ended; it is ended if it has not. See `WarmProcess.ending`."""
        ending = self._warm.ending(self._pid)
        watched = self._watch is not None and self._watch.over
        memory = watched or (self._group is not None and self._group.out_of_memory())
        return replace(ending, out_of_memory=memory)

    def close(self) -> None:
        """End it and remove its folder; never raises."""
        self._warm.forget(self._pid)
        if self._watch is not None:
            self._watch.close()
        if self._waiting is not None:
            self._waiting.close()
        if self._handle is not None:
            self.send_signal(signal.SIGKILL)
            os.close(self._handle)
            self._handle = None
        if self._group is not None:
            self._group.close()
        remove(self._box)


def remove(folder: str) -> None:
    """Remove a folder whatever its owner locked in it; links are removed, never followed."""

    def unlock(function: Any, path: str, _: Any) -> None:
        parent = os.path.dirname(path)
        for name in (parent, path):
            if stat.S_ISDIR(os.lstat(name).st_mode):
                os.chmod(name, 0o700)
        if function is os.rmdir or function is os.unlink:
            function(path)
        else:
            shutil.rmtree(path, ignore_errors=True)

    if folder:
        with suppress(OSError):
            shutil.rmtree(folder, onerror=unlock)
