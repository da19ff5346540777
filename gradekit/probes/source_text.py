"""The source of a notebook function, with the notebook functions and imports that it uses."""

import ast
import builtins
import functools
import inspect
import linecache
import textwrap
from collections.abc import Callable, Collection, Mapping, Sequence
from types import CodeType, ModuleType
from typing import Any

from gradekit import syntax
from gradekit.probes.forward import probe

REMEMBERED = 8_000
"""Characters of the longest cell whose statements are kept."""

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@probe
def source(function: Callable[..., Any]) -> str:
    """The source of a function and of what it uses from the same notebook.

    Args:
        function: A function defined in a notebook.

    Returns:
        Import lines of the names that it uses, then its definition and those of the functions and
        classes that it reaches. Empty where Python keeps no source (a lambda, a builtin).
    """
    imports: list[str] = []
    parts: list[str] = []
    seen: set[int] = set()
    pending: list[Any] = [inspect.unwrap(function)]
    while pending:
        item = pending.pop(0)
        if id(item) in seen:
            continue
        seen.add(id(item))
        text = _class_source(item) if inspect.isclass(item) else _function_source(item)
        if not text:
            continue
        parts.append(text)
        scope = _scope_of(item)
        for name in sorted(_names_of(item)):
            used = scope.get(name)
            if _defined_with(used, item):
                pending.append(used)
            elif (line := _import_line(name, used)) is not None:
                imports.append(line)
    return "\n".join(dict.fromkeys(imports + parts)) + "\n" if parts else ""


def notebook_source(cells: Sequence[str], name: str, without: Collection[str] = ()) -> str:
    """What `source` says, from the text of the cells alone; no code is run.

    Args:
        cells: Source of the code cells, in order. A cell that does not parse is passed over.
        name: The function's name.
        without: Names that are not followed: where they are defined is left out.

    Returns:
        As `source`; the last definition of a name counts. Empty if there is none.
    """
    definitions: dict[str, _Definition] = {}
    imports: dict[str, str] = {}
    for cell in cells:
        # Most cells of a class are alike: nobody changes the texts in between.
        made = _remembered(cell) if len(cell) <= REMEMBERED else _made_by(cell)
        definitions.update(made[0])
        imports.update(made[1])
    parts: list[str] = []
    lines: list[str] = []
    pending, seen = [name], {name, *without}
    while pending:
        current = pending.pop(0)
        if current in imports:
            lines.append(imports[current])
        found = definitions.get(current)
        if found is None:
            continue
        parts.append(found.text)
        used = sorted(found.names - seen)
        pending += used
        seen.update(used)
    return "\n".join(dict.fromkeys(lines + parts)) + "\n" if parts else ""


def _parse(cell: str) -> list[ast.stmt]:
    """The statements of a cell; magics and shell lines are blanked first."""
    text = "\n".join(
        "" if line.lstrip()[:1] in ("%", "!", "?") else line for line in cell.split("\n")
    )
    try:
        return syntax.parse(text).body
    except (SyntaxError, ValueError, RecursionError):
        # Such a cell defines nothing when the notebook runs, either.
        return []


class _Definition:
    """A statement that makes a name."""

    def __init__(self, statement: ast.stmt) -> None:
        self._statement = statement

    @functools.cached_property
    def text(self) -> str:
        """As Python writes it."""
        return ast.unparse(self._statement)

    @functools.cached_property
    def names(self) -> frozenset[str]:
        """What it uses and makes."""
        nodes = ast.walk(self._statement)
        return frozenset(node.id for node in nodes if isinstance(node, ast.Name))


_Made = tuple[dict[str, _Definition], dict[str, str]]
"""What a cell defines, and the lines by which it imports, each by name."""


def _made_by(cell: str) -> _Made:
    made: _Made = {}, {}
    for statement in _parse(cell):
        _note(statement, *made)
    return made


@functools.lru_cache(maxsize=256)
def _remembered(cell: str) -> _Made:
    """The same, remembered. Whoever reads it must not change it."""
    return _made_by(cell)


def _note(
    statement: ast.stmt, definitions: dict[str, _Definition], imports: dict[str, str]
) -> None:
    """Write down what a top-level statement defines; compound statements are looked into."""
    if isinstance(statement, Definition):
        definitions[statement.name] = _Definition(statement)
    elif isinstance(statement, ast.Import | ast.ImportFrom):
        for alias in statement.names:
            imports[alias.asname or alias.name.split(".")[0]] = ast.unparse(statement)
    elif isinstance(statement, ast.Assign | ast.AnnAssign):
        targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
        for target in targets:
            if isinstance(target, ast.Name):
                definitions[target.id] = _Definition(statement)
    else:
        for child in ast.iter_child_nodes(statement):
            if isinstance(child, ast.stmt):
                _note(child, definitions, imports)


def _function_source(function: Any) -> str:
    try:
        return inspect.cleandoc("\n" + inspect.getsource(function))
    except (OSError, TypeError):
        # No source is kept for what was never in a file or a cell: nothing to read.
        return ""


def _class_source(kind: type) -> str:
    """Source of a class by way of its methods: Python cannot find one that a cell defines."""
    for method in _methods(kind):
        code = method.__code__
        lines = linecache.getlines(code.co_filename)
        for node in ast.walk(ast.Module(_parse("".join(lines)), [])):
            if isinstance(node, ast.ClassDef) and node.name == kind.__name__:
                end = node.end_lineno or node.lineno
                if node.lineno <= code.co_firstlineno <= end:
                    return textwrap.dedent("".join(lines[node.lineno - 1 : end])).rstrip("\n")
    return ""


def _methods(kind: type) -> list[Any]:
    return [value for value in vars(kind).values() if inspect.isfunction(value)]


def _scope_of(item: Any) -> Mapping[str, Any]:
    if inspect.isclass(item):
        own = [_scope_of(method) for method in _methods(item)]
        bases = {base.__name__: base for base in item.__bases__}
        return {name: value for scope in (*own, bases) for name, value in scope.items()}
    scope = dict(getattr(item, "__globals__", {}))
    closure = getattr(item, "__closure__", None)
    if closure:
        for name, cell in zip(item.__code__.co_freevars, closure, strict=True):
            scope[name] = cell.cell_contents
    return scope


def _names_of(item: Any) -> set[str]:
    if inspect.isclass(item):
        bases = {base.__name__ for base in item.__bases__}
        return bases.union(*(_names_of(method) for method in _methods(item)))
    code = getattr(item, "__code__", None)
    if code is None:
        return set()
    names: set[str] = set()
    pending: list[CodeType] = [code]
    while pending:
        current = pending.pop()
        names.update(current.co_names, current.co_freevars)
        pending += [const for const in current.co_consts if isinstance(const, CodeType)]
    return names


def _defined_with(used: Any, item: Any) -> bool:
    """Whether `used` is a function or class of the same notebook."""
    return (inspect.isfunction(used) or inspect.isclass(used)) and (
        used.__module__ == item.__module__
    )


def _import_line(name: str, used: Any) -> str | None:
    if isinstance(used, ModuleType):
        return f"import {used.__name__} as {name}"
    module = getattr(used, "__module__", None)
    if callable(used) and isinstance(module, str) and not hasattr(builtins, name):
        return f"from {module} import {getattr(used, '__name__', name)} as {name}"
    return None
