"""Recognising a likely slip from the wrong result alone, in words and without numbers."""

import numpy as np
from numpy.typing import NDArray

CLOSE = 1e-6


def shape_slip(got: tuple[int, ...], expected: tuple[int, ...]) -> str:
    """What a wrong shape suggests; empty if nothing."""
    if len(got) != len(expected):
        return f"The result needs {_axes(len(expected))}, this one has {_axes(len(got))}."
    if len(got) < 2:
        return ""
    if got[:-2] == expected[:-2] and got[-2:] == expected[-2:][::-1]:
        return "Height and width are exchanged."
    if got[:-2] == expected[:-2]:
        height, width = got[-2] - expected[-2], got[-1] - expected[-1]
        if height == width == -1:
            return "One row and one column too few: count the positions, both ends included."
        if height == width == 1:
            return "One row and one column too many: the kernel must lie inside at every position."
    return ""


def _axes(number: int) -> str:
    words = ("no axes", "one axis", "two axes", "three axes", "four axes")
    return words[number] if number < len(words) else f"{number} axes"


def value_slip(got: NDArray[np.float64], expected: NDArray[np.float64]) -> str:
    """What wrong values suggest; empty if nothing. Shapes are equal."""
    if got.size < 2 or not np.any(expected):
        return ""
    if _equal(got, expected):
        return "They are nearly right: somewhere the sums are kept in too few digits."
    if not np.any(got):
        return "Every value is zero: is the result ever written to?"
    if _equal(got, -expected):
        return "Every value has the wrong sign."
    if np.array_equal(got, np.trunc(expected)) or np.array_equal(got, np.floor(expected)):
        return "The fractions are cut off: the result is stored as integers."
    if np.array_equal(got, np.mod(expected, 256)):
        return "Large sums wrap around: they are stored in too small a type."
    if got.ndim >= 2 and not _equal(expected, expected[..., ::-1, ::-1]):
        if _equal(got, expected[..., ::-1, ::-1]):
            return "The values are right, but in reversed order."
        if got.shape[-1] == got.shape[-2] and _equal(got, np.swapaxes(expected, -1, -2)):
            return "The values are right, but rows and columns are exchanged."
    if _equal(np.sort(got, axis=None), np.sort(expected, axis=None)):
        return "The values are right, but not in their places: look at the order of the axes."
    nonzero = np.abs(expected) > CLOSE
    if nonzero.all() and _equal(got / expected, np.full_like(got, (got / expected).flat[0])):
        return "Every value is off by the same factor."
    return ""


def _equal(first: NDArray[np.float64], second: NDArray[np.float64]) -> bool:
    return bool(np.allclose(first, second, rtol=CLOSE, atol=CLOSE))
