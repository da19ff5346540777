"""Whether two plain values are the same but for rounding: what diagnosis compares by."""

import sys
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import torch

RTOL = 1e-7
"""Two ways to add up the same products agree to about 1e-12; other inputs differ by far more."""

SINGLE_RTOL = 1e-4
"""The same for float32, where sums of a few dozen products differ by about 1e-5."""


def equal(predicted: Any, got: Any) -> bool:
    """Whether a value is the predicted one: same type, shape and dtype, and equal numbers.

    Args:
        predicted: Arrays, tensors, numbers, texts, and containers of them.
        got: What is held against it.
    """
    if _is_tensor(predicted):
        return _is_tensor(got) and _tensors_equal(predicted, got)
    if isinstance(predicted, np.ndarray | np.generic):
        if not isinstance(got, np.ndarray | np.generic) or predicted.shape != got.shape:
            return False
        return _dtype_class(predicted) == _dtype_class(got) and _close(predicted, got)
    if isinstance(predicted, tuple | list):
        return (
            isinstance(got, tuple | list)
            and len(predicted) == len(got)
            and all(map(equal, predicted, got))
        )
    if isinstance(predicted, dict):
        return (
            isinstance(got, dict)
            and predicted.keys() == got.keys()
            and all(equal(predicted[key], got[key]) for key in predicted)
        )
    if type(predicted) is not type(got):
        return False
    return _close(predicted, got) if isinstance(predicted, float) else bool(predicted == got)


def numbers_in(value: Any) -> int:
    """How many numbers the arrays and tensors of a value hold, containers included."""
    if isinstance(value, np.ndarray):
        return value.size
    if _is_tensor(value):
        return int(value.numel())
    if isinstance(value, dict):
        return sum(map(numbers_in, value.values()))
    return sum(map(numbers_in, value)) if isinstance(value, list | tuple) else 0


def _is_tensor(value: Any) -> bool:
    """Whether a value is a torch tensor; torch is not imported to find out."""
    return isinstance(value, getattr(sys.modules.get("torch"), "Tensor", ()))


def _tensors_equal(predicted: "torch.Tensor", got: "torch.Tensor") -> bool:
    if predicted.shape != got.shape or predicted.requires_grad != got.requires_grad:
        return False
    if predicted.dtype != got.dtype:
        return False
    import torch

    if predicted.dtype == torch.bfloat16:
        return torch.equal(predicted, got)
    return _close(predicted.detach().numpy(), got.detach().numpy())


def _dtype_class(value: Any) -> str:
    """Integers of any width are alike; floats are not, as their digits differ."""
    dtype = np.asarray(value).dtype
    return str(dtype) if dtype.kind in "fc" or dtype.itemsize == 1 else dtype.kind


def _close(predicted: Any, got: Any) -> bool:
    wanted = np.asarray(predicted)
    # To the bit, as most values are that are equal at all.
    alike = np.array_equal(wanted, got)
    if alike or wanted.dtype.kind not in "iufc":
        return bool(alike)
    rtol = SINGLE_RTOL if wanted.dtype.itemsize <= 4 and wanted.dtype.kind == "f" else RTOL
    return bool(np.allclose(predicted, got, rtol=rtol, atol=rtol, equal_nan=True))
