"""Writing files so that a reader sees the old content or the new one, never a part."""

import os
import tempfile
from pathlib import Path


def write_bytes(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file atomically: a temporary file beside it, then one rename.

    Args:
        path: The file; its folder is made when missing.
        data: The whole content.
        mode: Permission bits of the file.

    Raises:
        OSError: If the disk is full or the folder cannot be written; `path` is as it was.
    """
    try:
        descriptor, name = _beside(path)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = _beside(path)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _beside(path: Path) -> tuple[int, str]:
    return tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")


def write_text(path: Path, text: str, *, mode: int = 0o644) -> None:
    """Write a UTF-8 text file atomically; see `write_bytes`."""
    write_bytes(path, text.encode("utf-8"), mode=mode)
