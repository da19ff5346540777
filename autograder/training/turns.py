"""Turns on one GPU: so many trainings at a time on this machine, the others wait."""

import fcntl
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from autograder.records.errors import EngineError

LOOK_AGAIN_SECONDS = 0.1


@contextmanager
def turn(at_a_time: int, folder: Path | None = None) -> Iterator[int]:
    """Wait for one of the turns and keep it while the block runs.

    A turn is a lock on a file, which the kernel takes back from whoever ends: it holds between the
    threads of a grader and between graders of the same user.

    Args:
        at_a_time: How many turns there are.
        folder: Folder of the locks; one for this user and machine if left out.

    Yields:
        The number of the turn, from 0.

    Raises:
        EngineError: If the folder is not this user's own.
    """
    place = _own(folder or Path(tempfile.gettempdir(), f"autograder-gpu-{os.getuid()}"))
    while (taken := _take(place, at_a_time)) is None:
        time.sleep(LOOK_AGAIN_SECONDS)
    number, fd = taken
    try:
        yield number
    finally:
        os.close(fd)


def _own(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise EngineError(f"{folder} belongs to somebody else; remove it, or set TMPDIR.")
    return folder


def _take(folder: Path, at_a_time: int) -> tuple[int, int] | None:
    """A free turn: its number and the descriptor that holds its lock."""
    for number in range(at_a_time):
        fd = os.open(folder / f"turn-{number}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with suppress(BlockingIOError):
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return number, fd
        os.close(fd)
    return None
