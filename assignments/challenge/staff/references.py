"""The experiment that thresholds are calibrated with, by the name of the task."""

import torch
from torch import nn

from gradekit.training.experiment import Experiment, triangle


def challenge(seed: int, device: str) -> Experiment:
    """A network within the limits of the challenge: convolutions, then an average over places."""
    torch.manual_seed(seed)
    model = nn.Sequential(
        *_block(3, 32), *_block(32, 48), nn.MaxPool2d(2),
        *_block(48, 64), *_block(64, 64), nn.MaxPool2d(2),
        *_block(64, 96), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(96, 10),
    ).to(device)  # fmt: skip
    optimizer = torch.optim.SGD(
        model.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4
    )
    return Experiment(model, optimizer, epochs=10, batch_size=128, schedule=triangle(0.2))


def _block(into: int, out: int) -> list[nn.Module]:
    return [nn.Conv2d(into, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()]
