"""What a format makes of a class folder: attempts, and what each claims of its student."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from autograder.intake.find import HandInPart
from autograder.intake.node import Node
from autograder.intake.plain_files import printable
from autograder.intake.tree import Tree
from autograder.records.roster import Roster


@dataclass(frozen=True)
class Claim:
    """What a platform says of whose work it is. Nobody has checked it.

    Attributes:
        key: The same for all attempts of one person or group within a download.
        label: How to call them where the roster does not know them.
        ids: Pairs of a roster's column and a value that the platform gives, the most trusted first.
        guess: What may be an id of some kind, such as the name of a file.
        name: Full name, or what is left of it.
        personal: Whether another key is surely another person, whatever their names.
        written: Whether `name` is as people write it, and not what is left of it in a file name.
        name_first: Whether the name is to be trusted before the ids, which may be another
            assignment's.
        group: Name of the group whose work it may be.
        others: Further people whose work it is, such as the other submitters of a group.
    """

    key: str
    label: str
    ids: tuple[tuple[str, str], ...] = ()
    guess: str = ""
    name: str = ""
    personal: bool = False
    written: bool = True
    name_first: bool = False
    group: str = ""
    others: tuple["Claim", ...] = ()


@dataclass(frozen=True)
class FoundAttempt:
    """One attempt as it lies there.

    Attributes:
        claim: Whose it is.
        entry: Name of its folder, or of its first file, fit to be shown.
        parts: Its files and folders.
        order: Sorts the attempts of one person, oldest first.
        time: When it was handed in, with an offset from UTC; None when nothing says so.
        late: What the platform says of it.
        notes: What a reviewer should know.
        also: Names of entries that are about it and are not work, such as receipts.
        refusal: Why it cannot be graded, where that is known already.
    """

    claim: Claim
    entry: str
    parts: tuple[HandInPart, ...]
    order: tuple[int | str, ...] = ()
    time: datetime | None = None
    late: bool | None = None
    notes: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    refusal: str = ""

    def entries(self) -> tuple[str, ...]:
        """Names of the entries of the class folder that it is made of."""
        tops = [printable(part.path.split("/", 1)[0]) for part in self.parts]
        return tuple(dict.fromkeys((*tops, *self.also)))


@dataclass(frozen=True)
class Context:
    """What formats may look up.

    Attributes:
        assignment: Id of the assignment.
        roster: The class; empty if there is none.
        zone: Where times without an offset are meant.
    """

    assignment: str
    roster: Roster = field(default_factory=Roster)
    zone: tzinfo = UTC


@dataclass(frozen=True)
class Reading:
    """What a format made of the entries of a class folder. Every entry is in one of the three.

    Attributes:
        attempts: Attempts of students.
        passed: Entries that are nobody's work, by name, and what they are.
        rest: Entries that the format does not know.
    """

    attempts: tuple[FoundAttempt, ...] = ()
    passed: tuple[tuple[str, str], ...] = ()
    rest: tuple[Node, ...] = ()


def matching(
    nodes: tuple[Node, ...], pattern: re.Pattern[str], *, folders: bool
) -> tuple[list[tuple[Node, re.Match[str]]], tuple[Node, ...]]:
    """Entries whose name fits a pattern, and the others.

    Args:
        nodes: Entries.
        pattern: Matched against the whole name.
        folders: Whether it is folders that are asked for, or everything else.
    """
    fitting: list[tuple[Node, re.Match[str]]] = []
    rest: list[Node] = []
    for node in nodes:
        match = pattern.fullmatch(node.name) if (node.kind == "folder") == folders else None
        if match is None:
            rest.append(node)
        else:
            fitting.append((node, match))
    return fitting, tuple(rest)


def whole(tree: Tree, node: Node, name: str = "") -> tuple[HandInPart, ...]:
    """An entry as the only part of a hand-in.

    Args:
        tree: Where it lies.
        node: The entry.
        name: Under which the student knows it; empty for the hand-in itself.
    """
    return (HandInPart(name, tree, node.path),)


def order_of(text: str) -> tuple[int, str]:
    """A number spelled out, such that larger ones sort later whatever their length."""
    return (int(text), "") if text.isascii() and text.isdigit() and len(text) < 40 else (0, text)
