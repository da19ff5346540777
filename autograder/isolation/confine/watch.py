"""The memory of a worker, watched from outside: where no address limit and no group can be had."""

import mmap
import os
import signal
import threading
from contextlib import suppress
from pathlib import Path

SECONDS = 0.05


class Watch:
    """Ends a process that has more memory than it had at first and a limit on top.

    It is looked at 20 times a second, so that it can be past the limit by what it takes in between.
    What lies in files in memory that it has not mapped is not seen.

    Args:
        pid: Id of the process, as this one sees it.
        handle: A pidfd of it; a copy is kept.
        limit: Bytes on top.
    """

    def __init__(self, pid: int, handle: int, limit: int) -> None:
        self._statm = Path(f"/proc/{pid}/statm")
        self._handle = os.dup(handle)
        self._over = threading.Event()
        self._closed = threading.Event()
        self._most = self._resident() + limit
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def over(self) -> bool:
        """Whether it was ended."""
        return self._over.is_set()

    def close(self) -> None:
        """Look away; never raises."""
        self._closed.set()

    def _watch(self) -> None:
        while not self._closed.wait(SECONDS):
            if self._resident() > self._most:
                self._over.set()
                with suppress(OSError):
                    signal.pidfd_send_signal(self._handle, signal.SIGKILL)
                break
        os.close(self._handle)

    def _resident(self) -> int:
        try:
            return int(self._statm.read_text(encoding="ascii").split()[1]) * mmap.PAGESIZE
        except (OSError, IndexError):
            # It has ended.
            self._closed.set()
            return 0
