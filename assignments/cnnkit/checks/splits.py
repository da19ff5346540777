"""Checking a split into training and validation indices."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.failures import CheckFailed
from gradekit.checks.show import type_text, values_text


def split(
    question: str,
    found: Any,
    labels: NDArray[Any],
    n_val: int,
    *,
    topic: str = "",
    hidden: bool = False,
) -> None:
    """Fail unless two arrays of indices split a set, with the same share of every class in both.

    Args:
        question: Question id.
        found: What the student's function returned.
        labels: (N,), the classes; the shares of `n_val` come out whole.
        n_val: Number of indices that the second array must have.
        topic: What the case is about, for the message.
        hidden: Whether the message must say no numbers of the case.

    Raises:
        CheckFailed: At the first property that does not hold.
    """
    where = f"{question}, {topic}" if topic else question
    train, val = _arrays(where, found)
    if len(val) != n_val:
        numbers = "" if hidden else f": {len(val)} instead of {n_val}"
        raise CheckFailed(f"{where}: val does not hold n_val indices{numbers}.")
    both = np.concatenate([train, val])
    if both.size and not (both.min() >= 0 and both.max() < len(labels)):
        raise CheckFailed(f"{where}: there are indices outside 0 to N - 1.")
    times = np.bincount(both, minlength=len(labels))
    if np.intersect1d(train, val).size:
        raise CheckFailed(
            f"{where}: some images are in train and in val. What the network has memorised "
            "cannot judge it."
        )
    if times.max() > 1:
        raise CheckFailed(f"{where}: an index comes twice.")
    if times.min() < 1:
        raise CheckFailed(f"{where}: some images are in neither train nor val.")
    _shares(where, labels, val, hidden)


def _arrays(where: str, found: Any) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    if not isinstance(found, tuple | list) or len(found) != 2:
        raise CheckFailed(f"{where}: two arrays are expected, train and val; got {_kind(found)}.")
    arrays = []
    for name, array in zip(("train", "val"), found, strict=True):
        if not isinstance(array, np.ndarray) or array.dtype.kind not in "iu" or array.ndim != 1:
            kind = _kind(array)
            if isinstance(array, np.ndarray):
                kind += f" of type {array.dtype}"
            raise CheckFailed(
                f"{where}: {name} must be a NumPy array (K,) of whole numbers, got {kind}."
            )
        arrays.append(array.astype(np.int64))
    return arrays[0], arrays[1]


def _kind(value: Any) -> str:
    return values_text(len(value)) if isinstance(value, tuple | list) else type_text(value)


def _shares(where: str, labels: NDArray[Any], val: NDArray[np.int64], hidden: bool) -> None:
    for label in np.unique(labels):
        of_class = int(np.sum(labels == label))
        wanted = round(len(val) * of_class / len(labels))
        got = int(np.sum(labels[val] == label))
        if got != wanted:
            numbers = (
                ""
                if hidden
                else f": {of_class} of {len(labels)} images are of class {label}, so {wanted} of "
                f"{len(val)} validation images should be, not {got}"
            )
            raise CheckFailed(
                f"{where}: the classes do not have the same share in val as in labels{numbers}."
            )
