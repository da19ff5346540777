"""Why a worker ended, or had to be ended, in words for the student."""

import signal
from typing import Any

from autograder.isolation.engines.gpu import GpuLimits
from autograder.isolation.engines.process import Ending
from autograder.isolation.engines.replies import signal_name
from autograder.isolation.wire.values import (
    WorkerCrashed,
    WorkerError,
    WorkerOutOfMemory,
    WorkerTimeout,
)
from autograder.records.assignment import Limits

KILLED_BY_LIMIT = 0.5
"""Share of its CPU seconds from which on a killed worker counts as killed by that limit.

The kernel holds a limit against time counted in ticks, which where many processes wait for few
processors runs ahead of the time that it reports in the end: by a third at a load of four each.
"""


def died(ending: Ending, limits: Limits) -> WorkerError:
    """What to raise for a worker whose process ended before it answered."""
    if ending.out_of_memory:
        return WorkerOutOfMemory(too_much(limits), alive=False)
    cpu_gone = ending.cpu_seconds >= KILLED_BY_LIMIT * limits.cpu_seconds
    if ending.signal == getattr(signal, "SIGXCPU", 0) or (ending.signal == 9 and cpu_gone):
        return WorkerTimeout(
            f"The notebook used all of its {limits.cpu_seconds} CPU seconds.", alive=False
        )
    how = f" ({signal_name(ending.signal)})" if ending.signal else ""
    return WorkerCrashed(f"The process that ran this code ended before it answered{how}.")


def flooded(limits: Limits) -> WorkerError:
    """What to raise for a worker that prints without end."""
    return WorkerCrashed(
        f"This code printed more than {limits.output_flood_bytes / (1 << 20):g} MiB."
    )


def too_much(limits: Limits, which: Any = None) -> str:
    """What a student reads of memory.

    Args:
        limits: Limits of the submission.
        which: `gpu` for that of a GPU.
    """
    if which == "gpu" and isinstance(limits, GpuLimits):
        return f"This code needs more than its share of the GPU's memory ({limits.gpu_share:.0%})."
    return f"This code needs more than {limits.memory_bytes / (1 << 20):g} MiB of memory."
