"""Where training examples come from: a function that the course names by its import path.

A source is named `package.module:function`, as in `mykit.sources:melodies`. It takes a
`SourceRequest` and returns a `Batch` of inputs of any shape and dtype. A source that makes its
examples from the request's seed cannot be memorised: the seed is secret where it matters.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class SourceRequest:
    """What is asked of a source.

    Attributes:
        count: Number of examples; of held-out ones, in each group.
        rng: Generator that decides which examples.
        seed: The same for sources that want a number.
        world: Seed of what there is to learn; the same for training and held-out examples.
        held_out: Whether the network is judged by them. They must not be among the training ones.
    """

    count: int
    rng: np.random.Generator
    seed: int
    world: int = 0
    held_out: bool = False


@dataclass(frozen=True)
class Batch:
    """Labelled examples.

    Attributes:
        inputs: (N, ...); float32, int64, or images as bytes, (N, H, W, C) uint8, which a network
            gets as float32 (N, C, H, W) in [-1, 1].
        labels: (N,), int64.
        groups: (N,), int64, which part of the set an example belongs to; None where there is one.
            A network is judged by the part that it knows least about.
        parts: What the groups are called in messages.
        classes: Names of the classes; empty where they have none.
    """

    inputs: NDArray[Any]
    labels: NDArray[np.int64]
    groups: NDArray[np.int64] | None = None
    parts: str = "parts"
    classes: tuple[str, ...] = ()


Source = Callable[[SourceRequest], Batch]


def source(name: str) -> Source:
    """The source of a name.

    Args:
        name: `package.module:function`.

    Raises:
        LookupError: If it cannot be imported, or is not there.
    """
    module, _, function = name.partition(":")
    try:
        found: Source = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError) as error:
        raise LookupError(f"The source of training data {name} is not there: {error}.") from error
    return found


def deal(
    name: str,
    count: int,
    rng: np.random.Generator,
    *,
    world: int = 0,
    held_out: bool = False,
) -> Batch:
    """Examples from a source.

    Args:
        name: Name of the source.
        count: See `SourceRequest`.
        rng: See `SourceRequest`; the seed is drawn from it.
        world: See `SourceRequest`.
        held_out: See `SourceRequest`.

    Raises:
        CannotJudge: If the data is not available on this machine.
        LookupError: If there is no such source.
    """
    seed = int(rng.integers(2**62))
    return source(name)(SourceRequest(count, rng, seed, world, held_out))
