"""A folder, a notebook or a zip for each student, named after the student. Reads any folder.

Clones of a class's repositories look like this, and so does a folder of bare notebooks.
"""

from autograder.intake.find import ARCHIVE, NOTEBOOK, split_stamp
from autograder.intake.kinds import may_be_notebook
from autograder.intake.litter import is_metadata
from autograder.intake.node import Node
from autograder.intake.reading import Claim, Context, FoundAttempt, Reading, whole
from autograder.intake.tree import Tree, peek

_RESULTS = frozenset({"grades.json", "results"})

TITLE = "a folder, a notebook or a zip for each student"


def read(tree: Tree, nodes: tuple[Node, ...], context: Context) -> Reading:
    """Read a class folder, one student for each entry.

    A file that could not hold a notebook belongs to the student of its name who handed in one;
    where there is none, it is a row of its own and is refused with a sentence.
    """
    said = {node.path: what for node in nodes if (what := _nobodys(tree, node))}
    passed = [(node.name, said[node.path]) for node in nodes if node.path in said]
    rows = [node for node in nodes if node.path not in said]
    works = [node for node in rows if _may_hold_work(node)]
    by_stem: dict[str, list[Node]] = {}
    for node in works:
        by_stem.setdefault(stem_of(node, context.assignment), []).append(node)
    beside: dict[str, list[Node]] = {}
    for node in rows:
        stem = stem_of(node, context.assignment)
        if not _may_hold_work(node) and len(by_stem.get(stem, ())) != 1:
            works.append(node)
        elif not _may_hold_work(node):
            beside.setdefault(by_stem[stem][0].path, []).append(node)
    place = {node.path: number for number, node in enumerate(rows)}
    works.sort(key=lambda node: place[node.path])
    return Reading(
        tuple(_attempt(tree, node, beside.get(node.path, []), context) for node in works),
        tuple(passed),
    )


def stem_of(node: Node, assignment: str) -> str:
    """The student's name in that of an entry.

    Otter names its zip `{notebook}_{time}.zip`: the time is left off, unless what remains is the
    assignment itself and names nobody.
    """
    name = node.name
    lower = name.lower()
    if node.kind == "folder":
        return name[: -len(NOTEBOOK)] if lower.endswith(NOTEBOOK) and len(name) > 6 else name
    if lower.endswith(ARCHIVE):
        stem = name[: -len(ARCHIVE)] or name
        before, stamp = split_stamp(stem)
        return stem if stamp and before == assignment else before
    head = lower.find(NOTEBOOK)
    if head > 0:
        return name[:head]
    for ending in (".tar.gz", ".tar.bz2", ".tar.xz"):
        if lower.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)]
    stem, dot, _ = name.rpartition(".")
    return stem if dot and stem else name


def _nobodys(tree: Tree, node: Node) -> str:
    """What an entry is that is nobody's work; empty if it may be somebody's."""
    if node.kind == "file" and is_metadata(node.name):
        return "a table or a list, not a hand-in"
    if node.kind == "folder":
        names = {child.name for child in peek(tree, node.path)}
        if names >= _RESULTS and not any(n.lower().endswith((NOTEBOOK, ARCHIVE)) for n in names):
            return "the results of a class"
    return ""


def _may_hold_work(node: Node) -> bool:
    lower = node.name.lower()
    return node.kind != "file" or lower.endswith((NOTEBOOK, ARCHIVE)) or may_be_notebook(lower)


def _attempt(tree: Tree, node: Node, beside: list[Node], context: Context) -> FoundAttempt:
    stem = stem_of(node, context.assignment)
    parts = whole(tree, node)
    for other in beside:
        parts += whole(tree, other, other.name)
    claim = Claim(
        f"plain:{node.path}", stem, guess=stem, name=stem.replace("_", " "), written=False
    )
    return FoundAttempt(claim, node.name, parts)
