"""Data sets: found on this machine, downloaded on request, and cached as one array.

A data set is looked for in the folder given, else in the environment's `CNN_DATA`, else in the
user's cache folder. What is found is decoded once into one uint8 array in the cache folder, which
later opens without being read.
"""

import gzip
import hashlib
import json
import os
import socket
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from cnnkit.data_generated import generated_digits

Split = Literal["train", "test"]

# Names of the IDX files as MNIST distributes them.
_MNIST_FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}
# Where they lie below a root: torchvision's folder, a folder of raw files, the root itself.
_MNIST_FOLDERS = ("MNIST/raw", "mnist", ".")
_MNIST_HOST = ("ossci-datasets.s3.amazonaws.com", 443)


class DataMissingError(FileNotFoundError):
    """A data set is not on this machine; the message names the ways to get it."""


@dataclass(frozen=True)
class Digits:
    """Grey pictures of digits.

    Invariants: `images` is uint8 of shape `(N, 28, 28)`, 0 is black; `labels` is uint8 of shape
    `(N,)`; neither can be written to.
    """

    images: np.ndarray
    labels: np.ndarray
    source: str


def digits(root: Path | str | None = None, *, download: bool = False) -> Digits:
    """MNIST's test split, or generated digits where there is none; prints which.

    Args:
        root: Folder to look in; see the module.
        download: Whether to try a download when nothing is found.

    Returns:
        10,000 pictures of MNIST, or 1,000 generated ones.
    """
    try:
        found = load_mnist(root, "test", download=download)
    except DataMissingError as error:
        images, labels = generated_digits(1000, seed=0)
        print(f"{error}\nUntil then the pictures below show generated digits.")
        return Digits(_frozen(images), _frozen(labels), "generated")
    print(f"MNIST: {len(found.labels):,} test pictures from {found.source}.")
    return found


def load_mnist(
    root: Path | str | None = None, split: Split = "test", *, download: bool = False
) -> Digits:
    """MNIST as uint8 arrays, memory-mapped from the cache.

    Args:
        root: A torchvision folder, or a folder with the raw IDX files (plain or .gz).
        split: `train` (60,000 pictures) or `test` (10,000).
        download: Whether torchvision may fetch it into the cache folder when it is not found.

    Returns:
        The pictures and their labels.

    Raises:
        DataMissingError: If it is nowhere and cannot be downloaded.
        ValueError: If a file is damaged.
    """
    cache = cache_folder()
    roots = _roots(root)
    files = _find_mnist(roots, split)
    if files is None and download and _reachable(_MNIST_HOST):
        _download_mnist(cache, split)
        files = _find_mnist([cache], split)
    if files is None:
        # A cached array alone serves when no root was asked for by name.
        packed = _open_cached(cache / f"mnist-{split}.npy", None) if root is None else None
        if packed is None:
            raise DataMissingError(_how_to_get_mnist(roots))
        return _unpack(packed, "the cache")
    packed = _open_cached(cache / f"mnist-{split}.npy", _fingerprint(files))
    if packed is None:
        packed = _pack(read_idx(files[0]), read_idx(files[1]))
        packed = _store(cache / f"mnist-{split}.npy", packed, _fingerprint(files))
    return _unpack(packed, _name(files[0].parent))


def read_idx(path: Path) -> np.ndarray:
    """Read an IDX file of unsigned bytes, plain or gzipped.

    Format: two zero bytes, type code 8, number of dimensions, each dimension as a big-endian
    32-bit integer, then the values.

    Args:
        path: The file.

    Returns:
        Its uint8 array.

    Raises:
        ValueError: If it is not such a file.
    """
    try:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    except (EOFError, OSError) as error:
        raise ValueError(f"{path} is damaged ({error}); delete it and get it again.") from error
    dimensions = data[3] if len(data) > 4 and data[:3] == b"\0\0\x08" else 0
    start = 4 + 4 * dimensions
    shape = tuple(np.frombuffer(data[4:start], dtype=">u4").tolist())
    if not dimensions or len(data) - start != int(np.prod(shape, dtype=object)):
        raise ValueError(f"{path} is not a whole IDX file of bytes; delete it and get it again.")
    return np.frombuffer(data, dtype=np.uint8, offset=start).reshape(shape)


def cache_folder() -> Path:
    """The user's cache folder for data sets; it need not exist."""
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local"))
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return base / "cnnkit"


def _roots(root: Path | str | None) -> list[Path]:
    if root is not None:
        return [Path(root)]
    named = os.environ.get("CNN_DATA")
    return [*([Path(named)] if named else []), cache_folder()]


def _find_mnist(roots: list[Path], split: Split) -> tuple[Path, Path] | None:
    for folder in (root / sub for root in roots for sub in _MNIST_FOLDERS):
        for suffix in ("", ".gz"):
            images, labels = (folder / f"{name}{suffix}" for name in _MNIST_FILES[split])
            if images.is_file() and labels.is_file():
                return images, labels
    return None


def _how_to_get_mnist(roots: list[Path]) -> str:
    return (
        f"MNIST is not in {' or '.join(_name(root) for root in roots)}. Three ways to get it: "
        "run data.load_mnist(download=True) with a network; or set CNN_DATA to a folder that "
        "torchvision has downloaded to; or put t10k-images-idx3-ubyte.gz and "
        f"t10k-labels-idx1-ubyte.gz into {_name(cache_folder() / 'mnist')}."
    )


def _name(path: Path) -> str:
    """How messages call a folder: without what a shared notebook should not tell of its owner."""
    named = os.environ.get("CNN_DATA")
    for base, name in ((named, "$CNN_DATA"), (cache_folder().parent, "the user's cache folder")):
        if base and path.is_relative_to(base):
            return str(Path(name) / path.relative_to(base))
    return path.name or str(path)


def _reachable(address: tuple[str, int], seconds: float = 3.0) -> bool:
    """Whether a host answers; keeps a machine without a network from waiting for time-outs."""
    try:
        socket.create_connection(address, timeout=seconds).close()
    except OSError:
        return False
    return True


def _download_mnist(cache: Path, split: Split) -> None:
    from torchvision.datasets import MNIST  # needed for a download only, and slow to import

    try:
        MNIST(root=str(cache), train=split == "train", download=True)
    except (OSError, RuntimeError) as error:
        print(f"The download of MNIST failed: {error}")


def _pack(images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """One array of shape (N, 785): a label, then 784 pixels."""
    if images.shape[1:] != (28, 28) or labels.shape != images.shape[:1]:
        raise ValueError(
            f"MNIST should be pictures of 28x28 with a label each, not {images.shape} and "
            f"{labels.shape}; delete the files and get them again."
        )
    return np.concatenate([labels[:, None], images.reshape(len(images), -1)], axis=1)


def _unpack(packed: np.ndarray, source: str) -> Digits:
    return Digits(_frozen(packed[:, 1:].reshape(-1, 28, 28)), _frozen(packed[:, 0]), source)


def _frozen(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array


def _fingerprint(files: tuple[Path, ...]) -> list[list[object]]:
    """What tells files from changed ones without reading them."""
    stats = [(file.resolve(), file.stat()) for file in files]
    return [[str(path), stat.st_size, stat.st_mtime_ns] for path, stat in stats]


def _open_cached(path: Path, fingerprint: list[list[object]] | None) -> np.ndarray | None:
    """The cached array, or None when it is missing, damaged or made from other files."""
    try:
        record = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        packed = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError):
        return None
    if fingerprint is not None and record.get("files") != fingerprint:
        return None
    return packed if record.get("sha256") == _sha256(packed) else None


def _store(path: Path, packed: np.ndarray, fingerprint: list[list[object]]) -> np.ndarray:
    """Write array and hash; a cache that cannot be written is done without."""
    record = json.dumps({"sha256": _sha256(packed), "files": fingerprint}, indent=2)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent) as folder:
            np.save(Path(folder) / "array.npy", packed)
            (Path(folder) / "record.json").write_text(record, encoding="utf-8")
            (Path(folder) / "array.npy").replace(path)
            (Path(folder) / "record.json").replace(path.with_suffix(".json"))
        return np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        print(f"The cache cannot be written ({error.strerror}); MNIST is decoded again next time.")
        return packed


def _sha256(packed: np.ndarray) -> str:
    return hashlib.sha256(np.ascontiguousarray(packed)).hexdigest()
