"""Networks written down as plain data: a list of layers, each a dictionary.

A layer is `{"kind": KIND, ...}`. Settings that may be left out have PyTorch's defaults. Sizes are a
whole number or a pair (vertical, horizontal).

| kind | settings | left out |
|---|---|---|
| `conv` | `in`, `out`, `kernel` | `stride` 1, `padding` 0, `dilation` 1, `groups` 1, `bias` True |
| `pool` | `kernel` | `stride` = `kernel`, `padding` 0 |
| `bn` | `channels` | |
| `linear` | `in`, `out` | `bias` True |
| `dropout` | | `p` 0.5 |
| `relu`, `flatten`, `gap` | | |

`gap` is global average pooling, `(N, C, H, W)` to `(N, C)`. Layers with parameters carry a `name`,
and two layers of the same name are the same layer, used twice.
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Layer = dict[str, Any]
"""One layer; see the table above."""

KINDS = ("conv", "pool", "bn", "linear", "dropout", "relu", "flatten", "gap")


def conv(name: str, into: int, out: int, kernel: int = 3, padding: int = 1, **more: Any) -> Layer:
    """A convolution of the kind that most networks are made of: 3x3, padding 1."""
    sizes = {"in": into, "out": out, "kernel": kernel, "padding": padding}
    return {"kind": "conv", "name": name, **sizes, **more}


def linear(name: str, into: int, out: int, **more: Any) -> Layer:
    """A dense layer."""
    return {"kind": "linear", "name": name, "in": into, "out": out, **more}


def bn(name: str, channels: int) -> Layer:
    """Batch normalisation."""
    return {"kind": "bn", "name": name, "channels": channels}


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


def describe(layer: Layer) -> str:
    """A layer in a few words: `conv 3 -> 16, 3x3`."""
    kind = layer["kind"]
    if kind == "conv":
        return f"conv {layer['in']} -> {layer['out']}, {_window(layer['kernel'])}"
    if kind == "pool":
        return f"pool {_window(layer['kernel'])}"
    if kind == "linear":
        return f"linear {layer['in']} -> {layer['out']}"
    return f"bn {layer['channels']}" if kind == "bn" else str(kind)


def listing(layers: Sequence[Layer]) -> str:
    """The kinds of the layers in a line: `[conv, relu, pool]`."""
    return f"[{', '.join(str(layer['kind']) for layer in layers)}]"


def _window(size: Any) -> str:
    height, width = (size, size) if isinstance(size, int) else size
    return f"{height}x{width}"
