"""What was executed in this kernel, and which names each piece of code binds."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gradekit import syntax
from gradekit.notebook.say import shell

_ASSIGNED = re.compile(r"^(?:def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]+)?=(?!=)", re.MULTILINE)
_NOTED = "_gradekit_ran"


@dataclass(frozen=True)
class Ran:
    """One execution of a cell.

    Attributes:
        cell: Id of the cell, empty where the front-end does not say.
        source: What was executed.
    """

    cell: str
    source: str


def watch() -> None:
    """From now on, note which cell each execution belongs to; once for each kernel."""
    running = shell()
    if running is None or hasattr(running, _NOTED):
        return
    noted = [Ran("", source) for source in running.history_manager.input_hist_raw[1:]]
    setattr(running, _NOTED, noted)

    def note(info: Any) -> None:
        if getattr(info, "store_history", False):
            noted.append(Ran(getattr(info, "cell_id", None) or "", info.raw_cell))

    running.events.register("pre_run_cell", note)


def history() -> list[Ran]:
    """Everything that was executed since the kernel began, in order; none outside a notebook."""
    running = shell()
    # A stand-in for a shell, as in a grader's worker, has every attribute and no history.
    if isinstance(noted := getattr(running, _NOTED, None), list):
        return list(noted)
    sources = getattr(getattr(running, "history_manager", None), "input_hist_raw", None)
    return [Ran("", source) for source in sources[1:]] if isinstance(sources, list) else []


def current_cell() -> str:
    """The source of the cell that runs now; empty outside a notebook."""
    past = history()
    return past[-1].source if past else ""


def bound(source: str) -> frozenset[str]:
    """Names that a cell binds at its top level, and ids of the questions that its `mcq` answers."""
    tree = _parse(source)
    if tree is None:
        found = _ASSIGNED.findall(source)
        return frozenset(name for pair in found for name in pair if name)
    return frozenset(_bound(tree))


def defined(source: str) -> frozenset[str]:
    """Names of the functions and classes that a cell defines at its top level."""
    tree = _parse(source)
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    body = tree.body if tree is not None else []
    return frozenset(node.name for node in body if isinstance(node, kinds))


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name))
    yield from _asked(tree)


def _asked(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _called(node) == "mcq":
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value


def _called(node: ast.Call) -> str:
    name = node.func
    return name.id if isinstance(name, ast.Name) else getattr(name, "attr", "")


def _parse(source: str) -> ast.Module | None:
    """The tree of a cell; magics are made Python first where IPython runs."""
    try:
        return syntax.parse(source)
    except (SyntaxError, ValueError):
        running = shell()
    if running is None:
        return None
    try:
        return syntax.parse(running.transform_cell(source))
    except (SyntaxError, ValueError):
        return None
