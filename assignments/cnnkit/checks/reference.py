"""Expected values from PyTorch, for tests: arrays in, arrays out, computed in float64."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.threads import one_thread

Pair = int | tuple[int, int]


def conv2d(
    x: NDArray[Any],
    w: NDArray[Any],
    b: NDArray[Any] | None = None,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> NDArray[Any]:
    """What `torch.nn.functional.conv2d` gives.

    Args:
        x: Input, (N, C, H, W).
        w: Filters, (F, C // groups, kH, kW).
        b: Bias, (F,), or None.
        stride: Steps between positions.
        padding: Zeros on each side.
        dilation: Distance between the kernel's rows and columns.
        groups: Number of groups of channels.

    Returns:
        (N, F, Ho, Wo), float64; float32 if all arguments are.
    """
    import torch

    bias = None if b is None else torch.from_numpy(_wide(b))
    with one_thread():
        y = torch.nn.functional.conv2d(
            torch.from_numpy(_wide(x)), torch.from_numpy(_wide(w)), bias, stride, padding,
            dilation, groups,
        )  # fmt: skip
    return y.numpy().astype(_result_dtype(x, w, b))


def correlation(image: NDArray[Any], kernel: NDArray[Any]) -> NDArray[np.float64]:
    """Cross-correlation at the positions where the kernel lies inside, (H-kH+1, W-kW+1)."""
    result: NDArray[np.float64] = conv2d(
        np.asarray(image, dtype=np.float64)[None, None],
        np.asarray(kernel, dtype=np.float64)[None, None],
    )[0, 0]
    return result


def conv2d_gradients(
    dout: NDArray[Any], x: NDArray[Any], w: NDArray[Any], stride: Pair, padding: Pair
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Gradients of `sum(dout * conv2d(x, w, b))`, by what autograd itself calls for a convolution.

    Autograd's engine takes half a second to start, which this spares every student; that both
    agree is tested.

    Args:
        dout: Gradient of the output, (N, F, Ho, Wo).
        x: Input, (N, C, H, W).
        w: Filters, (F, C, kH, kW).
        stride: Steps between positions.
        padding: Zeros on each side.

    Returns:
        Gradients of x, w and b, shaped like these; b has shape (F,).
    """
    import torch

    arrays = [torch.from_numpy(_wide(array)) for array in (dout, x, w)]
    steps, border = _pair(stride), _pair(padding)
    with one_thread():
        dx, dw, db = torch.ops.aten.convolution_backward(
            *arrays, [len(w)], steps, border, [1, 1], False, [0, 0], 1, [True, True, True]
        )
    return dx.numpy(), dw.numpy(), db.numpy()


def max_pool2d(
    x: NDArray[Any], kernel: Pair, stride: Pair | None = None, padding: Pair = 0
) -> NDArray[Any]:
    """What `torch.nn.functional.max_pool2d` gives, in the dtype of x; (N, C, Ho, Wo)."""
    import torch

    # float64 holds every integer that occurs in tests; torch pools no uint8.
    with one_thread():
        y = torch.nn.functional.max_pool2d(torch.from_numpy(_wide(x)), kernel, stride, padding)
    return y.numpy().astype(x.dtype)


def avg_pool2d(
    x: NDArray[Any],
    kernel: Pair,
    stride: Pair | None = None,
    padding: Pair = 0,
    count_include_pad: bool = True,
) -> NDArray[Any]:
    """What `torch.nn.functional.avg_pool2d` gives: float32 for float32, else float64."""
    import torch

    with one_thread():
        y = torch.nn.functional.avg_pool2d(
            torch.from_numpy(_wide(x)), kernel, stride, padding, False, count_include_pad
        )
    return y.numpy().astype(_result_dtype(x))


def max_pool2d_gradient(
    dout: NDArray[Any], x: NDArray[Any], kernel: Pair, stride: Pair | None = None
) -> NDArray[np.float64]:
    """Gradient of `sum(dout * max_pool2d(x, kernel, stride))`, by what autograd calls for it.

    Where a window has several largest entries, the first one in reading order gets the gradient.
    """
    import torch

    sizes, steps = _pair(kernel), _pair(kernel if stride is None else stride)
    wide, given = torch.from_numpy(_wide(x)), torch.from_numpy(_wide(dout))
    with one_thread():
        _, places = torch.nn.functional.max_pool2d(wide, sizes, steps, return_indices=True)
        dx = torch.ops.aten.max_pool2d_with_indices_backward(
            given, wide, sizes, steps, [0, 0], [1, 1], False, places
        )
    return dx.numpy()


def _pair(value: Pair) -> list[int]:
    return [value, value] if isinstance(value, int) else list(value)


def _wide(array: NDArray[Any]) -> NDArray[np.float64]:
    return np.array(array, dtype=np.float64)


def _result_dtype(*arrays: NDArray[Any] | None) -> type[np.float32] | type[np.float64]:
    given = [array for array in arrays if array is not None]
    return np.float32 if all(array.dtype == np.float32 for array in given) else np.float64
