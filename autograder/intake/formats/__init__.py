"""The registry of class folder formats: one module each, and its line here."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from autograder.intake.formats import (
    blackboard,
    brightspace,
    canvas,
    exchange,
    gradescope,
    moodle,
    nbgrader,
    otter,
    plain,
)
from autograder.intake.litter import is_metadata, litter_in
from autograder.intake.node import Node
from autograder.intake.reading import Context, Reading
from autograder.intake.tree import FolderTree, Tree, ZipTree
from autograder.records.errors import IntakeError


@dataclass(frozen=True)
class Format:
    """A way in which a class's submissions lie on disk.

    Attributes:
        name: As `--format` names it.
        title: As sentences name it.
        read: Attempts in the entries of a folder, and the entries that it does not know.
    """

    name: str
    title: str
    read: Callable[[Tree, tuple[Node, ...], Context], Reading]


FORMATS = (
    Format("canvas", canvas.TITLE, canvas.read),
    Format("moodle", moodle.TITLE, moodle.read),
    Format("gradescope", gradescope.TITLE, gradescope.read),
    Format("blackboard", blackboard.TITLE, blackboard.read),
    Format("brightspace", brightspace.TITLE, brightspace.read),
    Format("exchange", exchange.TITLE, exchange.read),
    Format("nbgrader", nbgrader.TITLE, nbgrader.read),
    Format("otter", otter.TITLE, otter.read),
    Format("plain", plain.TITLE, plain.read),
)
"""The one that knows most entries is taken, the earlier of two; the last knows every entry."""

_PLAIN = FORMATS[-1]


@dataclass(frozen=True)
class Taken:
    """What a class folder was taken for.

    Attributes:
        format: The format.
        tree: What was read: the folder, or the only folder in it.
        reading: Attempts and what is nobody's; no entry is left over.
        litter: Names of litter among the entries.
        known: How many entries the format knows.
        entries: How many there are, litter left out.
        within: Name of the only folder, where that was read.
    """

    format: Format
    tree: Tree
    reading: Reading
    litter: tuple[str, ...]
    known: int
    entries: int
    within: str = ""


def take(tree: Tree, context: Context, name: str | None = None) -> Taken:
    """Read a class folder in the format that it is in.

    Entries that the format does not know are read as a student's each.

    Args:
        tree: The folder or zip.
        context: What formats may look up.
        name: Name of the format; found out when None.

    Raises:
        IntakeError: If there is no format of that name, or the folder cannot be read.
    """
    form = None if name is None else by_name(name)
    here = _best(tree, context) if form is None else _read(form, tree, context)
    if here is None or not here.known:
        inner, within = _only_folder(tree)
        deeper = None
        if inner is not None:
            deeper = _best(inner, context) if form is None else _read(form, inner, context)
        if deeper is not None and deeper.known:
            litter = (*_entries(tree)[1], *deeper.litter)
            return replace(deeper, litter=litter, within=within)
    return here if here is not None else _read(_PLAIN, tree, context)


def by_name(name: str) -> Format:
    """The format of a name.

    Raises:
        IntakeError: If there is none.
    """
    for form in FORMATS:
        if form.name == name:
            return form
    known = ", ".join(form.name for form in FORMATS)
    raise IntakeError(f"There is no format {name!r}; the formats are: {known}.")


def _best(tree: Tree, context: Context) -> Taken | None:
    """The reading by a platform's format that knows at least half of the entries."""
    taken = [_read(form, tree, context) for form in FORMATS if form is not _PLAIN]
    best = max(taken, key=lambda one: one.known)
    return best if best.known and 2 * best.known >= best.entries else None


def _read(form: Format, tree: Tree, context: Context) -> Taken:
    nodes, litter = _entries(tree)
    reading = form.read(tree, nodes, context)
    counted = [node for node in nodes if not (node.kind == "file" and is_metadata(node.name))]
    rest = set(reading.rest)
    known = sum(node not in rest for node in counted) if reading.attempts else 0
    if reading.rest:
        others = plain.read(tree, reading.rest, context)
        reading = replace(
            reading,
            attempts=(*reading.attempts, *others.attempts),
            passed=(*reading.passed, *others.passed),
            rest=(),
        )
    return Taken(form, tree, reading, litter, known, len(counted))


def _entries(tree: Tree) -> tuple[tuple[Node, ...], tuple[str, ...]]:
    nodes = tree.children()
    kept = tuple(node for node in nodes if litter_in(node.name) is None)
    return kept, tuple(node.name for node in nodes if litter_in(node.name) is not None)


def _only_folder(tree: Tree) -> tuple[Tree | None, str]:
    """The folder in which everything lies, as some archivers leave it, and its name."""
    nodes, _ = _entries(tree)
    if len(nodes) != 1 or nodes[0].kind != "folder":
        return None, ""
    name = nodes[0].name
    if isinstance(tree, ZipTree):
        return ZipTree(tree.archive, tree.prefix + nodes[0].path + "/"), name
    return FolderTree(tree.root / nodes[0].path, tree.hidden), name
