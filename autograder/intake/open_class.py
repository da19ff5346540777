"""What the argument of a command is: a class folder, the zip of a class, or a single hand-in."""

import os
from pathlib import Path

from autograder.intake.find import ARCHIVE, NOTEBOOK, split_stamp
from autograder.intake.formats import FORMATS, Taken, take
from autograder.intake.litter import litter_in
from autograder.intake.node import Node
from autograder.intake.reading import Context
from autograder.intake.tree import FolderTree, Tree, ZipTree, open_zip, peek
from autograder.records.errors import IntakeError

_DEEPEST = 3


def class_tree(
    path: Path, context: Context, form: str | None, hidden: tuple[Path, ...]
) -> tuple[Tree | None, str]:
    """The tree of a class, None if the path is a single hand-in; and the zip in it that was opened.

    Args:
        path: A folder, a zip, or a notebook.
        context: What formats may look up.
        form: Name of the format, if it is given: a zip is a class then.
        hidden: Folders that are no hand-ins.

    Raises:
        IntakeError: If it does not exist, or is neither.
    """
    if path.is_dir():
        tree = FolderTree(path, tuple(Path(os.path.realpath(one)) for one in hidden))
        nodes = _entries(tree)
        if form is None and len(nodes) == 1 and _is_zip(nodes[0]):
            # A folder that holds the platform's zip alone: the zip is the class.
            inner = path / nodes[0].path
            if _platforms(inner, context):
                return open_zip(inner), nodes[0].name
        return tree, ""
    if not path.exists() and not path.is_symlink():
        raise IntakeError(f"The folder of submissions {path} does not exist; check the path.")
    if path.suffix.lower() == ARCHIVE and not path.is_symlink():
        return (open_zip(path) if form is not None else _class_zip(path, context)), ""
    if path.suffix.lower() == NOTEBOOK:
        return None, ""
    raise IntakeError(f"{path} is neither a notebook (.ipynb) nor a zip; check the path.")


def lone(path: Path, context: Context) -> Taken:
    """A single hand-in as a class of one.

    Raises:
        IntakeError: If it cannot be read.
    """
    tree = FolderTree(path.parent)
    nodes = tuple(node for node in tree.children() if node.path == path.name)
    form = FORMATS[-1]
    reading = form.read(tree, nodes, context)
    return Taken(form, tree, reading, (), len(nodes), len(nodes))


def _is_zip(node: Node) -> bool:
    return node.kind == "file" and node.name.lower().endswith(ARCHIVE)


def _platforms(path: Path, context: Context) -> bool:
    """Whether a zip is a platform's download of a class."""
    try:
        return _is_platforms(take(open_zip(path), context))
    except IntakeError:
        return False


def _is_platforms(taken: Taken) -> bool:
    # A student may zip Otter's zip once more.
    return taken.format.name not in ("plain", "otter")


def _class_zip(path: Path, context: Context) -> ZipTree | None:
    """The tree of a zip that holds the work of several people; None if it is one's.

    It is a class if its names are a platform's; or if several of its folders, zips and notebooks
    could each be somebody's. One's own zip has the assignment's notebook at its top, or was stamped
    by Otter.
    """
    if split_stamp(path.stem)[1]:
        return None
    try:
        tree = open_zip(path)
        if _is_platforms(take(tree, context)):
            return tree
    except IntakeError:
        # Not a zip, or damaged: whoever reads it as one hand-in says so.
        return None
    nodes = _entries(tree)
    while len(nodes) == 1 and nodes[0].kind == "folder":
        tree = ZipTree(tree.archive, f"{tree.prefix}{nodes[0].path}/")
        nodes = _entries(tree)
    if any(node.name.lower() == context.assignment.lower() + NOTEBOOK for node in nodes):
        return None
    return tree if sum(_could_be_work(tree, node, 0) for node in nodes) > 1 else None


def _entries(tree: Tree) -> list[Node]:
    return [node for node in tree.children() if litter_in(node.name) is None]


def _could_be_work(tree: Tree, node: Node, depth: int) -> bool:
    if node.kind == "folder":
        inside = peek(tree, node.path) if depth < _DEEPEST else ()
        return litter_in(node.name) is None and any(
            _could_be_work(tree, child, depth + 1) for child in inside
        )
    return node.kind == "file" and node.name.lower().endswith((NOTEBOOK, ARCHIVE))
