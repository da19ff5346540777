"""An experiment as a student hands it in: a model and how to train it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Schedule = Callable[[float], float]
"""Progress of the training from 0 to 1; returns the factor of every learning rate."""


@dataclass(frozen=True)
class Experiment:
    """A model with its recipe; whoever trains it brings the data and the loop.

    Attributes:
        model: The network, an `nn.Module`.
        optimizer: A torch optimizer over the parameters of `model`.
        epochs: Passes over the training examples.
        batch_size: Examples in a batch.
        schedule: Factor of the learning rates over the progress of the training; None keeps them.
    """

    model: Any
    optimizer: Any
    epochs: int
    batch_size: int
    schedule: Schedule | None = None


def triangle(warm: float = 0.2) -> Schedule:
    """A schedule that rises in a line to 1 and falls in a line to 0.

    Args:
        warm: Share of the training in which it rises, between 0 and 1.

    Returns:
        A function of progress, for `Experiment.schedule`.

    Raises:
        ValueError: If `warm` does not lie between 0 and 1.
    """
    if not 0 < warm < 1:
        raise ValueError(f"warm must lie between 0 and 1, got {warm}")
    return lambda progress: min(progress / warm, (1 - progress) / (1 - warm))
