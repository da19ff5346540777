"""What `get_ipython()` is in a cell: magics that compute are run, commands are passed over."""

import contextlib
import io
import linecache
import os
import sys
import time
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from IPython.utils.capture import CapturedIO
from IPython.utils.text import SList

from autograder.isolation.worker.inert import Inert, note

# Options of timing magics that a value follows.
VALUED = frozenset({"-n", "-r", "-l", "-s", "-T", "-D"})
# Their statement is run as if the magic were not there.
TRANSPARENT = frozenset({"time", "prun", "memit"})
# They would start a process or a file of unknown content.
REFUSED = frozenset(
    {"bash", "sh", "script", "system", "sx", "!", "pip", "conda", "uv", "mamba", "load"}
    | {"python", "python3", "perl", "ruby", "javascript", "js"}
)
_PYLAB = "import numpy, matplotlib\nfrom matplotlib import pylab, mlab, pyplot\n" + (
    "np = numpy\nplt = pyplot\nfrom pylab import *\nfrom numpy import *\n"
)

Execute = Callable[..., Any]


class ZMQInteractiveShell(Inert):
    """A notebook's shell by name, for code that asks where it runs.

    Args:
        names: The notebook's variables.
        execute: Runs source under a label, in a namespace; returns the value of a last expression.
    """

    def __init__(self, names: dict[str, Any], execute: Execute) -> None:
        self.user_ns = self.user_global_ns = names
        self._execute = execute
        self._own: dict[tuple[str, str], Callable[..., Any]] = {}

    def __getattr__(self, name: str) -> Any:
        if name == "kernel":
            # Widgets and libraries would ask it for a front-end, which is not there.
            raise AttributeError(name)
        return super().__getattr__(name)

    def run_line_magic(self, name: str, line: str, _stack_depth: int = 1) -> Any:
        """`%name line`: a timed statement is run, a command refused, an unknown name ignored."""
        if ("line", name) in self._own:
            return self._own["line", name](line)
        scope = self._scope(sys._getframe(1))
        if name in TRANSPARENT:
            return self._body(_without_options(line)[1], scope)
        if name == "timeit":
            return self._timeit(line, "", scope)
        action = getattr(self, f"_line_{name}", None) if name in _LINES else None
        if action is not None:
            return action(line.strip())
        if name in REFUSED:
            note(f"%{name}")
        return None

    def run_cell_magic(self, name: str, line: str, cell: str) -> Any:
        """`%%name line` and the rest of the cell, treated alike."""
        if ("cell", name) in self._own:
            return self._own["cell", name](line, cell)
        if name in TRANSPARENT:
            self._body("\n" + cell)
        elif name == "timeit":
            return self._timeit(line, "\n" + cell, None)
        elif name == "capture":
            self._capture(line, "\n" + cell)
        elif name in ("writefile", "file"):
            self._write(line, cell)
        elif name in REFUSED:
            note(f"%%{name}")
            for option in ("--out", "--err"):
                if option in (words := line.split())[:-1]:
                    self.user_ns[words[words.index(option) + 1]] = ""
        return None

    def magic(self, line: str) -> Any:
        """Old spelling of a line magic."""
        name, _, rest = line.lstrip("%").partition(" ")
        return self.run_line_magic(name, rest)

    def system(self, command: str) -> None:
        """`!command`."""
        note(f"!{command}")

    def getoutput(self, command: str, **_: object) -> Any:
        """`x = !command`."""
        note(f"!{command}")
        return SList()

    def run_cell(self, source: str, *_: object, **__: object) -> None:
        """Run source as a cell of the notebook."""
        self._body(source)

    def ex(self, source: str) -> None:
        """Run source."""
        self._body(source)

    def ev(self, expression: str) -> Any:
        """The value of an expression."""
        return self._body(expression)

    def push(self, variables: dict[str, Any], **_: object) -> None:
        """Put variables into the notebook."""
        self.user_ns.update(variables)

    def register_magic_function(
        self, function: Callable[..., Any], magic_kind: str = "line", magic_name: str | None = None
    ) -> None:
        """A magic of the student's own."""
        kinds = ("line", "cell") if magic_kind == "line_cell" else (magic_kind,)
        for kind in kinds:
            self._own[kind, magic_name or function.__name__] = function

    def _line_run(self, line: str) -> None:
        """`%run file.py`: what lies in the working folder is run; it was written there by cells."""
        words = [word for word in line.split() if not word.startswith("-")]
        path = Path(words[0].strip("'\"")) if words else None
        if path is None or path.suffix != ".py":
            note("%run", "only a .py file can be run while grading")
            return
        self._execute(path.read_text(encoding="utf-8"), str(path))

    def _line_cd(self, line: str) -> None:
        """`%cd folder`: a folder that is not there is passed over."""
        folder = Path(line.strip("'\"") or ".").expanduser()
        if folder.is_dir():
            os.chdir(folder)
        else:
            note(f"%cd {line}", "there is no such folder while grading")

    def _line_pwd(self, _: str) -> str:
        return os.getcwd()

    def _line_env(self, line: str) -> Any:
        """`%env NAME=value` sets, `%env NAME` reads."""
        name, sign, value = line.partition("=") if "=" in line else line.partition(" ")
        if not line:
            return dict(os.environ)
        if not sign:
            return os.environ.get(name)
        os.environ[name.strip()] = value.strip()
        return None

    _line_set_env = _line_env

    def _line_pylab(self, _: str) -> None:
        self._body(_PYLAB)

    def _write(self, line: str, text: str) -> None:
        """`%%writefile [-a] path`."""
        words = line.split()
        append = words[:1] in (["-a"], ["--append"])
        path = Path(" ".join(words[append:]).strip("'\"")).expanduser()
        with path.open("a" if append else "w", encoding="utf-8") as file:
            file.write(text)

    def _capture(self, line: str, body: str) -> None:
        """`%%capture [options] [name]`: what the body prints is kept under the name."""
        streams = {
            name: io.StringIO() for name in ("stdout", "stderr") if f"--no-{name}" not in line
        }
        with contextlib.ExitStack() as stack:
            if "stdout" in streams:
                stack.enter_context(contextlib.redirect_stdout(streams["stdout"]))
            if "stderr" in streams:
                stack.enter_context(contextlib.redirect_stderr(streams["stderr"]))
            self._body(body)
        names = [word for word in line.split() if not word.startswith("-")]
        if names:
            kept: Any = CapturedIO
            self.user_ns[names[0]] = kept(streams.get("stdout"), streams.get("stderr"), [])

    def _timeit(self, line: str, cell: str, scope: dict[str, Any] | None) -> Any:
        """Once is enough; as in IPython, the variables that it makes are its own."""
        options, rest = _without_options(line)
        own = dict(self.user_ns if scope is None else scope)
        if cell:
            self._body(rest, own)
        began = time.perf_counter()
        self._body(cell or rest, own)
        took = time.perf_counter() - began
        if "-o" not in options:
            return None
        return types.SimpleNamespace(
            best=took, worst=took, average=took, stdev=0.0, loops=1, repeat=1,
            all_runs=[took], timings=[took],
        )  # fmt: skip

    def _scope(self, frame: types.FrameType) -> dict[str, Any] | None:
        """Variables that a magic within a function sees; None at the top of a cell."""
        if frame.f_locals is frame.f_globals or frame.f_globals is not self.user_ns:
            return None
        return {**self.user_ns, **frame.f_locals}

    def _body(self, source: str, names: dict[str, Any] | None = None) -> Any:
        with _kept_lines() as label:
            return self._execute(source, label, names)


_LINES = frozenset({"run", "cd", "pwd", "env", "set_env", "pylab"})


@contextlib.contextmanager
def _kept_lines() -> Iterator[str]:
    """The label of the cell that a magic stands in; its own lines stay those that traces show."""
    frame: types.FrameType | None = sys._getframe(3)
    while frame is not None and frame.f_code.co_filename == __file__:
        frame = frame.f_back
    label = frame.f_code.co_filename if frame is not None else "magic"
    kept = linecache.cache.get(label)
    try:
        yield label
    finally:
        if kept is not None:
            linecache.cache[label] = kept


def _without_options(line: str) -> tuple[list[str], str]:
    """Options and statement of a timing magic: `-n 10 -r 3 f(x)` is `f(x)`."""
    words, options = line.split(" "), []
    while words and words[0][:1] in ("", "-"):
        options.append(words.pop(0))
        if options[-1] in VALUED and words:
            options.append(words.pop(0))
    return options, " ".join(words)
