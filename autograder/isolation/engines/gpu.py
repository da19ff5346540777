"""A GPU for workers, from the grader's side: is there one, how much for each, does it work."""

import functools
import json
import subprocess
import sys
from dataclasses import dataclass

from pydantic import Field

from autograder.isolation.confine import devices
from autograder.isolation.engines.engine import Engine, WorkerError
from autograder.records.assignment import MIB, Limits
from autograder.records.errors import EngineError

DRIVER_BYTES = 4096 * MIB
"""Memory of the host that CUDA's libraries and buffers take, on top of the submission's."""

DRIVER_THREADS = 16
OPEN_FILES = 512
"""CUDA opens a node anew for every mapping."""

USABLE = 0.9
"""The part of a GPU's memory that is dealt out; a context takes half a GiB beside its share."""

MOST_AT_A_TIME = 4
EACH_BYTES = 4096 * MIB
"""What one training should have; a smaller GPU trains fewer at a time."""

LOOK_SECONDS = 120.0
LOOK = """
import json, torch
free, total = torch.cuda.mem_get_info()
print(json.dumps([torch.cuda.get_device_name(), total]))
"""
TRY = """
import torch
found = float((torch.ones(64, 64, device="cuda") @ torch.eye(64, device="cuda")).sum())
"""


class GpuLimits(Limits):
    """Limits of a worker that may use a GPU: the engine gives it the nodes, and nobody else.

    Attributes:
        gpu_share: The part of the GPU's memory that its tensors may take.
    """

    gpu_share: float = Field(gt=0, le=1)


@dataclass(frozen=True)
class Gpu:
    """The GPU that networks are trained on: CUDA's first.

    Attributes:
        name: As its driver has it.
        memory_bytes: All of its memory.
    """

    name: str
    memory_bytes: int

    @property
    def at_a_time(self) -> int:
        """Trainings that share it, unless somebody says otherwise."""
        return max(1, min(MOST_AT_A_TIME, self.memory_bytes // EACH_BYTES))


def share_of(at_a_time: int) -> float:
    """The part of the GPU's memory that is each one's, of so many trainings at a time."""
    return USABLE / at_a_time


def limits_with(limits: Limits, at_a_time: int) -> GpuLimits:
    """Limits for a training on a GPU, one of so many at a time.

    The share depends on that number alone and not on how many there happen to be, so that a
    verdict does not depend on the others.

    Args:
        limits: As on the CPU.
        at_a_time: Trainings that share the GPU.
    """
    return GpuLimits(
        **{
            **limits.model_dump(),
            "gpu_share": share_of(at_a_time),
            "memory_bytes": limits.memory_bytes + DRIVER_BYTES,
            "threads": limits.threads + DRIVER_THREADS,
            "open_files": max(limits.open_files, OPEN_FILES),
        }
    )


@functools.cache
def look() -> Gpu | str:
    """The GPU of this machine, or why there is none that PyTorch can use.

    A process of its own looks, once: CUDA is never started in the grader.
    """
    if not devices.found():
        return f"this machine has no {devices.CONTROL} with a card beside it"
    command = [sys.executable, "-c", LOOK]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LOOK_SECONDS)
    except subprocess.TimeoutExpired:
        return f"CUDA did not start within {LOOK_SECONDS:g} s"
    if done.returncode:
        lines = done.stderr.strip().splitlines() or ["it said nothing"]
        return f"CUDA does not start: {lines[-1][:300]}"
    name, total = json.loads(done.stdout.splitlines()[-1])
    return Gpu(name, total)


def try_inside(engine: Engine) -> str:
    """Multiply two matrices on the GPU in a worker; empty if that works, else what is in the way.

    Args:
        engine: Whose worker it is.
    """
    try:
        worker = engine.start(limits_with(Limits(), MOST_AT_A_TIME), {})
        try:
            raised = worker.run_cell(TRY, "gpu", LOOK_SECONDS)
            return "" if raised is None else f"{raised.type_name}: {raised.message}"
        finally:
            worker.close()
    except (EngineError, WorkerError) as error:
        return " ".join(str(error).split())
