"""Files of strangers on disk: read only if they are plain, and named so that all can read it."""

import os
import stat
from pathlib import Path

from autograder.records.errors import IntakeError

MIB = 1024 * 1024

# Absent on Windows: the first refuses a link, the second does not wait for the writer of a pipe.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


def read_plain(path: Path, limit: int) -> bytes:
    """Read a plain file of bounded size; a link or a device is refused, also if swapped in late.

    Raises:
        IntakeError: If it is not a plain file, is too large or cannot be read.
    """
    shown = printable(path.name)
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except OSError as error:
        raise IntakeError(f"{shown} cannot be read ({error.strerror}).") from error
    with os.fdopen(descriptor, "rb") as stream:
        info = os.fstat(stream.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise IntakeError(f"{shown} is not a plain file; hand in plain files.")
        if info.st_size > limit:
            raise too_large(shown, limit)
        return stream.read(limit)


def too_large(shown: str, limit: int) -> IntakeError:
    """The refusal of a file above its bound in bytes."""
    return IntakeError(
        f"{shown} is larger than {limit / MIB:g} MiB; "
        "clear the outputs of the notebook and hand it in again."
    )


def printable(name: str) -> str:
    """A file name as text: bytes that are not UTF-8 are spelled out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
