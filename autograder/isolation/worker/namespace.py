"""Notebook cells inside the worker: a namespace like a notebook's, magics made harmless."""

import builtins
import linecache
import os
import sys
import types
from collections.abc import Callable
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager
from IPython.display import display

# Options of timing magics that a value follows.
VALUED = frozenset({"-n", "-r", "-l", "-s", "-T", "-D"})
# Their body is run as if the magic were not there.
TRANSPARENT = frozenset({"time", "timeit", "capture", "prun"})
# They would start a process or a file of unknown content.
REFUSED = frozenset(
    {"bash", "sh", "script", "system", "sx", "!", "run", "pip", "conda", "uv", "mamba"}
    | {"writefile", "file", "load", "python", "python3", "perl", "ruby", "javascript", "js", "cd"}
)


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
        shell = _Shell(self)
        self.names.update(
            __builtins__=builtins, display=display, get_ipython=lambda: shell, In=[""], Out={}
        )
        for name in ("exit", "quit"):
            self.names[name] = _leave
        # Support files can be imported, after everything that is installed.
        sys.path.append(os.getcwd())
        self._transform: Callable[[str], str] = _transformer().transform_cell

    def run(self, source: str, label: str) -> None:
        """Execute a cell; whatever its code raises is raised.

        Args:
            source: As the notebook holds it.
            label: Shown in traces as the file's name.
        """
        exec(self._compile(source, label), self.names)
        self._close_figures()

    def _compile(self, source: str, label: str) -> types.CodeType:
        # With an entry that has no time of change, traces and inspect.getsource find the cell.
        linecache.cache[label] = (len(source), None, source.splitlines(keepends=True), label)
        try:
            return compile(source, label, "exec", dont_inherit=True)
        except SyntaxError:
            # Plain Python needs no transformer, which is slow.
            changed = self._transform(source)
            if changed.rstrip() == source.rstrip():
                raise
        return compile(changed, label, "exec", dont_inherit=True)

    @staticmethod
    def _close_figures() -> None:
        """As the inline backend does after every cell."""
        pyplot = sys.modules.get("matplotlib.pyplot")
        if pyplot is not None and pyplot.get_fignums():
            pyplot.close("all")


def _transformer() -> Any:
    return TransformerManager()  # type: ignore[no-untyped-call]  # IPython has no types here


def _leave(*_: object) -> None:
    raise SystemExit


class _Inert:
    """Accepts every attribute and every call, and does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Inert()

    def __call__(self, *_: object, **__: object) -> None:
        return None


class _Shell(_Inert):
    """What `get_ipython()` returns in a cell."""

    def __init__(self, notebook: Notebook) -> None:
        self._notebook = notebook

    def run_line_magic(self, name: str, line: str, _stack_depth: int = 1) -> Any:
        """`%name line`: the statement of a timing magic is run, a command refused, else nothing."""
        if name in TRANSPARENT:
            self._body(_without_options(line), "")
        elif name in REFUSED:
            _note(f"%{name}")
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> Any:
        """`%%name line` and the rest of the cell, treated alike."""
        if name in TRANSPARENT:
            if name == "capture" and (target := _without_options(line)):
                self._notebook.names[target] = _Inert()
            self._body(cell, "\n")
        elif name in REFUSED:
            _note(f"%%{name}")
        return None

    def magic(self, line: str) -> Any:
        """Old spelling of a line magic."""
        name, _, rest = line.partition(" ")
        return self.run_line_magic(name, rest)

    def system(self, command: str) -> None:
        """`!command`."""
        _note(f"!{command}")

    def getoutput(self, command: str, **_: object) -> list[str]:
        """`x = !command`."""
        _note(f"!{command}")
        return []

    def _body(self, source: str, before: str) -> None:
        label = sys._getframe(2).f_code.co_filename
        kept = linecache.cache.get(label)
        try:
            exec(self._notebook._compile(before + source, label), self._notebook.names)
        finally:
            if kept is not None:
                linecache.cache[label] = kept


def _without_options(line: str) -> str:
    """A timing magic's statement: `-n 10 -r 3 f(x)` is `f(x)`."""
    words = line.split(" ")
    while words and words[0][:1] in ("", "-"):
        option = words.pop(0)
        if option in VALUED and words:
            words.pop(0)
    return " ".join(words)


def _note(what: str) -> None:
    print(f"Skipped {what[:80]}: commands are not run while grading.", file=sys.stderr)


def otter_stand_in() -> types.ModuleType:
    """A module that looks like Otter to a notebook and checks nothing."""
    module = types.ModuleType("otter")

    class Notebook(_Inert):
        """Accepts what `otter.Notebook` accepts."""

        def __init__(self, *_: object, **__: object) -> None:
            return None

    vars(module)["Notebook"] = Notebook
    return module
