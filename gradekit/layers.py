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
