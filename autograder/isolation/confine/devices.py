"""What a worker that trains on a GPU is given beyond any other one, and nothing else is.

Known from public reports, not from a GPU of ours: NVIDIA's container toolkit (device nodes),
gVisor's nvproxy (ioctls, `/sys/devices/system`), reports on CUDA under Landlock and seccomp (thread
names in `/proc`, `memfd_create`).
"""

import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from autograder.isolation.confine import landlock, linux

SHARE = "gpu_share"
"""Key in a worker's limits: the part of a GPU's memory that is its own. 0 or absent: no GPU."""

CONTROL = "/dev/nvidiactl"
MEMORY = ("/dev/nvidia-uvm", "/dev/nvidia-uvm-tools")
"""CUDA allocates through the first and opens both, from driver 570 on, before it does anything."""

STAGE = "/gpu"
"""Where the full form keeps nodes and `SYSTEM` until a worker asks for them."""

SYSTEM = "/sys/devices/system"
"""Processors and memory nodes: without it CUDA does not start (error 304)."""

PROC = (
    # Whether the module is loaded, which nodes are its own, how the driver is set.
    *("/proc/modules", "/proc/devices", "/proc/driver/nvidia", "/proc/driver/nvidia-uvm"),
    # What it makes its pools by, and its own maps and status.
    *("/proc/cpuinfo", "/proc/meminfo", "/proc/sys/vm", "/proc/self"),
)
THREADS = "/proc/self/task"
"""CUDA names its threads by writing to `<thread>/comm`; a refusal is error 304."""

DRIVER_FOLDERS = (
    "/usr/local/nvidia",
    "/usr/lib/wsl",
    "/run/opengl-driver",
    "/usr/local/cuda/compat",
)
"""Where `libcuda.so.1` lies on some systems, beside the folders that workers read in any case."""

WORKSPACE = ":4096:8"
"""With it cuBLAS gives the same sums each time. Source: cuBLAS, "Results Reproducibility"."""

_KEPT: list[int] = []


def found() -> list[str]:
    """The nodes of NVIDIA's driver on this machine; none without a GPU and its control node."""
    names = sorted(os.listdir("/dev")) if os.path.isdir("/dev") else []
    cards = [f"/dev/{name}" for name in names if re.fullmatch(r"nvidia[0-9]+", name)]
    if not cards or not os.path.exists(CONTROL):
        return []
    return [CONTROL, *(path for path in MEMORY if os.path.exists(path)), *cards]


def share(limits: Mapping[str, Any]) -> float:
    """The part of a GPU's memory that limits give; 0 for none."""
    return float(limits.get(SHARE, 0.0))


def show() -> None:
    """In a worker of the full form, before it gives up its capabilities: nodes, `/sys`, `/proc`.

    Raises:
        OSError: If the kernel refuses a mount.
    """
    if os.path.isdir(STAGE):
        for name in ("/dev", "/sys"):
            linux.mount(STAGE + name, name, flags=linux.MS_BIND | linux.MS_REC)
            linux.set_mount_attributes(name, linux.ATTR_RDONLY | linux.ATTR_NOSUID)
    # Of its own PID namespace: it lists this worker alone.
    linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)


def hide() -> None:
    """In every worker of the full form: the place where nodes wait."""
    if os.path.isdir(STAGE):
        linux.unmount(STAGE)


def allow(rules: landlock.Ruleset, nodes: Sequence[str]) -> None:
    """Let a worker use the nodes, read what CUDA reads, and name its own threads."""
    rules.allow(nodes, landlock.DEVICE)
    rules.allow([*PROC, SYSTEM], landlock.READ)
    rules.allow([THREADS], landlock.WRITE_FILE | landlock.TRUNCATE)


def keep_threads() -> None:
    """Keep the folder of this process's threads open.

    Landlock's rule is on the folder as it is in memory now; the kernel may forget one that nobody
    has open and make another.
    """
    _KEPT.append(os.open(THREADS, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC))


def set_environment(part: float) -> None:
    """What CUDA and cuBLAS read when they start; without a share they are shown no GPU."""
    if part:
        os.environ["CUBLAS_WORKSPACE_CONFIG"] = WORKSPACE
    else:
        os.environ["CUDA_VISIBLE_DEVICES"] = ""


def reserve(part: float) -> None:
    """Start CUDA in this worker, before any student code, and bound its memory.

    Confined already, so that the driver's threads are under the filter as well. The bound is
    PyTorch's own: it holds for tensors, and not for code that calls the driver by itself.

    Args:
        part: Share of the memory of every GPU that is seen.

    Raises:
        RuntimeError: If CUDA does not start here.
    """
    import torch

    for index in range(torch.cuda.device_count()):
        torch.cuda.set_per_process_memory_fraction(part, index)
    torch.empty(1, device="cuda")


def start(part: float) -> None:
    """`reserve`, with a refusal as one line.

    Raises:
        SystemExit: If CUDA does not start here.
    """
    try:
        reserve(part)
    except Exception as error:
        text = " ".join(str(error).split())[:300]
        sys.exit(f"CUDA does not start inside the sandbox: {type(error).__name__}: {text}")
