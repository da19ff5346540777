"""What a machine holds before and after a case: processes, mounts, descriptors, files, servers."""

import hashlib
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class WitnessedState:
    """What the grader's process and its folders hold at one moment."""

    processes: frozenset[int]
    mounts: frozenset[str]
    descriptors: int
    temporary: frozenset[str]
    secrets: Mapping[str, str]


@dataclass
class Listeners:
    """Servers on the grader's machine that student code must not reach."""

    tcp: socket.socket
    udp: socket.socket
    path: socket.socket
    abstract: socket.socket

    def contacts(self) -> list[str]:
        """Names of those that were reached since the last time."""
        reached = []
        for name, plug in vars(self).items():
            try:
                if plug.type == socket.SOCK_DGRAM:
                    plug.recvfrom(1024)
                else:
                    plug.accept()[0].close()
                reached.append(f"the {name} server was reached")
            except BlockingIOError:
                continue
        return reached

    def close(self) -> None:
        """Stop listening."""
        for plug in vars(self).values():
            plug.close()


@contextmanager
def listening(path: Path, name: str) -> Iterator[Listeners]:
    """Listen on this machine.

    Args:
        path: Path of the Unix socket.
        name: Name of the abstract one.
    """
    plugs = []
    for family, kind, address in (
        (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0)),
        (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0)),
        (socket.AF_UNIX, socket.SOCK_STREAM, str(path)),
        (socket.AF_UNIX, socket.SOCK_STREAM, "\0" + name),
    ):
        plug = socket.socket(family, kind)
        plug.bind(address)
        if kind == socket.SOCK_STREAM:
            plug.listen()
        plug.setblocking(False)
        plugs.append(plug)
    path.chmod(0o777)
    yield Listeners(*plugs)


def descendants(mark: str = "") -> set[int]:
    """Ids of all living processes below this one.

    Args:
        mark: Text in the command line of a warm process; one that has lost its parent counts too.
    """
    parents: dict[int, int] = {}
    orphans = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            state, parent = stat.rpartition(")")[2].split()[:2]
            if state == "Z":
                continue
            parents[int(entry.name)] = int(parent)
            if mark and parent == "1" and mark.encode() in (entry / "cmdline").read_bytes():
                orphans.add(int(entry.name))
        except OSError:
            # It ended while the list was read.
            continue
    found = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return (found | orphans) - {os.getpid()}


def fingerprint(path: Path) -> str:
    """Mode and hash of a file, or why it has none."""
    try:
        mode = oct(path.stat().st_mode)
        return f"{mode} {hashlib.sha256(path.read_bytes()).hexdigest()}"
    except OSError as error:
        return type(error).__name__


@contextmanager
def decoy(marker: str) -> Iterator[int]:
    """A process beside the grader with a secret in its environment and its command line.

    What a process puts into its own environment later on does not show in `/proc`.

    Yields:
        Its process id.
    """
    code = "import sys; sys.stdin.read()"
    process = subprocess.Popen(
        [sys.executable, "-S", "-c", code, marker],
        env={"GRADER_TOKEN": marker},
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.kill()
        process.communicate()
