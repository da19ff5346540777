"""The networks of this unit as plans (see `gradekit.layers`), and a student's, tried out."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import torch
from torch import nn

from gradekit.display import attempt
from gradekit.layers import Layer, bn, conv, describe, linear, listing

__all__ = [
    "Layer",
    "bn",
    "conv",
    "describe",
    "improved_cnn",
    "linear",
    "listing",
    "mlp",
    "parameter_table",
    "ready",
    "simple_cnn",
    "tiny_cnn",
]


def tiny_cnn() -> list[Layer]:
    """TinyCNN, for `(N, 1, 8, 8)`: two classes of stripes."""
    return [
        conv("conv1", 1, 4),
        {"kind": "relu"},
        {"kind": "pool", "kernel": 2},
        {"kind": "flatten"},
        linear("fc1", 64, 2),
    ]


def simple_cnn() -> list[Layer]:
    """SimpleCNN, for `(N, 3, 32, 32)`: the first network for CIFAR-10."""
    return [
        conv("conv1", 3, 16),
        {"kind": "relu"},
        {"kind": "pool", "kernel": 2},
        conv("conv2", 16, 32),
        {"kind": "relu"},
        {"kind": "pool", "kernel": 2},
        {"kind": "flatten"},
        linear("fc1", 2048, 128),
        {"kind": "relu"},
        linear("fc2", 128, 10),
    ]


def mlp() -> list[Layer]:
    """An MLP for the same images: 3,072 inputs, 128 hidden units."""
    return [
        {"kind": "flatten"},
        linear("fc1", 3072, 128),
        {"kind": "relu"},
        linear("fc2", 128, 10),
    ]


def improved_cnn(third_block: bool = False, bias: bool = True) -> list[Layer]:
    """ImprovedCNN, for `(N, 3, 32, 32)`.

    Args:
        third_block: Whether a block 64 -> 128 follows the two that it has.
        bias: Whether layers in front of a batch normalisation have a bias.
    """
    channels = (3, 32, 64, 128) if third_block else (3, 32, 64)
    layers: list[Layer] = []
    number = 0
    for into, out in pairwise(channels):
        for source in (into, out):
            number += 1
            layers += [conv(f"conv{number}", source, out, bias=bias), bn(f"bn{number}", out)]
            layers.append({"kind": "relu"})
        layers += [{"kind": "pool", "kernel": 2}, {"kind": "dropout", "p": 0.25}]
    side = 32 // 2 ** (len(channels) - 1)
    return [
        *layers,
        {"kind": "flatten"},
        linear("fc1", channels[-1] * side * side, 256, bias=bias),
        bn(f"bn{number + 1}", 256),
        {"kind": "relu"},
        {"kind": "dropout", "p": 0.25},
        linear("fc2", 256, 10),
    ]


def ready(
    factory: Callable[[], Any], shape: tuple[int, ...] = (2, 3, 32, 32), seed: int = 0
) -> nn.Module | None:
    """A student's network if it can be trained, else None after a sentence that says why.

    Args:
        factory: Class or function without arguments.
        shape: Input to try it on; the first number is the size of the batch.
        seed: Seed of its initial weights.

    Returns:
        The network, on the CPU and in training mode.
    """
    name = getattr(factory, "__name__", "the network")
    torch.manual_seed(seed)
    model = attempt(factory)
    if model is None:
        return None
    if not isinstance(model, nn.Module) or not any(p.numel() for p in model.parameters()):
        print(f"{name} is not implemented yet. Run this cell again when it is.")
        return None
    with torch.no_grad():
        logits = attempt(model.eval(), torch.zeros(shape))
    if logits is None:
        return None
    if not isinstance(logits, torch.Tensor):
        print(f"{name} does not return a tensor yet. Run this cell again when it does.")
        return None
    return model.train()


def parameter_table(model: nn.Module) -> str:
    """The parameters of each layer and their share of all, as lines of text.

    Args:
        model: Any network.

    Returns:
        A line for each layer that has parameters, then one for the sum.
    """
    total = sum(p.numel() for p in model.parameters())
    lines = []
    for name, layer in model.named_children():
        count = sum(p.numel() for p in layer.parameters())
        if count:
            lines.append(f"{name:>8} {count:>10,} {count / total:>7.1%}")
    return "\n".join([*lines, f"{'in all':>8} {total:>10,}"])
