"""The files of one hand-in, read into memory: from folders, zips, and a zip in a zip."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from autograder.intake.find import ARCHIVE, NOTEBOOK, Found, HandInPart, split_stamp
from autograder.intake.kinds import is_notebook, may_be_notebook
from autograder.intake.litter import litter_in
from autograder.intake.node import Node
from autograder.intake.plain_files import printable
from autograder.intake.tree import walk
from autograder.intake.unpack import MAX_UNPACKED, Archive, ReadingBudget, read_archive
from autograder.records.errors import IntakeError

MAX_LEVELS = 2
"""A zip in a zip is opened, a zip in that is not."""
_MAX_COPIES = 8
_MAX_LOOKS = 20
"""Files under another ending that are looked into."""

Limit = Callable[[str], int | None]
"""The most bytes of a file by its path; None for what is not taken."""


@dataclass
class Gathered:
    """What a hand-in holds.

    Attributes:
        members: Content of what is taken, by path.
        aside: Paths of what was handed in and is not taken.
        litter: What was passed over as nobody's work.
        notes: What a reviewer should know.
    """

    members: dict[str, bytes] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    litter: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)

    @property
    def has_notebook(self) -> bool:
        """Whether a notebook is among the members."""
        return any(path.lower().endswith(NOTEBOOK) for path in self.members)


def gather(
    found: Found, limit: Limit, spared: Callable[[str], bool], other: int, kept: Limit
) -> Gathered:
    """Read what is taken of a hand-in.

    Args:
        found: The hand-in.
        limit: The bound of each file that is taken.
        spared: Asked of a file above its bound: whether to leave it where it is.
        other: The bound of a notebook under another ending.
        kept: Which loose files count beside a zip, which is the whole work otherwise.

    Raises:
        IntakeError: If it is unsafe, too large or unreadable.
    """
    where = found.file
    budget = ReadingBudget(where)
    held = Gathered()
    loose: dict[str, tuple[HandInPart, Node]] = {}
    for part in found.pieces():
        for name, node in _files(part, where, held.litter):
            if node.kind == "file":
                loose[name] = (part, node)
            else:
                what = "a link" if node.kind == "link" else "not a plain file"
                held.aside.append(f"{name} ({what})")
    archives: dict[str, Callable[[], bytes]] = {}
    for name, (part, node) in loose.items():
        bound = limit(name)
        if name.lower().endswith(ARCHIVE):
            archives[name] = lambda part=part, node=node: part.tree.read(  # type: ignore[misc]
                node.path, MAX_UNPACKED
            )
        elif bound is None or (node.size > bound and spared(name)):
            held.aside.append(name)
        else:
            budget.take(node.size)
            held.members[name] = part.tree.read(node.path, bound)
    if not held.has_notebook:
        held.members.update(_renamed(loose, held, other, budget))
    if held.has_notebook or not archives:
        held.aside += archives
        held.notes += [f"{name} lies beside a notebook and was not opened." for name in archives]
        return held
    beside = {name: data for name, data in held.members.items() if kept(name) is not None}
    held.aside += [name for name in held.members if name not in beside]
    held.members = beside
    _open(archives, where, 1, (limit, spared), budget, held)
    return held


def notebooks_in(found: Found, bound: int) -> dict[str, bytes]:
    """The notebooks of a hand-in and nothing else, by path.

    Raises:
        IntakeError: See `gather`.
    """

    def limit(path: str) -> int | None:
        return bound if path.lower().endswith(NOTEBOOK) else None

    held = gather(found, limit, lambda path: True, bound, lambda path: None)
    return {path: data for path, data in held.members.items() if limit(path) is not None}


def _files(part: HandInPart, where: str, litter: set[str]) -> list[tuple[str, Node]]:
    """Everything in a part, folders and litter left out, under the names that students know."""
    node = part.tree.node(part.path)
    shown = part.name or printable(part.path.rsplit("/", 1)[-1])
    if node is None:
        raise IntakeError(f"{where} is gone; it was there a moment ago. Run the command again.")
    if node.kind == "link":
        raise IntakeError(f"{where} is a link; hand in plain files.")
    if node.kind == "other":
        raise IntakeError(f"{where} is not a plain file; hand in plain files.")
    if node.kind == "file":
        return [(shown, node)]
    prefix = part.name + "/" if part.name else ""
    cut = len(part.path) + 1
    return [(prefix + printable(one.path[cut:]), one) for one in walk(part.tree, part.path, litter)]


def _renamed(
    loose: Mapping[str, tuple[HandInPart, Node]], held: Gathered, limit: int, budget: ReadingBudget
) -> dict[str, bytes]:
    """Notebooks under another ending, as browsers and mail programs leave them."""
    opened: dict[str, bytes] = {}
    candidates = [name for name in held.aside if name in loose and may_be_notebook(name)]
    for name in candidates[:_MAX_LOOKS]:
        part, node = loose[name]
        if node.size > limit:
            continue
        data = part.tree.read(node.path, limit)
        if is_notebook(data):
            budget.take(len(data))
            opened[_as_notebook(name)] = data
            held.aside.remove(name)
            held.notes.append(f"{name} is a notebook under another ending; it was taken as one.")
    return opened


def _as_notebook(name: str) -> str:
    """`a1.ipynb.json` is `a1.ipynb`; so is `a1.json`."""
    path = PurePosixPath(name)
    head = path.name.lower().find(NOTEBOOK)
    stem = path.name[:head] if head > 0 else path.stem
    return str(path.with_name(stem + NOTEBOOK))


def _open(
    archives: Mapping[str, Callable[[], bytes]],
    where: str,
    level: int,
    taken: tuple[Limit, Callable[[str], bool]],
    budget: ReadingBudget,
    held: Gathered,
) -> None:
    """Open the zip to grade of several, and once more a zip in it where it holds no notebook."""
    limit, spared = taken
    name, data = _latest(archives, where, held)
    shown = where if name == where else f"{where}/{name}"
    if level > 1:
        budget.take(len(data))
    archive = read_archive(data, shown, limit, spared, budget)
    inner = [path for path in archive.aside if path.lower().endswith(ARCHIVE)]
    held.litter |= archive.litter
    held.aside += [path for path in archive.aside if path not in inner]
    _add_renamed(archive, data, shown, budget, held)
    held.members.update(archive.members)
    if held.has_notebook or not inner:
        held.aside += inner
        return
    if level == MAX_LEVELS:
        raise IntakeError(
            f"{shown} holds a zip in a zip in a zip; hand in the zip that the last cell makes."
        )

    def reader(path: str) -> Callable[[], bytes]:
        only: Limit = lambda other: budget.bytes if other == path else None  # noqa: E731
        return lambda: read_archive(data, shown, only, budget=ReadingBudget(shown)).members[path]

    held.notes.append(f"{name} is a zip that holds a zip, which was opened.")
    _open({path: reader(path) for path in inner}, shown, level + 1, taken, budget, held)


def _add_renamed(
    archive: Archive, data: bytes, where: str, budget: ReadingBudget, held: Gathered
) -> None:
    if any(path.lower().endswith(NOTEBOOK) for path in archive.members):
        return
    looks = {path for path in archive.aside if may_be_notebook(path)}
    if not 0 < len(looks) <= _MAX_LOOKS:
        return
    bound = min(budget.bytes, 64 * 1024 * 1024)
    found = read_archive(
        data, where, lambda path: bound if path in looks else None, lambda path: True
    )
    for path, content in found.members.items():
        if is_notebook(content):
            budget.take(len(content))
            archive.members[_as_notebook(path)] = content
            held.aside = [other for other in held.aside if other != path]
            held.notes.append(f"{path} is a notebook under another ending; it was taken as one.")


def _latest(
    archives: Mapping[str, Callable[[], bytes]], where: str, held: Gathered
) -> tuple[str, bytes]:
    """The zip to grade when there are several: the one that Otter stamped last, or the only one."""
    if len(archives) == 1:
        ((name, read),) = archives.items()
        return name, read()
    stamped = sorted((split_stamp(PurePosixPath(name).stem)[1], name) for name in archives)
    stamped = [(stamp, name) for stamp, name in stamped if stamp]
    if stamped:
        name = stamped[-1][1]
        held.notes.append(f"{len(archives)} zips were handed in; {name} is the latest.")
        return name, archives[name]()
    if len(archives) <= _MAX_COPIES:
        hashes = {hashlib.sha256(read()).digest() for read in archives.values()}
        if len(hashes) == 1:
            name = min(archives, key=len)
            held.notes.append(
                f"{len(archives)} zips that are the same were handed in; {name} counts."
            )
            return name, archives[name]()
    names = ", ".join(archives)
    raise IntakeError(f"{where} holds several zips ({names}); leave the one to grade.")


def litter_names(paths: set[str]) -> str:
    """Litter for a sentence: `.venv, __pycache__ and 3 more`."""
    names = sorted({path.rsplit("/", 1)[-1] for path in paths if litter_in(path)})
    return ", ".join(names[:4]) + (f" and {len(names) - 4} more" if len(names) > 4 else "")
