"""An entry of a class folder, before anybody knows whose it is."""

from dataclasses import dataclass
from typing import Literal

from autograder.intake.plain_files import printable

Kind = Literal["file", "folder", "link", "other"]


@dataclass(frozen=True)
class Node:
    """An entry of a tree.

    Attributes:
        path: Relative to the tree, with forward slashes; as the file system or zip spells it.
        kind: `other` is a device, a pipe, or a member whose name is unsafe.
        size: Bytes of a file.
    """

    path: str
    kind: Kind
    size: int = 0

    @property
    def name(self) -> str:
        """Its last part, fit to be shown."""
        return printable(self.path.rsplit("/", 1)[-1])
