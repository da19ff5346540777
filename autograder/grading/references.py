"""The networks that the training questions ask for: the grader's own, never a student's file."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from cnnkit import networks
from cnnkit.experiment import Experiment, triangle
from torch import nn


def plan_network(plan: list[networks.Layer]) -> nn.Sequential:
    """A network made from its plan.

    Args:
        plan: See `cnnkit.networks`.
    """
    return nn.Sequential(
        *(_layer(layer, flat) for layer, flat in zip(plan, _flat(plan), strict=True))
    )


def simple_cnn() -> nn.Sequential:
    """SimpleCNN: two blocks of convolution, ReLU and pooling; two dense layers."""
    return plan_network(networks.simple_cnn())


def improved_cnn() -> nn.Sequential:
    """ImprovedCNN: two blocks of two convolutions with batch normalisation, and dropout."""
    return plan_network(networks.improved_cnn())


def shift_tolerant() -> nn.Sequential:
    """Eight filters that are averaged over all places: where a stripe is does not matter."""
    return nn.Sequential(
        nn.Conv2d(1, 8, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 2)
    )


def experiment(seed: int, device: str) -> Experiment:
    """The experiment that thresholds are calibrated with: ImprovedCNN and a good recipe."""
    torch.manual_seed(seed)
    return _with_recipe(improved_cnn().to(device), epochs=15)


def challenge(seed: int, device: str) -> Experiment:
    """A network within the limits of the challenge: convolutions, then an average over places."""
    torch.manual_seed(seed)
    model = nn.Sequential(
        *_block(3, 32), *_block(32, 48), nn.MaxPool2d(2),
        *_block(48, 64), *_block(64, 64), nn.MaxPool2d(2),
        *_block(64, 96), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(96, 10),
    )  # fmt: skip
    return _with_recipe(model.to(device), epochs=10)


REFERENCES: Mapping[str, Callable[..., Any]] = {
    "shift_tolerant": shift_tolerant,
    "simple_cnn": simple_cnn,
    "improved_cnn": improved_cnn,
    "experiment": experiment,
    "challenge": challenge,
}
"""By the name of the task; `overfit_batch` asks for no network."""


def _with_recipe(model: nn.Module, epochs: int) -> Experiment:
    optimizer = torch.optim.SGD(
        model.parameters(), lr=0.1, momentum=0.9, nesterov=True, weight_decay=5e-4
    )
    return Experiment(model, optimizer, epochs, batch_size=128, schedule=triangle(0.2))


def _block(into: int, out: int) -> list[nn.Module]:
    return [nn.Conv2d(into, out, 3, padding=1, bias=False), nn.BatchNorm2d(out), nn.ReLU()]


def _flat(plan: list[networks.Layer]) -> list[bool]:
    """Of each layer, whether it comes after the feature maps were flattened."""
    kinds = [layer["kind"] for layer in plan]
    first = next((n for n, kind in enumerate(kinds) if kind in ("flatten", "gap")), len(kinds))
    return [number > first for number in range(len(kinds))]


def _layer(layer: networks.Layer, flat: bool) -> nn.Module:
    makers: Mapping[str, Callable[[], nn.Module]] = {
        "conv": lambda: nn.Conv2d(
            layer["in"], layer["out"], layer["kernel"], padding=layer["padding"],
            bias=layer.get("bias", True),
        ),
        "pool": lambda: nn.MaxPool2d(layer["kernel"]),
        "bn": lambda: (nn.BatchNorm1d if flat else nn.BatchNorm2d)(layer["channels"]),
        "linear": lambda: nn.Linear(layer["in"], layer["out"], bias=layer.get("bias", True)),
        "dropout": lambda: nn.Dropout(layer["p"]),
        "relu": nn.ReLU,
        "flatten": nn.Flatten,
        "gap": lambda: nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten()),
    }  # fmt: skip
    return makers[layer["kind"]]()
