"""A control group (v2) for each worker, where this user may make them: memory and processes.

On the grader's side. It bounds what resource limits cannot, such as memory that is shared, and it
tells a worker that ran out of memory from one that crashed.
Source: Linux `Documentation/admin-guide/cgroup-v2.rst`.
"""

import os
from contextlib import suppress
from pathlib import Path

from autograder.records.assignment import Limits

NEEDED = {"memory", "pids"}
REMEDY = (
    "no control groups for memory: start the grader with "
    "`systemd-run --user --scope -p Delegate=yes ...` to have them"
)


class Groups:
    """The folder in which this grader makes the groups of its workers.

    Args:
        folder: In a cgroup2 file system, made by `find`.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0
        self._emptied: list[Path] = []

    def make(self, limits: Limits) -> "ControlGroup":
        """A new group with the limits of a submission.

        Raises:
            OSError: If the kernel refuses.
        """
        self._sweep()
        self._count += 1
        folder = self._folder / f"worker-{self._count}"
        folder.mkdir()
        for name, value in (
            ("memory.max", str(limits.memory_bytes)),
            ("memory.swap.max", "0"),
            # All of a worker or nothing of it: a half-killed one would answer nonsense.
            ("memory.oom.group", "1"),
            ("pids.max", str(limits.threads + 1)),
        ):
            # A kernel without swap has no file for it.
            if (folder / name).exists():
                (folder / name).write_text(value, encoding="ascii")
        return ControlGroup(folder, self._emptied)

    def close(self) -> None:
        """Remove the groups; never raises."""
        self._sweep()
        with suppress(OSError):
            self._folder.rmdir()

    def _sweep(self) -> None:
        """Remove the groups whose processes have ended since."""
        for folder in list(self._emptied):
            with suppress(OSError):
                folder.rmdir()
                self._emptied.remove(folder)


class ControlGroup:
    """The group of one worker.

    Args:
        folder: Folder of the group.
        emptied: Takes the folder when the group is closed.
    """

    def __init__(self, folder: Path, emptied: list[Path]) -> None:
        self._folder = folder
        self._emptied = emptied

    def add(self, pid: int) -> None:
        """Put a process into the group.

        Raises:
            OSError: If the kernel refuses.
        """
        (self._folder / "cgroup.procs").write_text(str(pid), encoding="ascii")

    def out_of_memory(self) -> bool:
        """Whether the kernel ended something in it for its memory."""
        with suppress(OSError, ValueError):
            text = (self._folder / "memory.events").read_text(encoding="ascii")
            events = dict(line.split() for line in text.splitlines())
            return int(events.get("oom_kill", 0)) > 0
        return False

    def close(self) -> None:
        """End what is in it; it is removed when that has ended. Never raises."""
        with suppress(OSError):
            (self._folder / "cgroup.kill").write_text("1", encoding="ascii")
        self._emptied.append(self._folder)


def find() -> Groups | None:
    """Where this process may make groups with limits on memory; None where it may not.

    The groups on the way from this process's own up to the root are tried: one is fit if it hands
    memory and processes on to its children and if a folder can be made in it.
    """
    mount, own = _mount(), _own_group()
    if mount is None or own is None:
        return None
    here = mount / own.lstrip("/")
    for folder in (here, *here.parents):
        if not folder.is_relative_to(mount):
            break
        made = _try(folder)
        if made is not None:
            return made
    return None


def host_pid(handle: int) -> int | None:
    """The process behind a pidfd, as this process sees it; None if it has ended."""
    text = Path(f"/proc/self/fdinfo/{handle}").read_text(encoding="ascii")
    for line in text.splitlines():
        if line.startswith("Pid:"):
            pid = int(line.split()[1])
            return pid if pid > 0 else None
    return None


def _try(folder: Path) -> Groups | None:
    made = folder / f"autograder-{os.getpid()}"
    try:
        handed_on = set((folder / "cgroup.subtree_control").read_text(encoding="ascii").split())
        if not handed_on >= NEEDED:
            return None
        made.mkdir(exist_ok=True)
        (made / "cgroup.subtree_control").write_text("+memory +pids", encoding="ascii")
    except OSError:
        with suppress(OSError):
            made.rmdir()
        return None
    return Groups(made)


def _mount() -> Path | None:
    """Where cgroup2 is mounted."""
    with suppress(FileNotFoundError):
        for line in Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines():
            fields = line.split()
            if "cgroup2" in fields[fields.index("-") :]:
                return Path(fields[4])
    return None


def _own_group() -> str | None:
    """This process's group in the unified hierarchy."""
    with suppress(FileNotFoundError):
        for line in Path("/proc/self/cgroup").read_text(encoding="utf-8").splitlines():
            if line.startswith("0::"):
                return line[3:]
    return None
