"""MNIST's pictures of digits, from the files that its authors distribute."""

import gzip
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnkit.data_cache import (
    DataMissingError,
    Split,
    cache_folder,
    fingerprint,
    frozen,
    name_of,
    open_cached,
    reachable,
    roots,
    store,
)
from cnnkit.data_generated import generated_digits

# Names of the IDX files as MNIST distributes them.
_MNIST_FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}
# Where they lie below a root: torchvision's folder, a folder of raw files, the root itself.
_MNIST_FOLDERS = ("MNIST/raw", "mnist", ".")
_MNIST_HOST = ("ossci-datasets.s3.amazonaws.com", 443)


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
        root: Folder to look in; else `CNN_DATA` and the cache folder.
        download: Whether to try a download when nothing is found.

    Returns:
        10,000 pictures of MNIST, or 1,000 generated ones.
    """
    try:
        found = load_mnist(root, "test", download=download)
    except DataMissingError as error:
        images, labels = generated_digits(1000, seed=0)
        print(f"{error}\nUntil then the pictures below show generated digits.")
        return Digits(frozen(images), frozen(labels), "generated")
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
    places = roots(root)
    files = _find_mnist(places, split)
    if files is None and download and reachable(_MNIST_HOST):
        _download_mnist(cache, split)
        files = _find_mnist([cache], split)
    if files is None:
        # A cached array alone serves when no root was asked for by name.
        packed = open_cached(cache / f"mnist-{split}.npy", None) if root is None else None
        if packed is None:
            raise DataMissingError(_how_to_get_mnist(places))
        return _unpack(packed, "the cache")
    packed = open_cached(cache / f"mnist-{split}.npy", fingerprint(files))
    if packed is None:
        packed = _pack(read_idx(files[0]), read_idx(files[1]))
        packed = store(cache / f"mnist-{split}.npy", packed, fingerprint(files))
    return _unpack(packed, name_of(files[0].parent))


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


def _find_mnist(places: list[Path], split: Split) -> tuple[Path, Path] | None:
    for folder in (root / sub for root in places for sub in _MNIST_FOLDERS):
        for suffix in ("", ".gz"):
            images, labels = (folder / f"{name}{suffix}" for name in _MNIST_FILES[split])
            if images.is_file() and labels.is_file():
                return images, labels
    return None


def _how_to_get_mnist(places: list[Path]) -> str:
    return (
        f"MNIST is not in {' or '.join(name_of(root) for root in places)}. Three ways to get it: "
        "run data.load_mnist(download=True) with a network; or set CNN_DATA to a folder that "
        "torchvision has downloaded to; or put t10k-images-idx3-ubyte.gz and "
        f"t10k-labels-idx1-ubyte.gz into {name_of(cache_folder() / 'mnist')}."
    )


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
    return Digits(frozen(packed[:, 1:].reshape(-1, 28, 28)), frozen(packed[:, 0]), source)
