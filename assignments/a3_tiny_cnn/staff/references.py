"""The network that the training question asks for, by the name of the task."""

from torch import nn


def shift_tolerant() -> nn.Sequential:
    """Eight filters that are averaged over all places: where a stripe is does not matter."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2)
    )
