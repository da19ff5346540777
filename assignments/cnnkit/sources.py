"""Where the training checks of the unit take their images: `cnnkit.sources:NAME` in a budget."""

import numpy as np

from cnnkit.data import DataMissingError, load_cifar10, load_shapes
from cnnkit.stripes import CLASSES
from cnnkit.stripes import stripes as deal_stripes
from gradekit.checks.failures import CannotJudge
from gradekit.training.sources import Batch, SourceRequest

SHIFTS = (-2, -1, 0, 1, 2)
"""Pixels by which held-out stripes are moved; those of the training stand in the middle."""


def stripes(wanted: SourceRequest) -> Batch:
    """Stripes; held-out ones in equal numbers at each of the shifts."""
    shifts = SHIFTS if wanted.held_out else (0,)
    parts = [
        deal_stripes(wanted.count, shift, seed=wanted.seed + n) for n, shift in enumerate(shifts)
    ]
    return Batch(
        np.concatenate([part.images for part in parts]),
        np.concatenate([part.labels for part in parts]),
        np.repeat(np.arange(len(parts)), wanted.count),
        "shifts",
        CLASSES,
    )


def shapes(wanted: SourceRequest) -> Batch:
    """Shapes that are drawn from the seed."""
    found = load_shapes(wanted.count, wanted.seed)
    return Batch(found.images, found.labels, classes=found.classes)


def cifar10(wanted: SourceRequest) -> Batch:
    """Images of CIFAR-10, training or test images.

    Raises:
        CannotJudge: If CIFAR-10 is not on this machine.
    """
    try:
        found = load_cifar10(split="test" if wanted.held_out else "train")
    except DataMissingError as error:
        raise CannotJudge("CIFAR-10 is not on this machine.") from error
    chosen = np.sort(wanted.rng.permutation(len(found))[: wanted.count])
    taken = found.take(chosen)
    return Batch(taken.images, taken.labels, classes=taken.classes)
