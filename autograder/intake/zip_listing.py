"""What a class zip lists: its entries by folder, whatever archiver wrote it."""

import functools
import os
import stat
import zipfile
from dataclasses import dataclass
from pathlib import Path

from autograder.intake.node import Kind, Node
from autograder.intake.plain_files import printable
from autograder.intake.unpack import check_directory, member_path
from autograder.records.errors import IntakeError

MAX_CLASS_MEMBERS = 500_000
MAX_CLASS_DEPTH = 64
MAX_CLASS_DIRECTORY = 256 * 1024 * 1024


@dataclass(frozen=True)
class Listing:
    """The list of a zip.

    Attributes:
        folders: Entries by folder, which is empty or ends with a slash.
        nodes: Entries by path.
        places: The place of each file in the archive's own list, by path.
    """

    folders: dict[str, tuple[Node, ...]]
    nodes: dict[str, Node]
    places: dict[str, int]


def listing_of(path: Path) -> Listing:
    """The list of a zip; read once as long as the file does not change.

    Raises:
        IntakeError: If it cannot be read, is not a zip, or lists more than a class could hand in.
    """
    try:
        info = path.stat()
    except OSError as error:
        raise IntakeError(f"{path} cannot be read ({error.strerror}).") from error
    return _read(path, info.st_size, info.st_mtime_ns)


@functools.lru_cache(maxsize=4)
def _read(path: Path, size: int, changed: int) -> Listing:
    where = printable(path.name)
    try:
        with path.open("rb") as file:
            check_directory(file, size, where, MAX_CLASS_MEMBERS, MAX_CLASS_DIRECTORY)
        with zipfile.ZipFile(path) as archive:
            infos = archive.infolist()
    except OSError as error:
        raise IntakeError(f"{path} cannot be read ({error.strerror}).") from error
    except IntakeError:
        raise
    except Exception as error:
        # What the reader of archives raises about a stranger's bytes has no common base.
        raise IntakeError(f"{where} is damaged or not a zip ({error}); get it again.") from error
    return _arranged([_member(info) for info in infos], infos)


def _arranged(members: list[tuple[str, Kind]], infos: list[zipfile.ZipInfo]) -> Listing:
    folders: dict[str, dict[str, Node]] = {"": {}}
    for path, kind in members:
        _add_folders(folders, path if kind == "folder" else path.rpartition("/")[0])
    places: dict[str, int] = {}
    for place, (path, kind) in enumerate(members):
        if kind == "folder":
            continue
        free = _free(path, places, folders)
        places[free] = place
        folders[_slashed(path.rpartition("/")[0])][free] = Node(free, kind, infos[place].file_size)
    listing = {
        folder: tuple(sorted(nodes.values(), key=lambda node: os.fsencode(node.path)))
        for folder, nodes in folders.items()
    }
    nodes = {node.path: node for entries in listing.values() for node in entries}
    return Listing(listing, nodes, places)


def _member(info: zipfile.ZipInfo) -> tuple[str, Kind]:
    """A member's path in the tree and its kind; an unsafe path becomes one plain name."""
    path = member_path(info)
    if path is None or path.count("/") > MAX_CLASS_DEPTH:
        name = "".join(c if c.isprintable() and c not in "/\\" else "_" for c in info.orig_filename)
        return name.strip(". ") or "unnamed", "other"
    whole = "/".join(part for part in path.split("/") if part not in ("", "."))
    if info.is_dir() or path.endswith("/"):
        return whole, "folder"
    mode = stat.S_IFMT(info.external_attr >> 16)
    if mode == stat.S_IFLNK:
        return whole, "link"
    return whole or "unnamed", "file" if mode in (0, stat.S_IFREG) else "other"


def _free(path: str, taken: dict[str, int], folders: dict[str, dict[str, Node]]) -> str:
    """The path, with a number before its ending if something else has it already."""
    head, dot, ending = path.rpartition(".")
    head, ending = (head, dot + ending) if dot and "/" not in ending else (path, "")
    free, number = path, 1
    while free in taken or free + "/" in folders:
        number += 1
        free = f"{head} ({number}){ending}"
    return free


def _slashed(folder: str) -> str:
    return folder + "/" if folder else ""


def _add_folders(folders: dict[str, dict[str, Node]], folder: str) -> None:
    """Enter a folder of a zip and all above it."""
    fresh = []
    while folder and folder + "/" not in folders:
        fresh.append(folder)
        folder = folder.rpartition("/")[0]
    for path in reversed(fresh):
        folders[path + "/"] = {}
        folders[_slashed(path.rpartition("/")[0])][path] = Node(path, "folder")
