"""Which library operations a function uses while it runs: for questions that ask to build them."""

import sys
import threading
from collections.abc import Callable
from contextlib import nullcontext
from types import FrameType
from typing import Any

from gradekit.libraries import declared
from gradekit.probes.forward import probe

TORCH_OPERATIONS = (
    "conv", "im2col", "col2im", "fft", "pool", "mkldnn_convolution", "slow_conv",
)  # fmt: skip
"""Beginnings of the names of ATen operations that are a convolution or do its work."""

BANNED: dict[str, tuple[str, ...]] = {
    "numpy": ("scipy", "numpy.fft", "torch.fft", "cv2", "skimage", "PIL"),
    "course": (),
}
"""Modules that a banned set covers, besides what comes with the course. With `numpy`, NumPy's
`convolve` and `correlate` and torch's own convolutions are banned, too."""

NUMPY_FUNCTIONS = frozenset({"convolve", "correlate"})


@probe
def operations(
    function: Callable[..., Any], *args: Any, banned: str = "numpy", **kwargs: Any
) -> list[str]:
    """Names of the banned library calls that a function makes, in order and without repeats.

    Args:
        function: The student's function, which is called once.
        *args: Its positional arguments.
        banned: Which set of `BANNED`.
        **kwargs: Its keyword arguments.

    Returns:
        Names such as `scipy.signal.correlate2d` or `torch aten.convolution`; empty if there are
        none. Starting a thread counts as one, because work in it could not be seen. What the
        function raises ends it and nothing else: the checks of its values speak of that.
    """
    found: dict[str, None] = {}
    modules = (*BANNED[banned], *sorted(declared()))
    functions = NUMPY_FUNCTIONS if banned == "numpy" else frozenset()
    entered: list[FrameType] = []

    def watch(frame: FrameType, event: str, argument: Any) -> None:
        if entered:
            # Only the way in counts, not what the library calls in its turn.
            if event == "return" and frame is entered[0]:
                entered.clear()
            return
        if event == "call":
            module, name = str(frame.f_globals.get("__name__", "")), frame.f_code.co_name
        elif event == "c_call":
            module, name = str(getattr(argument, "__module__", "")), argument.__name__
        else:
            return
        if _is_banned(module, name, modules, functions):
            found.setdefault(_public_name(module, name))
            if event == "call":
                entered.append(frame)

    previous = sys.getprofile()
    with _torch_watch(found) if banned == "numpy" else nullcontext():
        sys.setprofile(watch)
        try:
            function(*args, **kwargs)
        except (Exception, SystemExit):  # noqa: BLE001
            # Only the operations are asked for here; the same call is checked for its outcome.
            return list(found)
        finally:
            sys.setprofile(previous)
    return list(found)


def _is_banned(module: str, name: str, modules: tuple[str, ...], functions: frozenset[str]) -> bool:
    if name == "start_new_thread" or (module == threading.__name__ and name == "start"):
        return True
    if name.endswith("_dispatcher") or module.startswith("gradekit.probes."):
        # NumPy asks a dispatcher of its own first; this module watches.
        return False
    if module.split(".")[0] == "numpy" and name in functions:
        return True
    return any(module == entry or module.startswith(entry + ".") for entry in modules)


def _public_name(module: str, name: str) -> str:
    """`scipy.signal.correlate2d` for a function of `scipy.signal._signaltools`."""
    parts = [part for part in module.split(".") if not part.startswith("_")]
    if parts[:1] == ["numpy"] and name in NUMPY_FUNCTIONS:
        parts = ["numpy"]
    return ".".join(parts if name == "<module>" else [*parts, name])


def _torch_watch(found: dict[str, None]) -> Any:
    """Notes ATen operations that are banned, whichever name they were called by."""
    if "torch" not in sys.modules:
        # It was never imported: no call of it can be made.
        return nullcontext()
    from torch.utils._python_dispatch import TorchDispatchMode

    class Tracing(TorchDispatchMode):
        @classmethod
        def _should_skip_dynamo(cls) -> bool:
            # Else the first operation imports the whole compiler, which takes a second or two.
            return False

        def __torch_dispatch__(
            self, func: Any, types: Any, args: Any = (), kwargs: Any = None
        ) -> Any:
            name = func.name().removeprefix("aten::").split(".")[0]
            if name.lstrip("_").startswith(TORCH_OPERATIONS) or "pool" in name:
                found.setdefault(f"torch aten.{name}")
            return func(*args, **(kwargs or {}))

    return Tracing()
