"""One student's work as it lies there, found and not yet read."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from autograder.intake.plain_files import printable
from autograder.intake.tree import FolderTree, Tree
from autograder.records.roster import Student

NOTEBOOK = ".ipynb"
ARCHIVE = ".zip"

_OTTER_STAMP = re.compile(r"^(?P<name>.+)_(?P<stamp>\d{4}_\d{2}_\d{2}T\d{2}_\d{2}_\d{2}_\d{6})$")


@dataclass(frozen=True)
class HandInPart:
    """A file or folder of a hand-in.

    Attributes:
        name: Its path within the hand-in, as the student knows it; empty for the hand-in itself.
        tree: Where it lies.
        path: In the tree.
    """

    name: str
    tree: Tree
    path: str


@dataclass(frozen=True)
class Tried:
    """One attempt of a student, in the list of all of them.

    Attributes:
        file: Name of its file or folder in the class folder.
        time: When it was handed in, as far as the platform says.
        late: Whether it was late; None when nothing says so.
        graded: Whether it is the one that is graded.
    """

    file: str
    time: datetime | None
    late: bool | None
    graded: bool


@dataclass(frozen=True)
class Found:
    """One student's work as it lies there, unread. A row of the grades, whatever it holds.

    Attributes:
        student: Key of the row: `student_id` where the roster knows the student, else the name
            that the folder or file gives; unique in a class.
        source: The folder or file.
        late: Whether the graded attempt was late; None when nothing says so.
        notes: What a reviewer should know.
        parts: Files and folders of the graded attempt; empty where `source` is all of it.
        who: The student, as the roster or, without one, the platform knows him.
        members: All whose work it is, where it is a group's; else empty.
        handed_in: When the graded attempt was handed in; None when nothing says so.
        attempts: All attempts, oldest first; empty where there is one.
        refusal: Why nothing of it can be graded; empty where it is to be read.
    """

    student: str
    source: Path
    late: bool | None = None
    notes: tuple[str, ...] = ()
    parts: tuple[HandInPart, ...] = ()
    who: Student | None = None
    members: tuple[Student, ...] = ()
    handed_in: datetime | None = None
    attempts: tuple[Tried, ...] = ()
    refusal: str = ""

    @property
    def file(self) -> str:
        """Name of the hand-in, fit to be shown."""
        return printable(self.source.name)

    def pieces(self) -> tuple[HandInPart, ...]:
        """What is to be read."""
        if self.parts:
            return self.parts
        # Of the whole path only the last part is the hand-in's own name; `.` has none.
        source = self.source if self.source.name else self.source.resolve()
        return (HandInPart("", FolderTree(source.parent), source.name),)


def split_stamp(stem: str) -> tuple[str, str]:
    """Take Otter's time stamp off a file's stem.

    Returns:
        The name before it and the stamp; the whole stem and an empty stamp if it has none.
    """
    match = _OTTER_STAMP.match(stem)
    return (match["name"], match["stamp"]) if match else (stem, "")
