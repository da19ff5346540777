"""How calls and values look in a message: short, and arrays by their shapes."""

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np

from gradekit.layers import listing
from gradekit.specs import describe, is_spec

LONGEST = 60


def is_tensor(value: Any) -> bool:
    """Whether a value is a torch tensor; torch is not imported to find out."""
    return isinstance(value, getattr(sys.modules.get("torch"), "Tensor", ()))


def as_array(value: Any) -> Any:
    """A tensor's values as a NumPy array; any other value as it is."""
    if not is_tensor(value):
        return value
    plain = value.detach().cpu()
    # NumPy knows no bfloat16.
    return (plain.float() if str(plain.dtype) == "torch.bfloat16" else plain).numpy()


def shape_text(shape: Sequence[int]) -> str:
    """A shape as the messages write it: `(2,3,8,8)`, `(5,)`, `()`."""
    inner = ",".join(str(size) for size in shape)
    return f"({inner},)" if len(shape) == 1 else f"({inner})"


def value_text(value: Any) -> str:
    """A value in a line: arrays of up to six numbers in full, larger ones by shape and dtype."""
    value = as_array(value)
    if isinstance(value, np.ndarray):
        if value.ndim == 1 and value.size <= 6:
            return f"{value.tolist()}"
        kind = "" if value.dtype == np.float64 or value.dtype.kind == "i" else f" {value.dtype}"
        return shape_text(value.shape) + kind
    if is_spec(value):
        return describe(value)
    if isinstance(value, list) and value and all(_is_layer(item) for item in value):
        return listing(value)
    text = repr(value.item() if isinstance(value, np.generic) else value)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _is_layer(value: Any) -> bool:
    """Whether a value is a layer as `gradekit.layers` writes it down."""
    return isinstance(value, dict) and isinstance(value.get("kind"), str)


def number_text(value: Any, digits: int = 6) -> str:
    """One number: whole ones without a point, others with six digits or as many as asked for."""
    number = value.item() if isinstance(value, np.generic | np.ndarray) else value
    if isinstance(number, bool | int):
        return str(number)
    if isinstance(number, float) and number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.{digits}g}"


def values_text(count: int) -> str:
    """So many values: `1 value`, `2 values`."""
    return f"{count} value" if count == 1 else f"{count} values"


def told_apart(first: Any, second: Any) -> tuple[str, str]:
    """Two numbers that differ, with as many digits as it takes to see it."""
    texts = ("", "")
    for digits in (6, 9, 12, 17):
        texts = number_text(first, digits), number_text(second, digits)
        if texts[0] != texts[1]:
            break
    return texts


def type_text(value: Any) -> str:
    """What a value is, in words."""
    if value is None:
        return "None"
    kind = type(value)
    if is_tensor(value):
        return f"a tensor of shape {shape_text(value.shape)}"
    if isinstance(value, np.ndarray):
        if value.ndim == 0:
            return f"a NumPy number ({value.dtype})"
        return f"an array of shape {shape_text(value.shape)}"
    if isinstance(value, np.generic):
        return f"a NumPy number ({value.dtype})"
    if kind.__module__.split(".")[0] == "torch":
        return f"a torch {kind.__name__}"
    name = kind.__name__
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def call_text(name: str, parameters: Sequence[str], args: Sequence[Any], kwargs: Any) -> str:
    """The call: `conv2d_forward(x (2,3,8,8), w (4,3,3,3), stride=2)`."""
    parts = []
    for position, argument in enumerate(args):
        label = parameters[position] if position < len(parameters) else ""
        joint = " " if _has_shape(argument) and label else "=" if label else ""
        parts.append(f"{label}{joint}{value_text(argument)}")
    for key, argument in kwargs.items():
        joint = " " if _has_shape(argument) else "="
        parts.append(f"{key}{joint}{value_text(argument)}")
    return f"{name}({', '.join(parts)})"


def _has_shape(argument: Any) -> bool:
    return isinstance(argument, np.ndarray) or is_tensor(argument)
