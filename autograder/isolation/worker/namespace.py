"""Notebook cells inside the worker: run as IPython runs them, in a namespace like a notebook's."""

import __future__

import ast
import asyncio
import builtins
import contextlib
import inspect
import linecache
import os
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from autograder.isolation.worker.absent import display, otter_stand_in, stand_in_imports
from autograder.isolation.worker.shell import ZMQInteractiveShell

# What `from __future__ import ...` of one cell means for those that follow.
_FEATURES = 0
for _name in __future__.all_feature_names:
    _FEATURES |= getattr(__future__, _name).compiler_flag
# A cell that names one of these counts on the loop that a kernel always runs.
_NEEDS_LOOP = frozenset({"create_task", "ensure_future", "get_running_loop", "current_task"})


class Notebook:
    """The namespace of one submission.

    Attributes:
        names: The variables, as `globals()` in a cell.
    """

    def __init__(self) -> None:
        module = types.ModuleType("__main__")
        sys.modules["__main__"] = module
        sys.modules["otter"] = otter_stand_in()
        self.names = module.__dict__
        self._inputs = [""]
        self._outputs: dict[int, Any] = {}
        self._last: Any = ""
        self._features = 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._trees: dict[str, ast.Module] = {}
        self._transform: Callable[[str], str] = _transformer().transform_cell
        shell = ZMQInteractiveShell(self.names, self.execute)
        self.names.update(
            __builtins__=builtins,
            display=display,
            get_ipython=lambda: shell,
            In=self._inputs,
            Out=self._outputs,
            _ih=self._inputs,
            _oh=self._outputs,
            _dh=[os.getcwd()],
            **dict.fromkeys(("_", "__", "___", "_i"), ""),
        )
        for name in ("exit", "quit"):
            self.names[name] = _leave

        def asked() -> ZMQInteractiveShell | None:
            # Libraries are told that no shell runs: there is no front-end to show anything in.
            return shell if sys._getframe(1).f_globals is self.names else None

        # The other spelling, `from IPython import get_ipython`.
        for home in ("IPython", "IPython.core.getipython"):
            if home in sys.modules:
                vars(sys.modules[home])["get_ipython"] = asked
        stand_in_imports(self._tree_of)
        # Support files can be imported, after everything that is installed.
        sys.path.append(os.getcwd())

    def run(self, source: str, label: str) -> None:
        """Execute a cell; whatever its code raises is raised.

        Args:
            source: As the notebook holds it.
            label: Shown in traces as the file's name.
        """
        self.names["_i"] = self._inputs[-1]
        self._inputs.append(source)
        try:
            value = self.execute(source, label)
            if value is not None and not source.rstrip().endswith(";"):
                self._remember(value)
        finally:
            self._close_figures()

    def execute(self, source: str, label: str, names: dict[str, Any] | None = None) -> Any:
        """Run source as a cell is run, and return the value of an expression that stands last.

        Args:
            source: Python with magics.
            label: Shown in traces as the file's name.
            names: Its variables; the notebook's if None.
        """
        value = None
        for code in self._compiled(source, label):
            value = self._do(code, self.names if names is None else names)
        return value

    def _do(self, code: types.CodeType, names: dict[str, Any]) -> Any:
        if code.co_flags & inspect.CO_COROUTINE:
            return self._wait(eval(code, names))
        if _NEEDS_LOOP.intersection(code.co_names):

            async def inside() -> Any:
                return eval(code, names)

            return self._wait(inside())
        return eval(code, names)

    def _wait(self, coroutine: Any) -> Any:
        """What a coroutine returns; its loop is that of the cells before, whose tasks go on."""
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            asyncio.set_event_loop(self._loop)
        try:
            return self._loop.run_until_complete(coroutine)
        except KeyboardInterrupt:
            # What waits in it must not go on in the next cell.
            self._loop = None
            raise

    def _compiled(self, source: str, label: str) -> Iterator[types.CodeType]:
        """The code of a cell: all but the last expression, and that."""
        # With an entry that has no time of change, traces and inspect.getsource find the cell.
        linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
        tree = self._trees[label] = self._parsed(source, label)
        body, last = tree.body, None
        if body and isinstance(body[-1], ast.Expr):
            body, last = body[:-1], body[-1]
        try:
            parts = [self._code(ast.Module(body, []), label)] if body else []
        except SyntaxError:
            # The parser lets pass what the compiler does not, say a lone `return`: IPython compiles
            # statement by statement, and what stands above has run.
            for node in body:
                yield self._code(ast.Module([node], []), label)
        else:
            yield from parts
        if isinstance(last, ast.Expr):
            yield self._code(ast.copy_location(ast.Expression(last.value), last), label)

    def _parsed(self, source: str, label: str) -> ast.Module:
        try:
            return self._syntax(source, label)
        except SyntaxError:
            # Plain Python needs no transformer, which is slow.
            changed = self._transform(source)
            if changed.rstrip() == source.rstrip():
                raise
        return self._syntax(changed, label)

    def _syntax(self, text: str, label: str) -> ast.Module:
        flags = ast.PyCF_ONLY_AST | ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | self._features
        tree: ast.Module = compile(text, label, "exec", flags, dont_inherit=True)
        return tree

    def _code(self, tree: ast.Module | ast.Expression, label: str) -> types.CodeType:
        mode = "eval" if isinstance(tree, ast.Expression) else "exec"
        flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT | self._features
        code: types.CodeType = compile(tree, label, mode, flags, dont_inherit=True)
        self._features |= code.co_flags & _FEATURES
        return code

    def _tree_of(self, label: str) -> ast.Module | None:
        return self._trees.get(label)

    def _remember(self, value: Any) -> None:
        """Keep what a cell showed under `_` and in `Out`, unless `_` is the student's own."""
        number = len(self._inputs) - 1
        self._outputs[number] = value
        self.names[f"_{number}"] = value
        if self.names.get("_", self._last) is self._last:
            self.names["___"], self.names["__"] = self.names.get("__"), self._last
            self.names["_"] = self._last = value

    @staticmethod
    def _close_figures() -> None:
        """As the inline backend does after every cell."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None:
            # A student may have put anything in its place.
            with contextlib.suppress(AttributeError, TypeError):
                if pyplot.get_fignums():
                    pyplot.close("all")


def _transformer() -> Any:
    return TransformerManager()  # type: ignore[no-untyped-call]  # IPython has no types here


def _leave(*_: object) -> None:
    raise SystemExit
