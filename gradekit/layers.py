"""Networks written down as plain data: a list of layers, each a dictionary.

A layer is `{"kind": KIND, ...}`. Settings that may be left out have PyTorch's defaults. Sizes are a
whole number or a pair (vertical, horizontal).

| kind | settings | left out |
|---|---|---|
| `conv` | `in`, `out`, `kernel` | `stride` 1, `padding` 0, `dilation` 1, `groups` 1, `bias` True |
| `pool`, `avg_pool` | `kernel` | `stride` = `kernel`, `padding` 0 |
| `bn` | `channels` | `eps` 1e-5, `momentum` 0.1 |
| `linear` | `in`, `out` | `bias` True |
| `dropout` | | `p` 0.5 |
| `relu` | | `inplace` False |
| `unflatten` | `shape` | |
| `flatten`, `gap`, `identity`, `softmax` | | |

`gap` is global average pooling, `(N, C, H, W)` to `(N, C)`. Layers with parameters carry a `name`,
and two layers of the same name are the same layer, used twice.

A plan is handed to a student's function as it is; `gradekit.specs` asks for the layer itself, with
its values. `describe` is the text of both, `build` the layer that PyTorch makes of them.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from torch import nn

Size = int | tuple[int, int]

Layer = dict[str, Any]
"""One layer; see the table above."""


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


def pair(size: Size) -> tuple[int, int]:
    """A number or a pair, as a pair (vertical, horizontal)."""
    return (size, size) if isinstance(size, int) else (int(size[0]), int(size[1]))


def describe(layer: Layer) -> str:
    """A layer in a few words: `conv 3x3 (stride 2)`, `pool 2x2`, `dropout(0.5)`, `relu`."""
    kind = str(layer["kind"])
    if "kernel" in layer:
        height, width = pair(layer["kernel"])
        stride = layer.get("stride")
        return f"{kind} {height}x{width}" + (
            f" (stride {stride})" if stride not in (1, None) else ""
        )
    return f"{kind}({layer['p']})" if "p" in layer else kind


def listing(layers: Sequence[Layer]) -> str:
    """The kinds of the layers in a line: `[conv, relu, pool]`."""
    return f"[{', '.join(str(layer['kind']) for layer in layers)}]"


def build(layer: Layer, axes: int = 4) -> "nn.Module":
    """The PyTorch module of a layer, on the CPU, with PyTorch's own initial weights.

    Args:
        layer: The layer.
        axes: How many axes its input has; batch normalisation has a class for each number.

    Raises:
        ValueError: If there is no such kind.
    """
    from torch import nn

    kind, bias = layer["kind"], layer.get("bias", True)
    if kind == "conv":
        settings = (layer.get("stride", 1), layer.get("padding", 0), layer.get("dilation", 1))
        groups = layer.get("groups", 1)
        return nn.Conv2d(layer["in"], layer["out"], layer["kernel"], *settings, groups, bias)
    if kind == "linear":
        return nn.Linear(layer["in"], layer["out"], bias)
    if kind == "bn":
        make = nn.BatchNorm2d if axes == 4 else nn.BatchNorm1d
        return make(layer["channels"], layer.get("eps", 1e-5), layer.get("momentum", 0.1))
    if kind in ("pool", "avg_pool"):
        pool = nn.MaxPool2d if kind == "pool" else nn.AvgPool2d
        return pool(layer["kernel"], layer.get("stride"), layer.get("padding", 0))
    if kind == "gap":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    if kind == "unflatten":
        return nn.Unflatten(1, tuple(layer["shape"]))
    if kind == "dropout":
        return nn.Dropout(layer.get("p", 0.5))
    if kind == "relu":
        return nn.ReLU(layer.get("inplace", False))
    if kind == "softmax":
        return nn.Softmax(1)
    if kind in ("flatten", "identity"):
        return nn.Flatten() if kind == "flatten" else nn.Identity()
    raise ValueError(f"there is no layer of kind {kind!r}")
