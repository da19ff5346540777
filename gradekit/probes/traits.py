"""What right answers have in common where no call can be varied: traits of one result.

A function without arguments, or one whose answer may be one of many, is not told right from wrong
by a value. These probes call it and report a property that can be held against a rule.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from gradekit.probes.calls import assemble
from gradekit.probes.forward import probe
from gradekit.probes.plain_values import is_tensor, plain

NEARLY = 1e-6
"""A sum is zero if it is at most this share of the largest factor."""

DIGITS = 4
"""Digits after the point of a sum: weights of single precision add up to no more."""


@probe
def weighted(function: Callable[..., Any], entry: int | str, window: Any) -> dict[str, Any]:
    """Weigh numbers by an array that a function returns, and add the products up.

    Args:
        function: The student's function, without arguments; returns a dictionary or a sequence.
        entry: Key or position of the array of weights.
        window: Numbers, one for each weight and in the same shape.

    Returns:
        `sum`: the sum of weight times number. `sign`: 1, 0 or -1; of rules that leave the scale
        open. Both are missing, and `found` is what is there, where that is no such array.
    """
    answer = plain(function())
    held = isinstance(answer, Mapping) and entry in answer
    placed = isinstance(answer, list | tuple) and isinstance(entry, int) and entry < len(answer)
    weights = answer[entry] if held or placed else None
    numbers = np.asarray(window, dtype=float)
    array = np.asarray(weights) if _is_array(weights) else np.empty(0, dtype=bool)
    if array.dtype.kind not in "iuf" or array.shape != numbers.shape:
        return {"found": weights}
    total = float((array.astype(float) * numbers).sum())
    nothing = abs(total) <= NEARLY * float(np.abs(numbers).max(initial=0.0))
    return {"sum": round(total, DIGITS), "sign": 0 if nothing else int(np.sign(total))}


@probe
def traits(function: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Call a function and describe the form of what comes.

    Args:
        function: The student's function.
        *args: Positional arguments.
        **kwargs: Keyword arguments.

    Returns:
        `keys in order`: the keys of a dictionary. `axes of each item`: of a sequence, how many axes
        each item has, None for what is no array; None of what has no items. `something negative`:
        whether an item holds a negative number. `items of zeros`: positions of arrays that hold
        nothing else. What does not apply is missing.
    """
    positional, named = assemble(args, kwargs)
    value = plain(function(*positional, **named))
    if isinstance(value, Mapping):
        return {"keys in order": list(value)}
    if not isinstance(value, list | tuple):
        return {"axes of each item": None}
    known = ((place, np.asarray(one)) for place, one in enumerate(value) if _is_array(one))
    arrays = {place: one for place, one in known if one.dtype.kind in "biuf"}
    axes = [arrays[place].ndim if place in arrays else None for place in range(len(value))]
    return {
        "axes of each item": axes,
        "something negative": any(bool((one < 0).any()) for one in arrays.values()),
        "items of zeros": [place for place, one in arrays.items() if not one.any()],
    }


def _is_array(value: Any) -> bool:
    if is_tensor(value):
        return not value.requires_grad
    return isinstance(value, np.ndarray)
