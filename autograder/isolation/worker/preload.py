"""What the warm process imports before it forks, so that no worker pays for it."""

import gc
import importlib
import os
import sys
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress

from autograder.isolation.worker.absent import stand_in_everywhere

MODULES = (
    *("numpy", "numpy.random", "numpy.linalg", "numpy.fft", "numpy.testing"),
    # Before any worker: the first import looks for fonts, and says so.
    *("matplotlib", "matplotlib.pyplot", "matplotlib.backends.backend_agg", "matplotlib.patches"),
    *("IPython.core.inputtransformer2", "IPython.display", "ipywidgets"),
    *("tqdm", "tqdm.auto", "tqdm.notebook", "getpass", "asyncio", "concurrent.futures"),
    *("ast", "dataclasses", "inspect", "json", "math", "typing", "unittest", "warnings"),
    *("collections", "contextlib", "copy", "functools", "itertools", "pathlib", "random", "time"),
    "autograder.isolation.worker.server",
)
WHERE_USED = {
    "torch": (
        *("torch", "torch.nn", "torch.nn.functional", "torch.optim", "torch.utils.data"),
        "gradekit.probes.examine",
    ),
}
"""Seconds of imports, by library: for courses that use it."""

LATER = {
    "torch": (
        # What torch.export loads first. A network exported here would ask CUDA's driver; see below.
        *("sympy", "torch.fx.experimental.symbolic_shapes", "torch._dynamo", "torch._export"),
        *("torch.export._trace", "torch._export.non_strict_utils"),
        "torch._export.serde.serialize",
    ),
    "scipy": ("scipy", "scipy.signal", "scipy.ndimage"),
    "matplotlib": ("matplotlib.animation",),
}
"""The same of what few notebooks need; half of the time that all of it takes."""


def preload(library: str | None, modules: Sequence[str], unused: Sequence[str] = ()) -> None:
    """Import what nearly every notebook needs, warm what is slow the first time.

    Args:
        library: Folder of the course's own package; None if it has none.
        modules: What the course wants to be there from the start.
        unused: Libraries of `WHERE_USED` that the course makes no use of.
    """
    slow = [name for key, names in WHERE_USED.items() if key not in unused for name in names]
    os.environ["MPLBACKEND"] = "Agg"
    for name in (*MODULES, *slow, *_modules_of("gradekit"), *_library(library), *modules):
        _import(name)
    _quietly(_warm_torch)
    _quietly(_warm_matplotlib)
    _quietly(stand_in_everywhere)
    # A notebook's plt.show() has nowhere to show; that is not a fault of the student's.
    warnings.filterwarnings("ignore", message=".*non-interactive, and thus cannot be shown")


def later(unused: Sequence[str] = ()) -> Iterator[None]:
    """Import the rest, a piece a step, and keep all of it out of the collector.

    Args:
        unused: See `preload`.
    """
    for key, names in LATER.items():
        for name in names if key not in unused else ():
            _import(name)
            yield
    _quietly(_warm_optimizers)
    gc.collect()
    gc.freeze()
    yield


def _import(name: str) -> None:
    """Import a module, unless it is absent or broken.

    The notebook that needs it will say so, the others go on.
    """
    with suppress(Exception):
        _quietly(lambda: importlib.import_module(name))


def _quietly(action: Callable[[], object]) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        action()


def _library(folder: str | None) -> list[str]:
    """All modules of the course's own package, which can be imported from now on."""
    if folder is None:
        return []
    # Last: it must not stand in for a library of the same name.
    sys.path.append(os.path.dirname(folder))
    return _modules_of(os.path.basename(folder))


def _modules_of(name: str) -> list[str]:
    """A package and its modules, one level down."""
    try:
        package = importlib.import_module(name)
    except Exception:
        return []
    names = {
        entry.name.removesuffix(".py")
        for folder in package.__path__
        for entry in os.scandir(folder)
        if entry.name.endswith(".py") or entry.is_dir()
    }
    return [name, *(f"{name}.{module}" for module in sorted(names) if module.isidentifier())]


def _warm_torch() -> None:
    """One forward pass on one thread: the first asks /proc what processor it is, and no worker can.

    No backward pass: it asks CUDA's driver how many GPUs there are, and so does an optimizer's
    step. Where there is one, no child of this process could use it any more, and autograd would
    refuse to run in any of them, on the CPU too.
    Source: PyTorch, `Engine::start_device_threads` and the note on poisoned forks.
    """
    torch = sys.modules.get("torch")
    if torch is None:
        return
    torch.set_num_threads(1)
    network = torch.nn.Sequential(
        torch.nn.Conv2d(1, 2, 3), torch.nn.Flatten(), torch.nn.Linear(8, 2)
    )
    torch.nn.functional.cross_entropy(network(torch.zeros(2, 1, 4, 4)), torch.tensor([0, 1]))


def _warm_optimizers() -> None:
    """The first optimizer of a process takes a second to be made."""
    torch = sys.modules.get("torch")
    if torch is None:
        return
    parameters = [torch.nn.Parameter(torch.zeros(2))]
    torch.optim.SGD(parameters, lr=0.1, momentum=0.9)
    torch.optim.Adam(parameters)


def _warm_matplotlib() -> None:
    """The first text that is drawn looks for fonts."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is None:
        return
    figure = pyplot.figure()
    figure.text(0.5, 0.5, "x")
    figure.canvas.draw()
    pyplot.close("all")
