"""Labelled pictures: CIFAR-10 and MNIST where they are, generated ones where they are not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from cnnkit.data.drawn_digits import generated_digits
from cnnkit.data.folders import (
    DataMissingError,
    Split,
    cache_folder,
    decoded,
    frozen,
    latest,
    name_of,
    places,
)
from cnnkit.data.on_disk import CIFAR10_CLASSES, OnDisk, find_cifar10, find_mnist
from cnnkit.data.on_disk import download as download_into_cache
from cnnkit.data.shapes import SHAPE_CLASSES, generated_shapes

# Generated pictures that stand in for a split of CIFAR-10, and their seed.
_STAND_IN: dict[Split, tuple[int, int]] = {"train": (10_000, 0), "test": (2_000, 1)}


@dataclass(frozen=True)
class _DataSet:
    """A published data set: its name, its class in torchvision, and what to put into a folder."""

    name: str
    torchvision: str
    find: Callable[[Path, Split], OnDisk | None]
    classes: tuple[str, ...]
    files: str


_CIFAR10 = _DataSet(
    "CIFAR-10",
    "CIFAR10",
    find_cifar10,
    CIFAR10_CLASSES,
    "cifar10-images.tar.gz (train|test/<class>/*.jpg) or torchvision's cifar-10-batches-py",
)
_MNIST = _DataSet(
    "MNIST",
    "MNIST",
    find_mnist,
    tuple("0123456789"),
    "mnist/t10k-images-idx3-ubyte.gz and mnist/t10k-labels-idx1-ubyte.gz",
)


@dataclass(frozen=True)
class Images:
    """Labelled pictures.

    Invariants: `images` is uint8, `(N, H, W, 3)` in colour or `(N, H, W)` in grey; `labels` is
    int64 of shape `(N,)` and indexes `classes`; neither array can be written to. `source` says
    where they come from.
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

    Raises:
        ValueError: If a file is damaged.
    """
    try:
        found = load_cifar10(root, split)
    except DataMissingError as error:
        count, seed = _STAND_IN[split]
        # Notebooks load the training pictures first: how to get them is said once.
        said = str(error) if split == "train" else "CIFAR-10 is not on this machine."
        print(f"{said}\nUntil then {count:,} generated shapes stand in for its {split} split.")
        return load_shapes(count, seed)
    print(f"CIFAR-10: {len(found):,} {split} images from {found.source}.")
    return found


def load_cifar10(
    root: Path | str | None = None, split: Split = "train", *, download: bool = False
) -> Images:
    """CIFAR-10, memory-mapped from the cache: 50,000 pictures (`train`) or 10,000 (`test`).

    Args:
        root: A folder that torchvision downloaded to, a tree `train|test/<class>/*.png|jpg`, or
            an archive of such a tree; else `CNN_DATA` and the cache folder are searched.
        split: `train` or `test`.
        download: Whether torchvision may fetch it into the cache folder when it is not found.

    Raises:
        DataMissingError: If it is nowhere and cannot be downloaded.
        ValueError: If a file is damaged, or there is no split of that name.
    """
    return _load(_CIFAR10, root, split, download)


def load_mnist(
    root: Path | str | None = None, split: Split = "test", *, download: bool = False
) -> Images:
    """MNIST, memory-mapped from the cache: 60,000 pictures of digits (`train`) or 10,000 (`test`).

    Args:
        root: A torchvision folder, or a folder with the raw IDX files (plain or .gz).
        split: `train` or `test`.
        download: Whether torchvision may fetch it into the cache folder when it is not found.

    Raises:
        DataMissingError: If it is nowhere and cannot be downloaded.
        ValueError: If a file is damaged, or there is no split of that name.
    """
    return _load(_MNIST, root, split, download)


def digits(root: Path | str | None = None, *, download: bool = False) -> Images:
    """MNIST's test split, or 1,000 generated digits where there is none; prints which.

    Args:
        root: Folder to look in; else `CNN_DATA` and the cache folder.
        download: Whether to try a download when nothing is found.
    """
    try:
        found = load_mnist(root, "test", download=download)
    except DataMissingError as error:
        print(f"{error}\nUntil then the images below show generated digits.")
        images, labels = generated_digits(1000, seed=0)
        return Images(frozen(images), frozen(labels), _MNIST.classes, "generated")
    print(f"MNIST: {len(found):,} test images from {found.source}.")
    return found


def load_shapes(count: int, seed: int = 0) -> Images:
    """Generated 32x32 pictures of ten shapes, in random order, with equally frequent classes.

    Args:
        count: Number of pictures.
        seed: Seed of everything random.
    """
    images, labels = generated_shapes(count, seed)
    return Images(frozen(images), frozen(labels), SHAPE_CLASSES, "generated shapes")


def _load(data: _DataSet, root: Path | str | None, split: Split, download: bool) -> Images:
    """The array of the first source that is found, or of one that was found earlier."""
    if split not in ("train", "test"):
        raise ValueError(f'split is "train" or "test", not {split!r}.')
    key, looked = f"{data.torchvision.lower()}-{split}", places(root)
    source = _first(data, looked, split)
    if source is None and root is None and (kept := latest(key)) is not None:
        return _unpacked(kept, data, "the cache")
    if source is None and download:
        download_into_cache(data.torchvision, split)
        source = data.find(cache_folder(), split)
    if source is None:
        name = data.torchvision.lower()
        raise DataMissingError(
            f"{data.name} is not in {' or '.join(map(str, looked))}. With a network, run\n"
            f"    from cnnkit.data import load_{name}; load_{name}(download=True)\n"
            f"or put {data.files} into {looked[-1]}, or into a folder that CNN_DATA names."
        )
    where = name_of(source.place)
    return _unpacked(
        decoded(
            key, source.files, lambda: _packed(source, f"{data.name}: decoding {where}, once.")
        ),
        data,
        where,
    )


def _first(data: _DataSet, looked: list[Path], split: Split) -> OnDisk | None:
    found = (data.find(place, split) for place in looked)
    return next((source for source in found if source is not None), None)


def _packed(source: OnDisk, said: str) -> np.ndarray:
    """Pictures and labels as one array with fields of these names."""
    print(said)
    images, labels = source.read()
    kinds = [("images", np.uint8, images.shape[1:]), ("labels", np.uint8)]
    array = np.empty(len(images), np.dtype(kinds))
    array["images"], array["labels"] = images, labels
    return array


def _unpacked(array: np.ndarray, data: _DataSet, where: str) -> Images:
    return Images(array["images"], frozen(array["labels"].astype(np.int64)), data.classes, where)
