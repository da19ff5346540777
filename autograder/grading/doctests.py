"""Doctests as Otter compiles them, run without touching what a process has only one of.

Python's own runner replaces standard output for the whole process, and checks run on threads. Here
`print` and the display of a value are names of the test itself.
"""

import ast
import code
import contextlib
import doctest
import io
import sys
from collections.abc import Iterable
from typing import Any

_SHOW = "__show__"
_CHECKER = doctest.OutputChecker()


def assigned(bodies: Iterable[str]) -> frozenset[str]:
    """Names that doctests assign themselves."""
    found: set[str] = set()
    for example in (one for body in bodies for one in _examples(body)):
        with contextlib.suppress(SyntaxError):  # an example may be there to show one
            nodes = [n for n in ast.walk(ast.parse(example.source)) if isinstance(n, ast.Name)]
            found |= {node.id for node in nodes if isinstance(node.ctx, ast.Store)}
    return frozenset(found)


def run_doctest(body: str, names: dict[str, Any], *, hidden: bool) -> None:
    """Run a doctest.

    Args:
        body: Lines that begin `>>> ` or `... `, each example with what it shows.
        names: The variables; what the test assigns stays, for the next one, as with Otter.
        hidden: Whether the test is kept from students; then nothing of it is said.

    Raises:
        AssertionError: If an example shows something else than expected.
        Exception: What an example raises, unless it is expected to.
    """
    shown = io.StringIO()

    def write(*values: Any, sep: str = " ", end: str = "\n", **_: Any) -> None:
        shown.write(sep.join(map(str, values)) + end)

    def show(value: Any) -> None:
        if value is not None:
            write(repr(value))

    names |= {"print": write, _SHOW: show}
    for example in _examples(body):
        shown.seek(0)
        shown.truncate()
        error = _run(example.source, names)
        _compare(example, shown.getvalue(), error, hidden=hidden)


def _examples(body: str) -> list[doctest.Example]:
    return doctest.DocTestParser().get_examples(body)


def _run(source: str, names: dict[str, Any]) -> BaseException | None:
    """Run one example; returns what it raised."""
    tree = ast.fix_missing_locations(_Showing().visit(ast.parse(source)))
    interpreter = _Interpreter(names)
    interpreter.runcode(compile(tree, "<doctest>", "exec"))
    return interpreter.error


def _compare(
    example: doctest.Example, got: str, error: BaseException | None, *, hidden: bool
) -> None:
    flags = 0
    for flag, wanted in example.options.items():
        flags |= flag if wanted else 0
    if error is not None:
        told = f"{type(error).__name__}: {error}\n"
        if example.exc_msg is not None and _CHECKER.check_output(example.exc_msg, told, flags):
            return
        raise error
    if _CHECKER.check_output(example.want, got, flags):
        return
    if hidden:
        raise AssertionError("A hidden example shows something else than it should.")
    source = " ".join(example.source.split())
    raise AssertionError(f"{source} shows {_quoted(got)}, expected {_quoted(example.want)}.")


def _quoted(text: str) -> str:
    return text.rstrip("\n") or "nothing"


class _Interpreter(code.InteractiveInterpreter):
    """Keeps what a statement raised, in place of printing it."""

    def __init__(self, names: dict[str, Any]) -> None:
        super().__init__(names)
        self.error: BaseException | None = None

    def showtraceback(self) -> None:
        """Keep the exception that is being handled."""
        self.error = sys.exc_info()[1]


class _Showing(ast.NodeTransformer):
    """Makes every expression statement show its value, as at Python's prompt."""

    def visit_Expr(self, node: ast.Expr) -> ast.Expr:
        """Wrap an expression statement."""
        call = ast.Call(ast.Name(_SHOW, ast.Load()), [node.value], [])
        return ast.copy_location(ast.Expr(call), node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        """Leave what a function does alone."""
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Leave what a class defines alone."""
        return node
