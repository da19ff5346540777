"""A class folder as a tree of plain entries: a folder on disk, or a zip that is never extracted.

Formats read names from a tree; intake reads files through it. A tree can be sent to another process
that sees the same files.
"""

import os
import stat
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from autograder.intake.litter import litter_in
from autograder.intake.node import Kind, Node
from autograder.intake.plain_files import printable, read_plain
from autograder.intake.unpack import read_member
from autograder.intake.zip_listing import listing_of
from autograder.records.errors import IntakeError

MAX_DEPTH = 16
MAX_WALKED = 50_000
"""Entries of one hand-in, litter not counted; far above any honest one."""


@dataclass(frozen=True)
class FolderTree:
    """A folder on disk.

    Attributes:
        root: The folder.
        hidden: Paths that are not there, such as the folder of the results.
    """

    root: Path
    hidden: tuple[Path, ...] = ()

    def children(self, folder: str = "") -> tuple[Node, ...]:
        """Entries of a folder of the tree, sorted by name; links are not followed.

        Raises:
            IntakeError: If it cannot be read.
        """
        place = self.root / folder if folder else self.root
        try:
            with os.scandir(place) as listing:
                found = sorted(listing, key=lambda entry: os.fsencode(entry.name))
            prefix = folder + "/" if folder else ""
            real = Path(os.path.realpath(place)) if self.hidden else place
            return tuple(
                _node(prefix, entry) for entry in found if not self._hides(real / entry.name)
            )
        except OSError as error:
            raise IntakeError(f"{printable(place.name)} cannot be read ({error.strerror}).") from (
                error
            )

    def node(self, path: str) -> Node | None:
        """The entry at a path; None if there is none."""
        try:
            mode = (self.root / path).lstat()
        except OSError:
            return None
        return Node(path, _kind(mode.st_mode), mode.st_size)

    def read(self, path: str, limit: int) -> bytes:
        """Content of a file; see `read_plain`."""
        return read_plain(self.root / path, limit)

    def where(self, path: str) -> Path:
        """Where an entry lies, for messages to staff."""
        return self.root / path

    def _hides(self, path: Path) -> bool:
        """Whether an entry is hidden, or a folder that leads to something hidden alone."""
        if path in self.hidden:
            return True
        leads = any(path in hidden.parents for hidden in self.hidden)
        return leads and all(self._hides(inside) for inside in path.iterdir())


@dataclass(frozen=True)
class ZipTree:
    """A zip of a whole class. Members are read one by one and never extracted.

    Attributes:
        archive: The file.
        prefix: A folder of the zip that is the root of the tree; empty or ends with a slash.
    """

    archive: Path
    prefix: str = ""

    def children(self, folder: str = "") -> tuple[Node, ...]:
        """Entries of a folder of the tree, sorted by name."""
        return self._listing().get(self.prefix + (folder + "/" if folder else ""), ())

    def node(self, path: str) -> Node | None:
        """The entry at a path; None if there is none."""
        found = listing_of(self.archive).nodes.get(self.prefix + path)
        return None if found is None else Node(path, found.kind, found.size)

    def read(self, path: str, limit: int) -> bytes:
        """Content of a member.

        Raises:
            IntakeError: If it is larger than `limit` bytes, damaged or encrypted.
        """
        index = listing_of(self.archive).places[self.prefix + path]
        where = printable(path)
        try:
            with zipfile.ZipFile(self.archive) as archive:
                return read_member(archive, archive.infolist()[index], limit, where)
        except OSError as error:
            raise IntakeError(f"{self.archive} cannot be read ({error.strerror}).") from error

    def where(self, path: str) -> Path:
        """Where an entry lies, for messages to staff."""
        return self.archive / path

    def _listing(self) -> dict[str, tuple[Node, ...]]:
        listing = listing_of(self.archive).folders
        if not self.prefix:
            return listing
        cut = len(self.prefix)
        return {
            folder: tuple(Node(node.path[cut:], node.kind, node.size) for node in nodes)
            for folder, nodes in listing.items()
            if folder.startswith(self.prefix)
        }


Tree = FolderTree | ZipTree


def walk(tree: Tree, folder: str, litter: set[str]) -> Iterator[Node]:
    """Everything below a folder but folders themselves, in a fixed order, without litter.

    Args:
        tree: Where it lies.
        folder: Its path in the tree.
        litter: The litter that was passed over is added, relative to the folder.

    Raises:
        IntakeError: If it is nested too deeply, holds too much, or cannot be read.
    """
    cut = len(folder) + 1 if folder else 0
    shown = printable(folder.rsplit("/", 1)[-1])
    stack, count = [folder], 0
    while stack:
        current = stack.pop()
        if current[cut:].count("/") > MAX_DEPTH:
            raise IntakeError(f"{shown} is nested too deeply; hand in the notebook and its files.")
        for node in tree.children(current):
            found = litter_in(printable(node.path[cut:]))
            if found is not None:
                litter.add(found)
                continue
            count += 1
            if count > MAX_WALKED:
                raise IntakeError(
                    f"{shown} holds more than {MAX_WALKED} files; "
                    "hand in the notebook and its files only."
                )
            if node.kind == "folder":
                stack.append(node.path)
            else:
                yield node


def peek(tree: Tree, folder: str) -> tuple[Node, ...]:
    """Entries of a folder whose name is being read; none where it cannot be opened.

    Whoever reads the hand-in itself is told why.
    """
    try:
        return tree.children(folder)
    except IntakeError:
        return ()


def open_zip(path: Path) -> ZipTree:
    """The tree of a class zip.

    Raises:
        IntakeError: If it is not a zip or lists more than a class could hand in.
    """
    listing_of(path)
    return ZipTree(path)


def _node(prefix: str, entry: os.DirEntry[str]) -> Node:
    info = entry.stat(follow_symlinks=False)
    return Node(prefix + entry.name, _kind(info.st_mode), info.st_size)


def _kind(mode: int) -> Kind:
    if stat.S_ISLNK(mode):
        return "link"
    if stat.S_ISDIR(mode):
        return "folder"
    return "file" if stat.S_ISREG(mode) else "other"
