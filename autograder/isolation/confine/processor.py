"""What a process had of the processors, as the kernel tells another one.

On the grader's side: nothing that the process says of itself is asked.
Source: Linux `kernel/time/posix-cpu-timers.c` (clock ids), `Documentation/scheduler/sched-stats`.
"""

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
