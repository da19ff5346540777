"""Sequences for the training task: a bump up and a bump down, and which of them comes first."""

import numpy as np

from gradekit.training.sources import Batch, SourceRequest

LENGTH = 12
CLASSES = ("up first", "down first")


def ordered_bumps(wanted: SourceRequest) -> Batch:
    """Noisy sequences with one bump up and one bump down at different times.

    The values of both classes have the same distribution at every time: only their order tells
    the classes apart.

    Args:
        wanted: How many, and the seed that they are drawn from.

    Returns:
        Inputs (N, LENGTH, 1), float32, and labels (N,), 1 where the bump down comes first.
    """
    rng = np.random.default_rng(wanted.seed)
    inputs = 0.2 * rng.normal(size=(wanted.count, LENGTH, 1))
    labels = rng.permutation(np.arange(wanted.count) % 2)
    for sequence, label in zip(inputs, labels, strict=True):
        first, second = np.sort(rng.choice(LENGTH, size=2, replace=False))
        height = -1.0 if label else 1.0
        sequence[first] += 2 * height
        sequence[second] -= 2 * height
    return Batch(inputs.astype(np.float32), labels.astype(np.int64), classes=CLASSES)
