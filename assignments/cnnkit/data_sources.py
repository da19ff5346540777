"""The forms in which CIFAR-10 lies on a disk, and reading each of them.

torchvision's folder, a tree of pictures (`train|test/<class>/*.png|jpg`), or an archive of such a
tree (tar, zip).
"""

import io
import tarfile
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path, PurePosixPath
from typing import Literal

import numpy as np

from cnnkit.data_cache import Split

# In the order of their labels, which is the alphabet's.
CIFAR10_CLASSES = (
    *("airplane", "automobile", "bird", "cat", "deer"),
    *("dog", "frog", "horse", "ship", "truck"),
)
TORCHVISION_FOLDER = "cifar-10-batches-py"

_TREES = (".", "cifar10", "cifar10-images", "CIFAR-10-images")
_ARCHIVES = (".tar.gz", ".tgz", ".tar", ".zip")
_PICTURES = frozenset({".png", ".jpg", ".jpeg"})
_SHAPE = (32, 32, 3)


@dataclass(frozen=True)
class Source:
    """A place that holds CIFAR-10: `path` is the root, the tree or the archive, by its kind."""

    path: Path
    kind: Literal["torchvision", "tree", "archive"]

    def made_of(self, split: Split) -> list[Path]:
        """The files or folders whose change means that the pictures may have changed."""
        if self.kind == "torchvision":
            return sorted((self.path / TORCHVISION_FOLDER).iterdir())
        if self.kind == "tree":
            return [self.path / split / name for name in CIFAR10_CLASSES]
        return [self.path]

    def read(self, split: Split) -> tuple[np.ndarray, np.ndarray]:
        """Decode a split; in trees the classes take turns, so any beginning is balanced.

        Args:
            split: Which one.

        Returns:
            Pictures, uint8 `(N, 32, 32, 3)`, and labels, uint8 `(N,)`.

        Raises:
            ValueError: If a picture is damaged or of another size, or there is none.
        """
        if self.kind == "torchvision":
            return _read_torchvision(self.path, split)
        if self.kind == "tree":
            return _decode(_tree(self.path / split), self.path.name, split)
        archived = _zip if self.path.suffix == ".zip" else _tar
        return _decode(archived(self.path, split), self.path.name, split)


def find_source(root: Path, split: Split) -> Source | None:
    """What there is of CIFAR-10 below a root, or in an archive that is given as the root.

    Args:
        root: A folder or an archive.
        split: The split that must be there.

    Returns:
        The first form found: torchvision's folder, a tree, an archive.
    """
    if root.is_file():
        return Source(root, "archive") if root.name.endswith(_ARCHIVES) else None
    if root.name == TORCHVISION_FOLDER:
        root = root.parent
    if (root / TORCHVISION_FOLDER / "batches.meta").is_file():
        return Source(root, "torchvision")
    for tree in (root / below for below in _TREES):
        if all((tree / split / name).is_dir() for name in CIFAR10_CLASSES):
            return Source(tree, "tree")
    archives = [path for path in sorted(root.glob("[cC][iI][fF][aA][rR]*10*")) if _is_tree_in(path)]
    return Source(archives[0], "archive") if archives else None


def _is_tree_in(path: Path) -> bool:
    """Whether a name is that of an archive of pictures, not of the arrays CIFAR-10 comes in."""
    original = ("-python.tar.gz", "-binary.tar.gz", "-matlab.tar.gz")
    return path.name.endswith(_ARCHIVES) and not path.name.endswith(original)


def _read_torchvision(root: Path, split: Split) -> tuple[np.ndarray, np.ndarray]:
    from torchvision.datasets import CIFAR10  # slow to import; compares hashes before unpickling

    try:
        found = CIFAR10(root=str(root), train=split == "train", download=False)
    except RuntimeError as error:
        raise ValueError(
            f"{TORCHVISION_FOLDER} is incomplete or damaged; delete it and get it again."
        ) from error
    return np.ascontiguousarray(found.data), np.array(found.targets, np.uint8)


def _tree(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Class, name and bytes of each picture in a folder of class folders."""
    for name in CIFAR10_CLASSES:
        for path in sorted((folder / name).iterdir()):
            if path.suffix.lower() in _PICTURES:
                yield name, path.name, path.read_bytes()


def _tar(path: Path, split: Split) -> Iterator[tuple[str, str, bytes]]:
    try:
        with tarfile.open(path) as archive:
            for member in archive:
                place = _place(member.name, split) if member.isfile() else None
                content = archive.extractfile(member) if place else None
                if place and content:
                    yield *place, content.read()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise ValueError(f"{path.name} is damaged ({error}); get it again.") from error


def _zip(path: Path, split: Split) -> Iterator[tuple[str, str, bytes]]:
    try:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                if place := _place(name, split):
                    yield *place, archive.read(name)
    except (zipfile.BadZipFile, OSError) as error:
        raise ValueError(f"{path.name} is damaged ({error}); get it again.") from error


def _place(name: str, split: Split) -> tuple[str, str] | None:
    """Class and file name of an archive's member, if it is a picture of the split."""
    parts = PurePosixPath(name)
    if parts.suffix.lower() not in _PICTURES or len(parts.parts) < 3:
        return None
    folder, label, file = parts.parts[-3:]
    return (label, file) if folder == split and label in CIFAR10_CLASSES else None


def _decode(
    pictures: Iterable[tuple[str, str, bytes]], source: str, split: Split
) -> tuple[np.ndarray, np.ndarray]:
    by_class: dict[str, list[tuple[str, np.ndarray]]] = {name: [] for name in CIFAR10_CLASSES}
    for label, name, content in pictures:
        by_class[label].append((name, _pixels(content, f"{source}: {split}/{label}/{name}")))
    columns = [
        [(array, number) for _, array in sorted(by_class[label], key=lambda found: found[0])]
        for number, label in enumerate(CIFAR10_CLASSES)
    ]
    mixed = [found for turn in zip_longest(*columns) for found in turn if found is not None]
    if not mixed:
        raise ValueError(f"{source} holds no picture under {split}/<class>/.")
    images = np.stack([array for array, _ in mixed])
    return images, np.array([number for _, number in mixed], np.uint8)


def _pixels(content: bytes, name: str) -> np.ndarray:
    from PIL import Image, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(content)) as picture:
            array = np.asarray(picture.convert("RGB"))
    except (UnidentifiedImageError, OSError) as error:
        raise ValueError(f"{name} is no picture that can be read; get it again.") from error
    if array.shape != _SHAPE:
        raise ValueError(f"{name} is {array.shape[1]}x{array.shape[0]}, CIFAR-10 is 32x32.")
    return array
