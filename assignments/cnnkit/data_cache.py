"""Where data sets are looked for, and the cache of decoded arrays.

A cached array is a `.npy` file that opens memory-mapped, with a record beside it: the hash of its
bytes, what it was made from, and the file's size and time by which an untouched file is trusted
without being read. Both are written to the side and moved into place, so several processes may
make the same array at once.
"""

import hashlib
import json
import os
import socket
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

import numpy as np

Split = Literal["train", "test"]
Fingerprint = list[list[Any]]


class DataMissingError(FileNotFoundError):
    """A data set is not on this machine; the message names the ways to get it."""


def cache_folder() -> Path:
    """The folder of cached data sets: `CNN_CACHE`, else the user's; it need not exist."""
    if os.environ.get("CNN_CACHE"):
        return Path(os.environ["CNN_CACHE"])
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "cnnkit"


def roots(root: Path | str | None) -> list[Path]:
    """Folders to look in: the one given alone, else `CNN_DATA` and the cache folder."""
    if root is not None:
        return [Path(root)]
    named = os.environ.get("CNN_DATA")
    return [*([Path(named)] if named else []), cache_folder()]


def name_of(path: Path) -> str:
    """How messages call a folder: without what a shared notebook should not tell of its owner."""
    named, cache = os.environ.get("CNN_DATA"), os.environ.get("CNN_CACHE")
    bases = ((named, "$CNN_DATA"), (cache, "$CNN_CACHE"))
    for base, name in (*bases, (cache_folder().parent, "the user's cache folder")):
        if base and path.is_relative_to(base):
            return str(Path(name) / path.relative_to(base))
    return path.name or str(path)


def fingerprint(paths: Sequence[Path]) -> Fingerprint:
    """What tells files or folders from changed ones without reading them."""
    stats = [(path.resolve(), path.stat()) for path in paths]
    return [[str(path), stat.st_size, stat.st_mtime_ns] for path, stat in stats]


def open_cached(path: Path, made_from: Fingerprint | None) -> np.ndarray | None:
    """The cached array, memory-mapped, if it is whole and made from these files.

    Args:
        path: The `.npy` file.
        made_from: Fingerprint of the present files, None where any will do.

    Returns:
        The array, or None when it is missing, damaged or made from other files.
    """
    record = record_of(path)
    try:
        array: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
        untouched = record.get("stat") == _stat(path)
    except (OSError, ValueError):
        return None
    if made_from is not None and record.get("files") != made_from:
        return None
    return array if untouched or record.get("sha256") == _sha256(array) else None


def record_of(path: Path) -> dict[str, Any]:
    """The record beside a cached array, empty when there is none."""
    try:
        record = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return record if isinstance(record, dict) else {}


def store(
    path: Path, array: np.ndarray, made_from: Fingerprint, more: Mapping[str, Any] | None = None
) -> np.ndarray:
    """Write an array and its record; a cache that cannot be written is done without.

    Args:
        path: The `.npy` file.
        array: What to keep.
        made_from: Fingerprint of the files that it was made from.
        more: Further entries of the record.

    Returns:
        The array, memory-mapped if it was written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            written, record = Path(folder) / "array.npy", Path(folder) / "record.json"
            np.save(written, array)
            entries = {"sha256": _sha256(array), "files": made_from, "stat": _stat(written)}
            record.write_text(json.dumps(entries | dict(more or {}), indent=2), encoding="utf-8")
            written.replace(path)
            record.replace(path.with_suffix(".json"))
        mapped: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        print(f"The cache cannot be written ({error.strerror}); decoding is repeated next time.")
        return array
    return mapped


def frozen(array: np.ndarray) -> np.ndarray:
    """The same array, protected from writing."""
    array.flags.writeable = False
    return array


def reachable(address: tuple[str, int], seconds: float = 3.0) -> bool:
    """Whether a host answers; keeps a machine without a network from waiting for time-outs."""
    try:
        socket.create_connection(address, timeout=seconds).close()
    except OSError:
        return False
    return True


def _stat(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _sha256(array: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(array).data).hexdigest()
