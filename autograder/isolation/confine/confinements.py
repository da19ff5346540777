"""What a worker's process does to itself before it serves: one class for each form."""

import importlib
import os
import resource
import tempfile
from collections.abc import Mapping
from typing import Any, Protocol

from autograder.isolation.confine import devices
from autograder.isolation.confine.memory import Size, size

FIRST_UNUSED = 5
"""Descriptors from here on are closed in a worker: it needs input, output twice, two pipes."""


class Confinement(Protocol):
    """A form of confinement, as the warm process applies it."""

    def prepare(self) -> None:
        """Before the imports: what the warm process does to itself."""
        ...

    def seal(self) -> None:
        """After the imports, before the first fork."""
        ...

    def measure(self) -> None:
        """Take the size that limits of memory are on top of; again when more was imported."""
        ...

    def fork(self) -> int:
        """Fork a child; 0 in the child, its process id in the warm process.

        Raises:
            OSError: If the kernel refuses.
        """
        ...

    def enter(self, order: Mapping[str, Any]) -> None:
        """In the child: confine it for good.

        Args:
            order: `limits` (of the assignment, as a mapping) and `box`, the working folder.

        Raises:
            OSError: If a layer cannot be put on; the child then ends.
        """
        ...

    def report(self) -> dict[str, bool]:
        """The layers and whether each is on."""
        ...


class Unconfined:
    """No isolation: resource limits and a folder of its own, nothing more."""

    def __init__(self) -> None:
        self._size = Size()

    def prepare(self) -> None:
        """Nothing to do."""

    def seal(self) -> None:
        """Take the size that limits are on top of."""
        self.measure()

    def measure(self) -> None:
        """See `Confinement`."""
        self._size = size()

    def fork(self) -> int:
        """Fork a child."""
        return os.fork()

    def enter(self, order: Mapping[str, Any]) -> None:
        """Limits and folder."""
        settle(order["box"])
        devices.set_environment(devices.share(order["limits"]))
        os.closerange(FIRST_UNUSED, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
        set_limits(order["limits"], self._size)

    def report(self) -> dict[str, bool]:
        """Only the limits."""
        return {"limits": True}


def confinement(settings: Mapping[str, Any]) -> Confinement:
    """The form that `settings["form"]` names: `full`, `restricted` or `none`."""
    if settings["form"] == "none":
        return Unconfined()
    # Their primitives exist on Linux only.
    module = importlib.import_module(f"autograder.isolation.confine.{settings['form']}")
    built: Confinement = module.build(settings)
    return built


def settle(folder: str) -> None:
    """Make `folder` the working folder, the home and the place of temporary files."""
    os.chdir(folder)
    os.environ.update(HOME=folder, TMPDIR=folder, MPLCONFIGDIR=folder)
    # It may have looked for one already.
    tempfile.tempdir = folder


def set_limits(limits: Mapping[str, Any], size: Size, processes: int | None = None) -> None:
    """Resource limits of this process, soft and hard.

    Args:
        limits: Limits of the assignment.
        size: Size of the warm process: memory is on top of it.
        processes: Threads of this user, if they can be counted for this worker alone.
    """
    wanted = {
        resource.RLIMIT_CPU: limits["cpu_seconds"],
        resource.RLIMIT_FSIZE: limits["file_bytes"],
        resource.RLIMIT_NOFILE: limits["open_files"],
        resource.RLIMIT_CORE: 0,
    }
    if devices.share(limits) and size.data:
        # CUDA reserves more addresses than any limit on them would leave it.
        wanted[resource.RLIMIT_DATA] = size.data + limits["memory_bytes"]
    elif size.address_space:
        wanted[resource.RLIMIT_AS] = size.address_space + limits["memory_bytes"]
    if processes is not None:
        wanted[resource.RLIMIT_NPROC] = processes
    for name in ("RLIMIT_MSGQUEUE", "RLIMIT_MEMLOCK", "RLIMIT_SIGPENDING", "RLIMIT_NICE"):
        if (kind := getattr(resource, name, None)) is not None:
            wanted[kind] = 64 if name == "RLIMIT_SIGPENDING" else 0
    for kind, value in wanted.items():
        _, hard = resource.getrlimit(kind)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # SIGXCPU at the limit tells the cause; process 1 of a namespace, and a worker that ignores
        # it, is killed a second later.
        last = value + 1 if kind == resource.RLIMIT_CPU and value != hard else value
        resource.setrlimit(kind, (value, last))
