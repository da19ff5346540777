"""Colour pictures of ten classes: CIFAR-10 where it is, generated shapes where it is not."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from urllib.parse import urlparse

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
    record_of,
    roots,
    store,
)
from cnnkit.data_shapes import SHAPE_CLASSES, generated_shapes
from cnnkit.data_sources import CIFAR10_CLASSES, Source, find_source

__all__ = ["CIFAR10_CLASSES", "Images", "load_cifar10", "load_images", "load_shapes"]

# Generated pictures that stand in for a split of CIFAR-10, and their seed.
_SHAPES: dict[Split, tuple[int, int]] = {"train": (10_000, 0), "test": (2_000, 1)}


@dataclass(frozen=True)
class Images:
    """Labelled colour pictures.

    Invariants: `images` is uint8 of shape `(N, H, W, 3)`; `labels` is int64 of shape `(N,)` and
    indexes `classes`; neither array can be written to. `source` says where they come from.
    """

    images: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]
    source: str

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, indices: slice | Sequence[int] | np.ndarray) -> "Images":
        """Some of the pictures, in the order of the indices.

        Args:
            indices: Positions, or a slice (which copies nothing).

        Returns:
            Pictures and labels at these positions.
        """
        chosen = indices if isinstance(indices, slice) else np.asarray(indices, dtype=np.int64)
        images, labels = self.images[chosen], self.labels[chosen]
        return Images(frozen(images), frozen(labels), self.classes, self.source)


def load_images(split: Split, root: Path | str | None = None) -> Images:
    """CIFAR-10 if it is on this machine, else generated shapes; prints which.

    Args:
        split: `train` or `test`.
        root: Folder to look in; else `CNN_DATA` and the cache folder.

    Returns:
        50,000 or 10,000 pictures of CIFAR-10, or 10,000 or 2,000 shapes.
    """
    try:
        found = load_cifar10(root, split)
    except DataMissingError as error:
        count, seed = _SHAPES[_checked(split)]
        print(f"{error}\nUntil then {count:,} generated shapes stand in for its {split} split.")
        return load_shapes(count, seed)
    print(f"CIFAR-10: {len(found):,} {split} pictures from {found.source}.")
    return found


def load_shapes(count: int, seed: int = 0) -> Images:
    """Generated 32x32 pictures of ten shapes.

    Args:
        count: Number of pictures.
        seed: Seed of everything random.

    Returns:
        The pictures, in random order and with equally frequent classes.
    """
    images, labels = generated_shapes(count, seed)
    return Images(frozen(images), frozen(labels), SHAPE_CLASSES, "generated shapes")


def load_cifar10(
    root: Path | str | None = None, split: Split = "train", *, download: bool = False
) -> Images:
    """CIFAR-10 as one uint8 array, memory-mapped from the cache.

    Args:
        root: A folder that torchvision downloaded to, a tree `train|test/<class>/*.png|jpg`, or
            an archive of such a tree; else `CNN_DATA` and the cache folder are searched.
        split: `train` (50,000 pictures) or `test` (10,000).
        download: Whether torchvision may fetch it into the cache folder when it is not found.

    Returns:
        The pictures.

    Raises:
        DataMissingError: If it is nowhere and cannot be downloaded.
        ValueError: If a file is damaged.
    """
    places = roots(root)
    source = _find(places, _checked(split))
    if source is None and root is None and (kept := _any_cached(split)):
        return kept
    if source is None and download:
        source = _download(cache_folder(), split)
    if source is None:
        raise DataMissingError(_how_to_get(places))
    path, made_from = _cache_path(source, split), fingerprint(source.made_of(split))
    flat = open_cached(path, made_from)
    if flat is None:
        print(f"CIFAR-10: decoding the {split} split from {name_of(source.path)}, once.")
        images, labels = source.read(split)
        # Pictures, then labels: two contiguous views of one array.
        flat = np.concatenate([images.reshape(-1), labels])
        flat = store(path, flat, made_from, {"source": name_of(source.path)})
    return _unpack(flat, name_of(source.path))


def _checked(split: str) -> Split:
    if split in ("train", "test"):
        return cast("Split", split)
    raise ValueError(f'split is "train" or "test", not {split!r}.')


def _find(places: list[Path], split: Split) -> Source | None:
    found = (find_source(place, split) for place in places)
    return next((source for source in found if source is not None), None)


def _cache_path(source: Source, split: Split) -> Path:
    """One file for each source, so that a small one does not displace a large one."""
    key = hashlib.sha256(str(source.path.resolve()).encode()).hexdigest()[:12]
    return cache_folder() / f"cifar10-{split}-{key}.npy"


def _any_cached(split: Split) -> Images | None:
    """The latest cached array of a split, whose source may be gone."""
    cached = cache_folder().glob(f"cifar10-{split}-*.npy")
    for path in sorted(cached, key=lambda file: file.stat().st_mtime_ns, reverse=True):
        if (flat := open_cached(path, None)) is not None:
            return _unpack(flat, f"the cache, made from {record_of(path).get('source', '?')}")
    return None


def _unpack(flat: np.ndarray, source: str) -> Images:
    count, rest = divmod(flat.size, 32 * 32 * 3 + 1)
    if rest or flat.ndim != 1:
        raise ValueError("The cached array of CIFAR-10 has another form; delete it.")
    images = flat[:-count].reshape(count, 32, 32, 3)
    labels = flat[-count:].astype(np.int64)
    return Images(frozen(images), frozen(labels), CIFAR10_CLASSES, source)


def _download(cache: Path, split: Split) -> Source | None:
    """Fetch by torchvision into the cache folder; None, with a line, when that fails."""
    from torchvision.datasets import CIFAR10  # needed for a download only, and slow to import

    address = urlparse(CIFAR10.url)
    port = address.port or (443 if address.scheme == "https" else 80)
    if not reachable((address.hostname or "", port)):
        return None
    try:
        CIFAR10(root=str(cache), train=split == "train", download=True)
    except (OSError, RuntimeError) as error:
        print(f"The download of CIFAR-10 failed: {error}")
        return None
    return find_source(cache, split)


def _how_to_get(places: list[Path]) -> str:
    return (
        f"CIFAR-10 is not in {' or '.join(name_of(place) for place in places)}. Three ways to get "
        "it: run data.load_cifar10(download=True) with a network; or set CNN_DATA to a folder that "
        "torchvision has downloaded to; or set it to a folder with train/<class>/*.png and "
        "test/<class>/*.png, or with an archive cifar10-images.tar.gz or .zip of these."
    )
