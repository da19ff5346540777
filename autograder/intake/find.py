"""Who handed in what: the submissions in a class folder, in a fixed order."""

import os
import re
import stat
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from autograder.records.errors import IntakeError

MAX_FILES = 500
MAX_DEPTH = 8
NOTEBOOK = ".ipynb"
ARCHIVE = ".zip"

# Absent on Windows: the first refuses a link, the second does not wait for the writer of a pipe.
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_SKIPPED_FOLDERS = frozenset({"__MACOSX", ".ipynb_checkpoints", "__pycache__", ".git"})
_OTTER_STAMP = re.compile(r"^(?P<name>.+)_(?P<stamp>\d{4}_\d{2}_\d{2}T\d{2}_\d{2}_\d{2}_\d{6})$")


@dataclass(frozen=True)
class Found:
    """One student's work as it lies there, unread.

    Attributes:
        student: Name of the student, from the folder or file; unique in a class.
        source: The folder or file.
        late: Whether the source says so; None when it says nothing.
        notes: What a reviewer should know.
    """

    student: str
    source: Path
    late: bool | None = None
    notes: tuple[str, ...] = field(default=())


def skipped(path: str) -> bool:
    """Whether a path is litter of an operating system or an editor, not work."""
    parts = PurePosixPath(path).parts
    return any(part in _SKIPPED_FOLDERS or part.startswith("._") for part in parts) or (
        bool(parts) and parts[-1] in (".DS_Store", "Thumbs.db")
    )


def entries(folder: Path) -> list[Path]:
    """What lies in a class folder, without litter and hidden files, sorted by name.

    Raises:
        IntakeError: If the folder does not exist, is none, or cannot be read.
    """
    try:
        found = sorted(folder.iterdir(), key=lambda path: os.fsencode(path.name))
    except FileNotFoundError as error:
        raise IntakeError(
            f"The folder of submissions {folder} does not exist; check the path."
        ) from error
    except NotADirectoryError as error:
        raise IntakeError(f"{folder} is not a folder of submissions; check the path.") from error
    except OSError as error:
        raise IntakeError(f"{folder} cannot be read ({error.strerror}).") from error
    return [path for path in found if not skipped(path.name) and not path.name.startswith(".")]


def split_stamp(stem: str) -> tuple[str, str]:
    """Take Otter's time stamp off a file's stem.

    Returns:
        The name before it and the stamp; the whole stem and an empty stamp if it has none.
    """
    match = _OTTER_STAMP.match(stem)
    return (match["name"], match["stamp"]) if match else (stem, "")


def walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Plain files below a student's folder, in a fixed order; links are not followed.

    Yields:
        The path relative to the folder with forward slashes, and the path.

    Raises:
        IntakeError: If there are more than `MAX_FILES` or they lie too deep.
    """
    count = 0
    stack = [(folder, "")]
    while stack:
        current, prefix = stack.pop()
        if prefix.count("/") > MAX_DEPTH:
            raise IntakeError(f"{folder} is nested too deeply; hand in the notebook and its files.")
        with os.scandir(current) as listing:
            children = sorted(listing, key=lambda entry: os.fsencode(entry.name))
        for child in children:
            count += 1
            if count > MAX_FILES:
                raise IntakeError(
                    f"{folder} holds more than {MAX_FILES} files; "
                    "hand in the notebook and its files only."
                )
            relative = prefix + child.name
            if skipped(relative):
                continue
            if child.is_dir(follow_symlinks=False):
                stack.append((Path(child.path), relative + "/"))
            elif child.is_file(follow_symlinks=False):
                yield relative, Path(child.path)


def read_plain(path: Path, limit: int) -> bytes:
    """Read a plain file of bounded size; a link or a device is refused, also if swapped in late.

    Raises:
        IntakeError: If it is not a plain file, is too large or cannot be read.
    """
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except OSError as error:
        raise IntakeError(f"{path} cannot be read ({error.strerror}).") from error
    with os.fdopen(descriptor, "rb") as stream:
        info = os.fstat(stream.fileno())
        if not stat.S_ISREG(info.st_mode):
            raise IntakeError(f"{path} is not a plain file; hand in plain files.")
        if info.st_size > limit:
            raise IntakeError(
                f"{path} is larger than {limit // (1024 * 1024)} MiB; "
                "clear the outputs of the notebook and hand it in again."
            )
        return stream.read(limit)


def unique(found: Sequence[Found]) -> list[Found]:
    """Make every student's name unique: those that share one take the name of file or folder."""
    count = Counter(item.student for item in found)
    taken = {name for name, times in count.items() if times == 1}
    renamed = []
    for item in found:
        student = item.student
        if count[student] > 1:
            student = printable(item.source.name)
            while student in taken:
                student += "+"
            taken.add(student)
        renamed.append(Found(student, item.source, item.late, item.notes))
    return renamed


def printable(name: str) -> str:
    """A file name as text: bytes that are not UTF-8 are spelled out."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")
