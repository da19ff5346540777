"""Checking what a dropout layer made of its input."""

import math
from typing import Any

from gradekit.checks.failures import CheckFailed
from gradekit.checks.show import is_tensor, shape_text, type_text

FAR = 5.0
"""Standard deviations by which a share may be off: by chance in one of two million cases."""


def dropped(question: str, where: str, x: Any, y: Any, p: float) -> None:
    """Fail unless every number of `y` is zero or that of `x` over `1 - p`, about a share `p` zero.

    Args:
        question: Question id.
        where: What the message begins with.
        x: The input, a tensor of numbers that are not zero.
        y: What the student's function returned.
        p: Probability of a zero, between 0 and 1 but neither.

    Raises:
        CheckFailed: At the first property that does not hold.
    """
    if not is_tensor(y):
        raise CheckFailed(f"{where}: a tensor is expected by {question}, got {type_text(y)}.")
    if y.shape != x.shape or y.dtype != x.dtype:
        raise CheckFailed(
            f"{where}: the result has shape {shape_text(y.shape)} and dtype {y.dtype}, x has "
            f"{shape_text(x.shape)} and {x.dtype}."
        )
    zero = y == 0
    right = x / (1 - p)
    near = (y - right).abs() <= 1e-9 * (1 + right.abs())  # false for nan
    if not bool((zero | near).all()):
        if bool((zero | ((y - x).abs() <= 1e-9)).all()):
            raise CheckFailed(
                f"{where}: the numbers that are kept stay as they are; divide them by 1 - p, so "
                "that the expected value is that of x."
            )
        raise CheckFailed(f"{where}: there are numbers that are neither zero nor x / (1 - p).")
    count = x.numel()
    if abs(int(zero.sum()) - p * count) > FAR * math.sqrt(p * (1 - p) * count) + 1:
        raise CheckFailed(
            f"{where}: the share of zeros is not p. A number is kept with probability 1 - p, when "
            "what was drawn for it is at least p."
        )
    _each_by_itself(where, zero, p)


def _each_by_itself(where: str, zero: Any, p: float) -> None:
    """Along no axis are all slices dropped alike."""
    if zero.numel() < 100:
        return
    for axis in range(zero.dim()):
        if zero.shape[axis] > 1 and bool((zero == zero.narrow(axis, 0, 1)).all()):
            raise CheckFailed(
                f"{where}: whole rows or columns are dropped together. Draw a random number for "
                "every number of x: torch.rand(x.shape, ...)."
            )
