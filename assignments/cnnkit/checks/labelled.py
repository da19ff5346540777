"""Checks of pictures that a student's function deals with their labels, in any order."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.examined import Examined, fails
from gradekit.checks.show import as_array, is_tensor, shape_text, type_text, values_text

SIGMAS = 5.0
"""How far a mean or a spread may be off: an honest one is once in a million."""

EXACT = 1e-6
"""For float32 pictures without noise."""


def labelled_images(
    examined: Examined, n: int, patterns: Sequence[Any], noise: float = 0.0, hint: str = ""
) -> None:
    """Fail unless a function returned n pictures with labels: each its class's pattern and noise.

    Args:
        examined: What `ran` returned; its value should be (images, labels).
        n: Number of pictures.
        patterns: What the pictures of each class look like without noise, (H, W) each.
        noise: Standard deviation of the normal noise.
        hint: A sentence on the likely slip.

    Raises:
        CheckFailed: At the first of type, shape, dtype, labels, balance, pattern, noise.
    """
    clean = np.stack([as_array(pattern) for pattern in patterns]).astype(np.float64)[:, None]
    images, labels = _pair(examined)
    _form(examined, "X", images, (n, *clean.shape[1:]), "float32")
    _form(examined, "y", labels, (n,), "int64")
    X, y = as_array(images).astype(np.float64), as_array(labels)
    _labels(examined, y, len(clean))
    left = X - clean[y]
    if noise:
        _noise(examined, left, clean[y] > 0, noise)
        return
    wrong = np.flatnonzero(~(np.abs(left) <= EXACT).all((1, 2, 3)))  # a nan is wrong, too
    if len(wrong) and examined.subject.discreet:
        _fail(examined, f"without noise, the images of class {y[wrong[0]]} are wrong.", hint)
    if len(wrong):
        k = int(wrong[0])
        _fail(
            examined,
            f"without noise, X[{k}, 0] with label {y[k]} is\n{_drawn(X[k, 0])}\nand should be\n"
            f"{_drawn(clean[y[k], 0])}",
            hint,
        )


def _pair(examined: Examined) -> Sequence[Any]:
    value = examined.value
    if not isinstance(value, tuple | list):
        _fail(examined, f"returned {type_text(value)}, expected the pair X, y.")
    if len(value) != 2:
        _fail(examined, f"returned {values_text(len(value))}, expected the pair X, y.")
    return value


def _form(examined: Examined, name: str, got: Any, shape: tuple[int, ...], dtype: str) -> None:
    if not is_tensor(got):
        _fail(examined, f"{name} is {type_text(got)}, expected a tensor.")
    quiet = examined.subject.discreet
    if tuple(got.shape) != shape:
        told = "" if quiet else f" {shape_text(got.shape)}, expected {shape_text(shape)}"
        axes = len(got.shape) != len(shape)
        slip = f"{name} has {len(shape)} axes{', N, C, H, W' * (len(shape) == 4)}." if axes else ""
        _fail(examined, f"{name} has the wrong shape{told}.", slip)
    own = str(got.dtype).removeprefix("torch.")
    if own != dtype:
        _fail(examined, f"{name} has dtype {own}, expected {dtype}.")


def _labels(examined: Examined, y: NDArray[np.int64], classes: int) -> None:
    if len(y) and not ((y >= 0) & (y < classes)).all():
        _fail(examined, "y holds other labels than 0 and 1.")
    counts = np.bincount(y, minlength=classes)
    if counts.max() - counts.min() > 1:
        told = "" if examined.subject.discreet else f": {counts[0]} of class 0, {counts[1]} of 1"
        _fail(examined, f"the classes are not balanced{told}.", "Half of the images each.")


def _noise(
    examined: Examined, left: NDArray[np.float64], lit: NDArray[np.bool_], noise: float
) -> None:
    """Mean and spread of what is left of the pictures without their patterns."""
    for where, values in (("on the stripe", left[lit]), ("beside the stripe", left[~lit])):
        error = noise / np.sqrt(values.size)
        if not abs(values.mean()) <= SIGMAS * error:
            _fail(
                examined,
                f"the pixels {where} have another mean than they should.",
                "Normal noise around 0 everywhere, and 1 added to it on the stripe.",
            )
        if not abs(values.std() - noise) <= SIGMAS * error / np.sqrt(2):
            _fail(
                examined,
                f"the pixels {where} have another standard deviation than `noise`.",
                "noise * torch.randn(...) has the standard deviation noise.",
            )


def _drawn(picture: NDArray[np.float64]) -> str:
    return "\n".join("  " + " ".join(f"{value:.3g}" for value in row) for row in picture + 0.0)


def _fail(examined: Examined, told: str, hint: str = "") -> None:
    fails(examined, "\n".join(filter(None, (f"{examined.place}: {told}", hint))))
