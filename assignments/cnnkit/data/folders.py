"""Where data sets lie, and the array that each is decoded into."""

import hashlib
import os
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Literal

import numpy as np
from filelock import FileLock
from platformdirs import user_cache_path

Split = Literal["train", "test"]


class DataMissingError(FileNotFoundError):
    """A data set is not on this machine; the message says how to get it."""


def cache_folder() -> Path:
    """The folder of cached data sets: `CNN_CACHE`, else the user's; it need not exist."""
    named = os.environ.get("CNN_CACHE")
    return Path(named) if named else user_cache_path("cnnkit", appauthor=False)


def places(root: Path | str | None) -> list[Path]:
    """Where to look: the place given alone, else `CNN_DATA` and the cache folder."""
    if root is not None:
        return [Path(root)]
    named = os.environ.get("CNN_DATA")
    return [*([Path(named)] if named else []), cache_folder()]


def name_of(path: Path) -> str:
    """The place of data as a notebook shows it, which others may read: not whose home it is in."""
    named = os.environ.get("CNN_DATA")
    if named and path.is_relative_to(named):
        return str("$CNN_DATA" / path.relative_to(named))
    return path.name


def decoded(name: str, files: Sequence[Path], decode: Callable[[], np.ndarray]) -> np.ndarray:
    """The array that some files hold, memory-mapped; decoded only when it is not in the cache.

    Args:
        name: What the array is called, such as `mnist-test`.
        files: The files that it is made from: other ones, or changed ones, make another array.
        decode: Reads them; says by ValueError what is wrong with them.

    Returns:
        The array, protected from writing.
    """
    stamp = [(str(file.resolve()), file.stat().st_size, file.stat().st_mtime_ns) for file in files]
    key = hashlib.sha256(repr(stamp).encode()).hexdigest()[:12]
    path = cache_folder() / f"{name}-{key}.npy"
    kept = _opened(path)
    if kept is not None:
        return kept
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(path.with_suffix(".lock")):
            # Whoever waited for the lock finds the work done.
            if (kept := _opened(path)) is None:
                _write(path, decode())
                kept = _opened(path)
    except OSError as error:
        print(f"The cache cannot be written ({error.strerror}); decoding is repeated next time.")
    return frozen(decode()) if kept is None else kept


def latest(name: str) -> np.ndarray | None:
    """The array of this name that was decoded last, whether or not its files are still there."""
    paths = sorted(cache_folder().glob(f"{name}-*.npy"), key=lambda path: -path.stat().st_mtime_ns)
    return next((array for path in paths if (array := _opened(path)) is not None), None)


def frozen(array: np.ndarray) -> np.ndarray:
    """The same array, protected from writing."""
    array.flags.writeable = False
    return array


def _opened(path: Path) -> np.ndarray | None:
    try:
        array: np.ndarray = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return array


def _write(path: Path, array: np.ndarray) -> None:
    """Write to the side and move into place: an interrupt leaves no half array."""
    with tempfile.TemporaryDirectory(dir=path.parent) as folder:
        draft = Path(folder) / path.name
        np.save(draft, array)
        draft.replace(path)
