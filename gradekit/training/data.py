"""Images for the training rungs, dealt from a seed or taken from CIFAR-10."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.failures import CannotJudge
from gradekit.training.textures import textures


@dataclass(frozen=True)
class Batch:
    """Images with labels.

    Attributes:
        images: (N, C, H, W) float32, or (N, H, W, C) uint8.
        labels: (N,), int64.
        groups: (N,), which part of the set an image belongs to; all 0 where there is one.
        classes: Names of the classes; empty where they have none.
    """

    images: NDArray[Any]
    labels: NDArray[np.int64]
    groups: NDArray[np.int64]
    classes: tuple[str, ...] = ()


def deal(
    data: str,
    count: int,
    rng: np.random.Generator,
    *,
    world: int = 0,
    shifts: tuple[int, ...] = (0,),
    held_out: bool = False,
) -> Batch:
    """A set of images.

    Args:
        data: See `tasks.Budget`.
        count: Number of images; stripes: for each shift.
        rng: Decides which.
        world: Which classes of textures there are.
        shifts: Of stripes.
        held_out: Whether to take CIFAR-10's test images rather than its training images.

    Raises:
        CannotJudge: If CIFAR-10 is wanted and cannot be had.
    """
    seed = int(rng.integers(2**62))
    if data == "stripes":
        from cnnkit.stripes import CLASSES, stripes

        parts = [stripes(count, shift, seed=seed + n) for n, shift in enumerate(shifts)]
        return Batch(
            np.concatenate([part.images for part in parts]),
            np.concatenate([part.labels for part in parts]),
            np.repeat(np.arange(len(parts)), count),
            CLASSES,
        )
    if data == "textures":
        images, labels = textures(count, world, rng)
        return Batch(images, labels, np.zeros(count, np.int64))
    if data == "cifar10":
        return _cifar10(count, rng, held_out)
    return _shapes(count, seed)


def _shapes(count: int, seed: int) -> Batch:
    from cnnkit.data import load_shapes

    found = load_shapes(count, seed)
    return Batch(found.images, found.labels, np.zeros(count, np.int64), found.classes)


def _cifar10(count: int, rng: np.random.Generator, held_out: bool) -> Batch:
    from cnnkit.data import DataMissingError, load_cifar10

    try:
        found = load_cifar10(split="test" if held_out else "train")
    except DataMissingError as error:
        raise CannotJudge(str(error)) from error
    chosen = np.sort(rng.permutation(len(found))[:count])
    taken = found.take(chosen)
    return Batch(taken.images, taken.labels, np.zeros(len(chosen), np.int64), taken.classes)
