"""Parts: plain data that says what to build beside the student's code.

A test may not hand over a module, an optimizer or a generator: the student's code may live in
another process, and no object goes there. It hands over a part instead, which is built where the
function is called, afresh for every call:

    checks.case(expected, x, 0.5, True, parts.generator(3))
    probes.run(evaluate, (parts.sequential(parts.flatten(), parts.linear(w, b)), ...))
"""

from collections.abc import Iterable
from typing import Any

Part = dict[str, Any]
"""`{"part": kind, ...}`, of plain values alone."""

Pair = int | tuple[int, int]


def is_part(value: Any) -> bool:
    """Whether a value is a part."""
    return type(value) is dict and type(value.get("part")) is str


def holds_part(value: Any) -> bool:
    """Whether a value is a part or a container with one in it."""
    if is_part(value):
        return True
    if type(value) is dict:
        return any(map(holds_part, value.values()))
    return type(value) in (list, tuple) and any(map(holds_part, value))


def told(part: Part) -> str:
    """A part in a few words, for messages: `conv 3x3 (stride 2)`, `sequential(flatten, linear)`."""
    kind = part["part"]
    if kind == "sequential":
        return f"sequential({', '.join(told(layer) for _, layer in part['layers'])})"
    if kind == "model":
        return told(part["of"])
    if kind in ("generator", "device", "dtype"):
        return f"{kind}({part.get('seed', part.get('name'))})"
    if kind == "conv":
        size = "x".join(str(side) for side in part["weight"].shape[-2:])
        return f"conv {size}{_stride(part)}"
    if kind in ("max_pool", "avg_pool"):
        return f"{kind}({part['size']}){_stride(part)}"
    words = {
        "dropout": lambda: f"dropout({part['p']})",
        "loss": lambda: part["kind"],
        "optimizer": lambda: f"{part['kind']}(lr={part['settings']['lr']})",
        "loader": lambda: f"loader of {len(part['x'])} in batches of {part['batch_size']}",
        "stub": lambda: part["name"],
    }
    return words[kind]() if kind in words else kind.replace("_", " ")


def _stride(part: Part) -> str:
    return "" if part["stride"] in (1, None) else f" (stride {part['stride']})"


def generator(seed: int) -> Part:
    """A `torch.Generator` on the CPU that starts from `seed`."""
    return {"part": "generator", "seed": seed}


def device(name: str = "cpu") -> Part:
    """A `torch.device`."""
    return {"part": "device", "name": name}


def dtype(name: str) -> Part:
    """A `torch.dtype`, such as `float64`."""
    return {"part": "dtype", "name": name}


def conv(
    weight: Any,
    bias: Any = None,
    stride: Pair = 1,
    padding: Pair = 0,
    dilation: Pair = 1,
    groups: int = 1,
) -> Part:
    """An `nn.Conv2d` with these values.

    Args:
        weight: Array or tensor (F, C//groups, kH, kW); sets the dtype.
        bias: (F,); None for a layer without.
        stride: As in PyTorch, like the rest.
        padding: Zeros on each side.
        dilation: Distance of the kernel's cells.
        groups: Groups of channels.
    """
    return {
        "part": "conv", "weight": weight, "bias": bias, "stride": stride, "padding": padding,
        "dilation": dilation, "groups": groups,
    }  # fmt: skip


def linear(weight: Any, bias: Any = None) -> Part:
    """An `nn.Linear` with these values: weight (out, in), bias (out,) or None."""
    return {"part": "linear", "weight": weight, "bias": bias}


def batch_norm(
    mean: Any,
    var: Any,
    weight: Any = None,
    bias: Any = None,
    eps: float = 1e-5,
    momentum: float = 0.1,
) -> Part:
    """An `nn.BatchNorm2d` with these running statistics (C,), scale and shift (C,)."""
    return {
        "part": "batch_norm", "mean": mean, "var": var, "weight": weight, "bias": bias,
        "eps": eps, "momentum": momentum,
    }  # fmt: skip


def relu(inplace: bool = False) -> Part:
    """An `nn.ReLU`."""
    return {"part": "relu", "inplace": inplace}


def max_pool(size: Pair, stride: Pair | None = None, padding: Pair = 0) -> Part:
    """An `nn.MaxPool2d`."""
    return {"part": "max_pool", "size": size, "stride": stride, "padding": padding}


def avg_pool(size: Pair, stride: Pair | None = None, padding: Pair = 0) -> Part:
    """An `nn.AvgPool2d`."""
    return {"part": "avg_pool", "size": size, "stride": stride, "padding": padding}


def dropout(p: float) -> Part:
    """An `nn.Dropout`."""
    return {"part": "dropout", "p": p}


def flatten() -> Part:
    """An `nn.Flatten`: (N, ...) becomes (N, K)."""
    return {"part": "flatten"}


def unflatten(shape: tuple[int, ...]) -> Part:
    """`nn.Unflatten(1, shape)`: (N, K) becomes (N, *shape)."""
    return {"part": "unflatten", "shape": shape}


def global_average() -> Part:
    """A module that averages over the pixels: (N, C, H, W) becomes (N, C)."""
    return {"part": "global_average"}


def identity() -> Part:
    """An `nn.Identity`."""
    return {"part": "identity"}


def softmax() -> Part:
    """An `nn.Softmax` over axis 1."""
    return {"part": "softmax"}


def constant(row: Any) -> Part:
    """A module that answers every sample with the same row (K,), whatever it is shown."""
    return {"part": "constant", "row": row}


def raising(error: str, message: str = "") -> Part:
    """A module whose forward pass raises a builtin exception.

    Args:
        error: Name of its class, such as `ValueError`.
        message: Its text.
    """
    return {"part": "raising", "error": error, "message": message}


def sequential(*layers: Part, **named: Part) -> Part:
    """An `nn.Sequential`; keywords name its layers, and one inside another nests the names."""
    pairs = [[str(index), layer] for index, layer in enumerate(layers)]
    return {"part": "sequential", "layers": [*pairs, *(list(item) for item in named.items())]}


def model(
    part: Part,
    name: str = "model",
    *,
    training: bool = True,
    frozen: Iterable[str] = (),
    grads: float | None = None,
) -> Part:
    """A module whose use is written down, with the state that it starts in.

    A bare module that is an argument is written down too, as `model`, `model2`, ...

    Args:
        part: The module.
        name: What the report calls it.
        training: Its mode at the start.
        frozen: Names of submodules that start in eval mode.
        grads: Number that every gradient is filled with beforehand; None for none.
    """
    return {
        "part": "model", "of": part, "name": name, "training": training, "frozen": list(frozen),
        "grads": grads,
    }  # fmt: skip


def loss(kind: str, name: str = "loss") -> Part:
    """A loss module, written down: `cross_entropy` or `mse`."""
    return {"part": "loss", "kind": kind, "name": name}


def sgd(
    lr: float,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    of: str = "model",
    name: str = "optimizer",
) -> Part:
    """A `torch.optim.SGD`, written down.

    Args:
        lr: Learning rate.
        momentum: As in PyTorch.
        weight_decay: As in PyTorch.
        of: Name of the model among the arguments whose parameters it moves.
        name: What the report calls it.
    """
    settings = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
    return {"part": "optimizer", "kind": "SGD", "settings": settings, "of": of, "name": name}


def adam(lr: float, of: str = "model", name: str = "optimizer") -> Part:
    """A `torch.optim.Adam`, written down; see `sgd`."""
    return {"part": "optimizer", "kind": "Adam", "settings": {"lr": lr}, "of": of, "name": name}


def loader(x: Any, y: Any, batch_size: int, name: str = "loader") -> Part:
    """A `DataLoader` over these samples, in this order, written down.

    Args:
        x: Inputs (N, ...), an array or tensor; N may be 0.
        y: Labels (N,).
        batch_size: Samples a batch; the last one may have fewer.
        name: What the report calls it.
    """
    return {"part": "loader", "x": x, "y": y, "batch_size": batch_size, "name": name}


def stub(name: str, gives: Any = "number") -> Part:
    """A function that writes down its calls.

    Args:
        name: What the report calls it.
        gives: What a call returns. `number`: a float in [0, 1) made from the arguments, the same
            for the same call; `token`: a new object that the report describes by the call that
            made it; a part: built at each call; a list: its items in turn; else this value.
    """
    return {"part": "stub", "name": name, "gives": gives}
