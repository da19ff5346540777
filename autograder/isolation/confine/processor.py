"""What a process had of the processors, as the kernel tells another one.

On the grader's side: nothing that the process says of itself is asked.
Source: Linux `kernel/time/posix-cpu-timers.c` (clock ids), `Documentation/scheduler/sched-stats`.
"""

import os
import time
from contextlib import suppress

_WHOLE_PROCESS = 2
"""The scheduler's clock over all threads of a process, those that have ended too."""


def cpu_seconds(pid: int) -> float | None:
    """CPU time of a process so far; None where the system does not tell, or if it has ended.

    Args:
        pid: Its id, as this process sees it.
    """
    with suppress(OSError, OverflowError, AttributeError):
        return time.clock_gettime((~pid << 3) | _WHOLE_PROCESS)
    return None


class Waiting:
    """What a process waits for a processor, while it is ready to run.

    Of its main thread, which is the one that serves. Where the system does not tell, it says None.

    Args:
        pid: Id of the process, as this one sees it.
    """

    def __init__(self, pid: int) -> None:
        self._file: int | None = None
        with suppress(OSError):
            self._file = os.open(f"/proc/{pid}/schedstat", os.O_RDONLY | os.O_CLOEXEC)

    def seconds(self) -> float | None:
        """Seconds so far; None as well if the process has ended."""
        if self._file is None:
            return None
        with suppress(OSError, IndexError, ValueError):
            return int(os.pread(self._file, 128, 0).split()[1]) / 1e9
        return None

    def close(self) -> None:
        """Look away; never raises."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def waited_here() -> float:
    """Seconds for which the calling thread has waited for a processor; 0 if nobody can tell."""
    with suppress(OSError, IndexError, ValueError):
        file = os.open("/proc/thread-self/schedstat", os.O_RDONLY | os.O_CLOEXEC)
        try:
            return int(os.read(file, 128).split()[1]) / 1e9
        finally:
            os.close(file)
    return 0.0
