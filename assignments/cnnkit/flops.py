"""How much arithmetic a network does for one picture."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode

__all__ = ["flops"]


def flops(model: nn.Module, shape: Sequence[int] = (3, 32, 32)) -> int:
    """Floating-point operations of one forward pass on one picture.

    A multiplication and the addition that follows are two operations, and only convolutions and
    matrix products count: the rest of a network is small beside them, and counting it is a matter
    of taste (the convention of `torch.utils.flop_counter`).

    Args:
        model: Any network, on any device (on `meta` nothing is computed); its mode is restored.
        shape: `(C, H, W)` of the picture.

    Returns:
        The number of operations.
    """
    first = next(model.parameters(), None)
    device = first.device if first is not None else torch.device("cpu")
    dtype = first.dtype if first is not None else torch.float32
    picture = torch.zeros(1, *shape, device=device, dtype=dtype)
    modes = {module: module.training for module in model.modules()}
    counter = _Counter()
    model.eval()
    try:
        with torch.no_grad(), counter:
            model(picture)
    finally:
        for module, mode in modes.items():
            module.training = mode
    return counter.total


class _Counter(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Adds up the operations of what runs inside."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.total = 0

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        # Else the first operation imports the whole compiler, which takes a second or two.
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        result = func(*args, **(kwargs or {}))
        count = _COUNTS.get(func.name().removeprefix("aten::").split(".")[0])
        if count is not None:
            self.total += count(args, result)
        return result


def _convolution(args: Sequence[Any], result: Tensor) -> int:
    """Every output is a sum over a window of one group's channels; transposed, every input is."""
    x, weight, transposed = args[0], args[1], bool(args[6])
    touched: Tensor = x if transposed else result
    return 2 * touched.numel() * math.prod(weight.shape[1:])


def _product(place: int) -> Callable[[Sequence[Any], Tensor], int]:
    """Of (..., m, k) and (..., k, n), whose first one is the argument at `place`."""
    return lambda args, result: 2 * result.numel() * int(args[place].shape[-1])


_COUNTS: dict[str, Callable[[Sequence[Any], Tensor], int]] = {
    "convolution": _convolution,
    "_convolution": _convolution,
    "mm": _product(0),
    "bmm": _product(0),
    "addmm": _product(1),
    "baddbmm": _product(1),
}
