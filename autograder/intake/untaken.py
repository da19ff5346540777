"""What a student handed in beside the notebook and counted on, although it is not taken."""

import ast
import importlib.util
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import PurePosixPath

from autograder.intake.cell_code import parse

_WRITEFILE = re.compile(r"\s*%%(?:writefile|file)\s+(?:-a\s+)?(?:\S*/)?(?P<stem>\w+)\.py\s*\n")


def untaken(
    sources: Sequence[str], aside: Collection[str], provided: Collection[str]
) -> Mapping[str, str]:
    """Modules and files that the notebook names, that were handed in, and that are not taken.

    Args:
        sources: Source of each code cell.
        aside: Paths of what was handed in and is not taken.
        provided: Paths of files that come with the release; a copy of these is missed by nobody.

    Returns:
        A sentence for the student by name of module (`my_layers`) or file (`weights.npy`).
    """
    given = {PurePosixPath(path).name for path in provided}
    given |= {PurePosixPath(path).parts[0] for path in provided}
    paths = [path for path in aside if PurePosixPath(path).name not in given]
    if not paths:
        return {}
    # What a cell writes is there while grading, too.
    written = {match["stem"] for source in sources if (match := _WRITEFILE.match(source))}
    trees = [tree for source in sources if (tree := parse(source)) is not None]
    found: dict[str, str] = {}
    for module in sorted({name for tree in trees for name in _imports(tree)}):
        path = _module_file(module, paths)
        if path is not None and module not in given | written and not _installed(module):
            found[module] = (
                f"{path} was handed in beside the notebook and is not taken: only the notebook is "
                "graded; move its functions into a cell."
            )
    texts = {text for tree in trees for text in _texts(tree)}
    for path in paths:
        name = PurePosixPath(path).name
        if not path.endswith((".py", ".ipynb")) and any(
            PurePosixPath(text).name == name for text in texts
        ):
            found[name] = (
                f"{path} was handed in beside the notebook and is not taken: only the notebook and "
                "the files that the assignment asks for are; make its content in a cell."
            )
    return found


def _imports(tree: ast.AST) -> Iterator[str]:
    """Top names of the modules that a cell imports."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def _texts(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
            if 0 < len(text) < 200 and "\n" not in text and "\0" not in text:
                yield text


def _module_file(module: str, paths: Collection[str]) -> str | None:
    for path in sorted(paths, key=len):
        pure = PurePosixPath(path)
        if pure.name == f"{module}.py" or (
            pure.name == "__init__.py" and pure.parent.name == module
        ):
            return path
    return None


def _installed(module: str) -> bool:
    """Whether the grader has a module of that name; nothing handed in could stand for it."""
    try:
        return importlib.util.find_spec(module) is not None
    except (ImportError, ValueError, AttributeError):
        # A module that is loaded already may have no spec; it is there all the same.
        return True
