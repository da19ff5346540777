"""The forms in which CIFAR-10 and MNIST lie on disks; torchvision reads them all."""

import gzip
import io
import socket
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable
from functools import partial
from itertools import zip_longest
from pathlib import Path, PurePath
from typing import NamedTuple
from urllib.parse import urlparse

import numpy as np

from cnnkit.data.folders import Split, cache_folder

# In the order of their labels, which is the alphabet's.
CIFAR10_CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
TORCHVISION = "cifar-10-batches-py"
_TREES = (".", "cifar10", "cifar10-images", "CIFAR-10-images")
_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip")
# Archives of the arrays that CIFAR-10 comes in, not of pictures.
_ORIGINALS = ("-python.tar.gz", "-binary.tar.gz", "-matlab.tar.gz")
_PICTURES = frozenset({".png", ".jpg", ".jpeg"})
_MNIST_NAMES: dict[Split, str] = {"train": "train", "test": "t10k"}
_MNIST_FOLDERS = ("MNIST/raw", "mnist", ".")

Pair = tuple[np.ndarray, np.ndarray]
"""Pictures, uint8 (N, ...), and labels, uint8 (N,)."""


class OnDisk(NamedTuple):
    """A data set found: its place, the files that it is made of, and how to read them.

    `read` raises ValueError where a file is damaged.
    """

    place: Path
    files: list[Path]
    read: Callable[[], Pair]


def find_mnist(root: Path, split: Split) -> OnDisk | None:
    """MNIST's IDX files below a root: in torchvision's folder, in `mnist`, or in the root."""
    name = _MNIST_NAMES[split]
    for folder in (root / below for below in _MNIST_FOLDERS):
        for end in ("", ".gz"):
            files = [
                folder / f"{name}-{kind}-ubyte{end}" for kind in ("images-idx3", "labels-idx1")
            ]
            if all(file.is_file() for file in files):
                return OnDisk(folder, files, partial(_mnist, files))
    return None


def find_cifar10(root: Path, split: Split) -> OnDisk | None:
    """A folder of torchvision, a tree of pictures or an archive of one: the root, or below it."""
    for folder in (root, root / TORCHVISION):
        if folder.name == TORCHVISION and (folder / "batches.meta").is_file():
            files = sorted(folder.iterdir())
            return OnDisk(folder.parent, files, partial(_batches, folder.parent, split))
    for tree in (root / below for below in _TREES):
        classes = [tree / split / name for name in CIFAR10_CLASSES]
        if all(path.is_dir() for path in classes):
            return OnDisk(tree, classes, partial(_tree, tree, split, tree.name))
    for path in [root, *sorted(root.glob("[cC][iI][fF][aA][rR]*10*"))]:
        if path.is_file() and path.name.endswith(_ARCHIVES) and not path.name.endswith(_ORIGINALS):
            return OnDisk(path, [path], partial(_archive, path, split))
    return None


def download(name: str, split: Split) -> None:
    """Let torchvision fetch a data set into the cache folder; a failure is said in a line.

    Args:
        name: Name of its class in `torchvision.datasets`.
        split: Which split.
    """
    import torchvision.datasets  # slow to import

    dataset = getattr(torchvision.datasets, name)
    url = urlparse(dataset.mirrors[0] if hasattr(dataset, "mirrors") else dataset.url)
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        # A sign of life first: without a network torchvision may wait for minutes.
        socket.create_connection((url.hostname or "", port), timeout=3).close()
        dataset(root=str(cache_folder()), train=split == "train", download=True)
    except (OSError, RuntimeError) as error:
        print(f"The download of {name} failed: {error}")


def _mnist(files: list[Path]) -> Pair:
    pictures, labels = map(_idx, files)
    return pictures, labels


def _idx(path: Path) -> np.ndarray:
    from torchvision.datasets.mnist import read_image_file, read_label_file  # slow to import

    read = read_image_file if "images" in path.name else read_label_file
    try:
        with tempfile.TemporaryDirectory() as folder:
            plain = Path(folder) / path.stem if path.suffix == ".gz" else path
            if plain != path:
                plain.write_bytes(gzip.decompress(path.read_bytes()))
            return read(str(plain)).numpy().astype(np.uint8)
    except (
        AssertionError,
        EOFError,
        LookupError,
        OSError,
        RuntimeError,
        ValueError,
        zlib.error,
    ) as error:
        raise ValueError(
            f"{path.name} is damaged ({error}); delete it and get it again."
        ) from error


def _batches(root: Path, split: Split) -> Pair:
    from torchvision.datasets import CIFAR10  # slow to import; compares hashes before unpickling

    try:
        found = CIFAR10(root=str(root), train=split == "train")
    except RuntimeError as error:
        raise ValueError(
            f"{TORCHVISION} is incomplete or damaged; delete it and get it again."
        ) from error
    return found.data, np.array(found.targets, np.uint8)


def _archive(path: Path, split: Split) -> Pair:
    """Decode an archive as it streams by: unpacking 50,000 small files takes minutes."""
    try:
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                read = ((name, partial(archive.read, name)) for name in archive.namelist())
                return _decode(read, split, path.name)
        with tarfile.open(path) as tar:
            files = (member for member in tar if member.isfile())
            return _decode(
                ((file.name, tar.extractfile(file).read) for file in files), split, path.name
            )
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise ValueError(f"{path.name} is damaged ({error}); get it again.") from error


def _tree(tree: Path, split: Split, source: str) -> Pair:
    from torchvision.datasets import ImageFolder  # slow to import

    try:
        found = ImageFolder(str(tree / split))
    except FileNotFoundError as error:
        raise ValueError(f"{source} holds no images under {split}/<class>/.") from error
    return _decode(((path, Path(path).read_bytes) for path, _ in found.samples), split, source)


def _decode(files: Iterable[tuple[str, Callable[[], bytes]]], split: Split, source: str) -> Pair:
    """Decode the pictures among files; the classes take turns: any beginning is balanced."""
    by_class: dict[str, list[tuple[str, np.ndarray]]] = {name: [] for name in CIFAR10_CLASSES}
    for name, read in files:
        parts = PurePath(name)
        if parts.suffix.lower() in _PICTURES and parts.parts[-3:-2] == (split,):
            label, where = parts.parts[-2], "/".join(parts.parts[-3:])
            if label not in by_class:
                raise ValueError(f"{source}: {label!r} is not a class of CIFAR-10.")
            by_class[label].append((parts.name, _pixels(read(), f"{source}: {where}")))
    columns = [
        [pixels for _, pixels in sorted(own, key=lambda p: p[0])] for own in by_class.values()
    ]
    turns = [
        (pixels, label)
        for turn in zip_longest(*columns)
        for label, pixels in enumerate(turn)
        if pixels is not None
    ]
    if not turns:
        raise ValueError(f"{source} holds no images under {split}/<class>/.")
    images, labels = zip(*turns, strict=True)
    return np.stack(images), np.array(labels, np.uint8)


def _pixels(content: bytes, name: str) -> np.ndarray:
    from PIL import Image

    try:
        with Image.open(io.BytesIO(content)) as picture:
            pixels = np.asarray(picture.convert("RGB"))
    except OSError as error:
        raise ValueError(f"{name} is not an image that can be read; get it again.") from error
    if pixels.shape != (32, 32, 3):
        raise ValueError(f"{name} is {pixels.shape[1]}x{pixels.shape[0]}, CIFAR-10 is 32x32.")
    return pixels
