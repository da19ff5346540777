"""The networks of this unit as plans: lists of layers, see `gradekit.layers`."""

from itertools import pairwise

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
