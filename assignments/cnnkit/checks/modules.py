"""What PyTorch makes of a network that is written down as a list of layers: expected values."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cnnkit.networks import Layer
from gradekit.layers import build
from gradekit.threads import one_thread


def shapes(layers: Sequence[Layer], input_shape: Sequence[int | None]) -> list[tuple[Any, ...]]:
    """The shape after each layer, found by running the layers on zeros.

    Args:
        layers: As `cnnkit.networks` describes them.
        input_shape: Shape of the batch; a batch size of None stays None.

    Raises:
        RuntimeError: If the layers do not fit together.
        ValueError: If they do not, in another way.
    """
    import torch

    N = input_shape[0]
    x = torch.zeros((2 if N is None else N, *(size or 0 for size in input_shape[1:])))
    found: list[tuple[Any, ...]] = []
    with one_thread(), torch.no_grad():
        for layer in layers:
            x = module(layer, x.dim())(x)
            found.append((N, *x.shape[1:]))
    return found


def places(settings: Sequence[tuple[int, ...]], ceil_mode: bool = False) -> list[int | None]:
    """How many places a window has on one axis.

    Args:
        settings: For each case n, k, s, p and d: pixels, window, stride, padding, dilation.
        ceil_mode: Whether to ask a pooling that rounds up, and not a convolution.

    Returns:
        The numbers; None where PyTorch refuses the case.
    """
    with one_thread():
        return [_places(*setting, ceil_mode) for setting in settings]


@lru_cache(maxsize=8192)
def _places(n: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int | None:
    """Kept, because every submission is asked about the same sizes."""
    import torch
    from torch.nn import functional

    x = torch.zeros(1, 1, n)
    try:
        if ceil_mode:
            return functional.max_pool1d(x, k, s, p, d, ceil_mode=True).shape[-1]
        return functional.conv1d(x, torch.zeros(1, 1, k), None, s, p, d).shape[-1]
    except RuntimeError:
        return None


def parameters(layers: Sequence[Layer]) -> dict[str, int]:
    """The number of learnable parameters of each named layer that has any."""
    counts = {}
    for layer in layers:
        own = sum(parameter.numel() for parameter in module(layer).parameters())
        if own:
            counts[layer["name"]] = own
    return counts


def module(layer: Layer, axes: int = 4) -> Any:
    """The PyTorch module of a layer in evaluation mode, its values left as memory has them.

    Args:
        layer: The layer.
        axes: How many axes its input has.
    """
    import torch

    with torch.device("meta"):  # draws no random numbers, which nobody needs for shapes
        made = build(layer, axes)
    return made.to_empty(device="cpu").eval()


def receptive_field(layers: Sequence[Layer]) -> tuple[int, int]:
    """Size and stride of the field of one output of a stack of convolutions and poolings.

    Found from the gradient: a layer passes the gradient of an output back to every input of its
    window, which is a transposed convolution with ones.

    Args:
        layers: Settings are single numbers; other kinds of layers change nothing.

    Returns:
        How many pixels lie from the first to the last one that an output depends on, and how far
        the fields of neighbouring outputs lie apart.
    """
    import torch

    gradient = torch.eye(2)[:, None, :]  # two outputs, side by side
    with one_thread():
        for layer in reversed(layers):
            if layer["kind"] in ("conv", "pool"):
                k = layer["kernel"]
                s: Any = layer.get("stride", k if layer["kind"] == "pool" else 1)
                d = layer.get("dilation", 1)
                gradient = torch.nn.functional.conv_transpose1d(
                    gradient, torch.ones(1, 1, k), stride=s, dilation=d
                ).clamp(max=1)
    first, second = (row.nonzero().flatten().tolist() for row in gradient[:, 0])
    return first[-1] - first[0] + 1, second[0] - first[0]
