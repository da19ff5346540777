"""Stand-ins for what a notebook counts on and a worker has not: front-ends, services, processes."""

import ast
import builtins
import contextlib
import functools
import importlib
import inspect
import sys
import types
from collections.abc import Callable, MutableSequence, Sequence
from typing import Any

from autograder.isolation.worker.inert import Inert, note
from autograder.isolation.worker.loops import wake_by_pipe

_COLAB = "google.colab"
_CAUGHT = frozenset({"ImportError", "ModuleNotFoundError", "Exception", "BaseException"})
_CALM = "_loads_by_itself"
_NO_INPUT = "input() has nobody to answer it while grading; assign the value in the cell"


def otter_stand_in() -> types.ModuleType:
    """A module that looks like Otter to a notebook and checks nothing."""
    module = types.ModuleType("otter")

    class Notebook(Inert):
        """Accepts what `otter.Notebook` accepts."""

        def __init__(self, *_: object, **__: object) -> None:
            return None

    vars(module)["Notebook"] = Notebook
    return module


def display(*objects: Any, raw: bool = False, display_id: object = None, **_: object) -> Any:
    """Print what IPython would show: text of a bundle, else the object's own."""
    for one in objects:
        print(one.get("text/plain", one) if raw and isinstance(one, dict) else repr(one))
    return Inert() if display_id else None


def stand_in_everywhere() -> None:
    """Make the libraries that are loaded fit for a worker; once, before student code is there."""
    builtins.input = _no_input
    wake_by_pipe()
    for home in ("IPython.display", "IPython.core.display_functions", "IPython.core.display"):
        if home in sys.modules:
            # The last is where it was before IPython 9, and where older notebooks look for it.
            vars(sys.modules[home])["display"] = display
    if "getpass" in sys.modules:
        sys.modules["getpass"].getpass = _no_input  # type: ignore[attr-defined]
    _alias("nest_asyncio", "nest_asyncio2")
    _calm_torch()
    if (pyplot := sys.modules.get("matplotlib.pyplot")) is not None:
        _calm_pyplot(pyplot)
    if (tqdm := sys.modules.get("tqdm")) is not None:
        # No thread that watches whether bars are drawn often enough.
        tqdm.tqdm.monitor_interval = 0


def stand_in_imports(tree_of: Callable[[str], ast.Module | None]) -> None:
    """Let a cell import `google.colab`; inside a `try` that asks where it runs, it is not there.

    Args:
        tree_of: The syntax tree of a cell by its label; None for any other file.
    """
    real = builtins.__import__

    def importing(
        name: str,
        globals: Any = None,  # noqa: A002  (as Python calls it)
        locals: Any = None,  # noqa: A002
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> Any:
        if name[:6] == "google" and level == 0:
            asks = name == _COLAB or name.startswith(_COLAB + ".")
            asks = asks or (name == "google" and "colab" in (fromlist or ()))
            frame = sys._getframe(1)
            tree = tree_of(frame.f_code.co_filename) if asks else None
            if tree is not None and not _caught(tree, frame.f_lineno):
                return _colab(name if fromlist else "google")
        module = real(name, globals, locals, fromlist or (), level)
        if name[:5] == "torch":
            # In a course that makes no use of it, it is loaded only now.
            _calm_torch()
        return module

    builtins.__import__ = importing


def _caught(tree: ast.Module, line: int) -> bool:
    """Whether an import at a line may fail: a `try` or `suppress` around it waits for that."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Try | ast.With):
            continue
        inside = node.body[0].lineno <= line <= (node.body[-1].end_lineno or 0)
        if not inside:
            continue
        if isinstance(node, ast.With):
            caught = any("suppress" in ast.unparse(item.context_expr) for item in node.items)
        else:
            caught = any(
                handler.type is None or _CAUGHT.intersection(_names(handler.type))
                for handler in node.handlers
            )
        if caught:
            return True
    return False


def _names(node: ast.expr) -> set[str]:
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


class _Module(types.ModuleType):
    """A module of which every part is inert, and which `sys.modules` does not know.

    Code that looks there to find out whether it runs on Colab must go on as it did elsewhere.
    """

    __path__: MutableSequence[str] = []  # noqa: RUF012  (as the base class has it)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        given: dict[str, Any] = {"upload": dict, "get": lambda *_: ""}
        return given.get(name) or _Module(f"{self.__name__}.{name}")

    def __call__(self, *_: object, **__: object) -> None:
        """Do nothing."""


def _colab(name: str) -> _Module:
    note(_COLAB, "Colab's own parts do nothing while grading")
    return _Module(name)


def _no_input(*_: object, **__: object) -> str:
    raise EOFError(_NO_INPUT)


def _alias(name: str, other: str) -> None:
    """Where the one package is not installed and a drop-in replacement is, take that."""
    for found in (name, other):
        with contextlib.suppress(ImportError):
            sys.modules[name] = importlib.import_module(found)
            return


def _calm_torch() -> None:
    """No worker processes and no compiler: a sandbox has neither, and neither changes a value."""
    torch: Any = sys.modules.get("torch")
    data: Any = sys.modules.get("torch.utils.data")
    loader = getattr(data, "DataLoader", None)
    if loader is None or not hasattr(torch, "compile") or hasattr(loader, _CALM):
        return
    setattr(loader, _CALM, True)
    made = loader.__init__
    signature = inspect.signature(made)

    @functools.wraps(made)
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:  # noqa: N807
        with contextlib.suppress(TypeError):
            given = signature.bind(self, *args, **kwargs).arguments
            workers = given.get("num_workers", 0)
            if isinstance(workers, int) and workers > 0:
                note(f"num_workers={workers}", "a DataLoader loads by itself while grading")
                given.update(
                    num_workers=0, timeout=0, prefetch_factor=None, persistent_workers=False,
                    multiprocessing_context=None,
                )  # fmt: skip
                args, kwargs = (), {k: v for k, v in given.items() if k != "self"}
        made(self, *args, **kwargs)

    loader.__init__ = __init__

    def same(model: Any = None, **_: object) -> Any:
        return model if model is not None else lambda decorated: decorated

    vars(torch)["compile"] = same
    torch.nn.Module.compile = lambda self, *_, **__: None


def _calm_pyplot(pyplot: types.ModuleType) -> None:
    """Any backend may be asked for, and `show` is done with the figures, as inline."""

    def nothing(*_: object, **__: object) -> None:
        return None

    def show(*_: object, **__: object) -> None:
        pyplot.close("all")

    vars(sys.modules["matplotlib"])["use"] = nothing
    vars(pyplot).update(switch_backend=nothing, show=show)
