"""What can be read off the cells of a saved notebook: which are run, what they check and import."""

import ast
import re
from collections.abc import Iterator, Mapping

from gradekit import syntax
from gradekit.notebook.saved import IGNORE_TAG, Saved, SavedCell

_BOX = re.compile(r"(?:<!--[^>]*-->\s*)*###\s+(?P<id>[A-Za-z]\w*)\s+·")
_CHECK = re.compile(r"""^[^#\n]*\bcheck\(\s*["'](\w+)["']""", re.MULTILINE)


def plan(
    saved: Saved, tests: Mapping[str, str]
) -> Iterator[tuple[int, SavedCell, str, tuple[str, ...]]]:
    """Cells to run, each with its number, the question that it belongs to, and those that end."""
    checks = {at: _checked(cell.source) for at, cell in enumerate(saved.cells) if _runs(cell)}
    last = {name: at for at, found in checks.items() for name in found if name in tests}
    boxes: dict[int, str] = {}
    box = ""
    for at, cell in enumerate(saved.cells):
        if cell.kind == "markdown" and cell.source.lstrip().startswith(("#", "<!--")):
            match = _BOX.match(cell.source)
            box = match["id"] if match and match["id"] in tests else ""
        boxes[at] = box
        if box and box in checks.get(at, ()):
            box = ""
    for at, found in checks.items():
        following = next(
            (
                name
                for later in sorted(checks)
                if later >= at
                for name in checks[later]
                if name in last
            ),
            "",
        )
        ends = tuple(name for name in found if last.get(name) == at)
        yield at + 1, saved.cells[at], boxes[at] or following, ends


def imported(source: str) -> Iterator[str]:
    """Modules that the import statements of a cell name, with the dots; none if it is no Python."""
    try:
        tree = syntax.parse(source)
    except (SyntaxError, ValueError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _runs(cell: SavedCell) -> bool:
    return cell.kind == "code" and IGNORE_TAG not in cell.tags


def _checked(source: str) -> list[str]:
    try:
        tree = syntax.parse(source)
    except (SyntaxError, ValueError):
        return _CHECK.findall(source)
    return [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", getattr(node.func, "attr", "")) == "check"
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
    ]
