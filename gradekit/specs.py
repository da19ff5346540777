"""Specs: plain data that says what to build beside the student's code.

A test may not hand over a module, an optimizer or a generator: the student's code may live in
another process, and no object goes there. It hands over a spec instead, which is built where the
function is called, afresh for every call:

    checks.case(expected, x, 0.5, True, specs.generator(3))
    probes.run(evaluate, (specs.sequential(specs.flatten(), specs.linear(w, b)), ...))

Layers are those of `gradekit.layers`, here with their values.
"""

from collections.abc import Iterable
from typing import Any

from gradekit.layers import Layer, Size
from gradekit.layers import describe as describe_layer

Spec = dict[str, Any]
"""`{"spec": kind, ...}`, of plain values alone."""


def is_spec(value: Any) -> bool:
    """Whether a value is a spec."""
    return type(value) is dict and type(value.get("spec")) is str


def holds_spec(value: Any) -> bool:
    """Whether a value is a spec or a container with one in it."""
    if is_spec(value):
        return True
    if type(value) is dict:
        return any(map(holds_spec, value.values()))
    return type(value) in (list, tuple) and any(map(holds_spec, value))


def describe(spec: Spec) -> str:
    """A spec in a few words, for messages: `conv 3x3 (stride 2)`, `sequential(flatten, linear)`."""
    kind = str(spec["spec"])
    words = {
        "layer": lambda: describe_layer(spec["layer"]),
        "sequential": lambda: f"sequential({', '.join(describe(s) for _, s in spec['layers'])})",
        "model": lambda: describe(spec["of"]),
        "generator": lambda: f"generator({spec['seed']})",
        "device": lambda: f"device({spec['name']})",
        "dtype": lambda: f"dtype({spec['name']})",
        "loss": lambda: spec["kind"],
        "optimizer": lambda: f"{spec['kind']}(lr={spec['settings']['lr']})",
        "loader": lambda: f"loader of {len(spec['x'])} in batches of {spec['batch_size']}",
        "stub": lambda: spec["name"],
    }
    return str(words[kind]()) if kind in words else kind


def generator(seed: int) -> Spec:
    """A `torch.Generator` on the CPU that starts from `seed`."""
    return {"spec": "generator", "seed": seed}


def device(name: str = "cpu") -> Spec:
    """A `torch.device`."""
    return {"spec": "device", "name": name}


def dtype(name: str) -> Spec:
    """A `torch.dtype`, such as `float64`."""
    return {"spec": "dtype", "name": name}


def conv(
    weight: Any,
    bias: Any = None,
    stride: Size = 1,
    padding: Size = 0,
    dilation: Size = 1,
    groups: int = 1,
) -> Spec:
    """A convolution with these values.

    Args:
        weight: Array or tensor (F, C // groups, kH, kW); sets the dtype.
        bias: (F,); None for a layer without.
        stride: As in PyTorch, like the rest.
        padding: Zeros on each side.
        dilation: Distance of the kernel's cells.
        groups: Number of groups of channels.
    """
    filters, channels, *kernel = weight.shape
    sizes = {"in": channels * groups, "out": filters, "kernel": tuple(kernel)}
    settings = {"stride": stride, "padding": padding, "dilation": dilation, "groups": groups}
    return layer("conv", sizes | settings | {"bias": bias is not None}, weight=weight, bias=bias)


def linear(weight: Any, bias: Any = None) -> Spec:
    """A dense layer with these values: weight (out, in), bias (out,) or None."""
    sizes = {"in": weight.shape[1], "out": weight.shape[0], "bias": bias is not None}
    return layer("linear", sizes, weight=weight, bias=bias)


def bn(
    mean: Any,
    var: Any,
    weight: Any = None,
    bias: Any = None,
    eps: float = 1e-5,
    momentum: float = 0.1,
) -> Spec:
    """Batch normalisation with these running statistics (C,), scale and shift (C,)."""
    settings = {"channels": len(mean), "eps": eps, "momentum": momentum}
    values = {"running_mean": mean, "running_var": var, "weight": weight, "bias": bias}
    return layer("bn", settings, **values)


def relu(inplace: bool = False) -> Spec:
    """A ReLU."""
    return layer("relu", {"inplace": inplace})


def pool(kernel: Size, stride: Size | None = None, padding: Size = 0) -> Spec:
    """Max-pooling."""
    return layer("pool", {"kernel": kernel, "stride": stride, "padding": padding})


def avg_pool(kernel: Size, stride: Size | None = None, padding: Size = 0) -> Spec:
    """Average pooling."""
    return layer("avg_pool", {"kernel": kernel, "stride": stride, "padding": padding})


def dropout(p: float) -> Spec:
    """Dropout."""
    return layer("dropout", {"p": p})


def flatten() -> Spec:
    """Flattening: (N, ...) becomes (N, K)."""
    return layer("flatten")


def unflatten(shape: tuple[int, ...]) -> Spec:
    """The way back: (N, K) becomes (N, *shape)."""
    return layer("unflatten", {"shape": shape})


def gap() -> Spec:
    """Global average pooling: (N, C, H, W) becomes (N, C)."""
    return layer("gap")


def identity() -> Spec:
    """A layer that changes nothing."""
    return layer("identity")


def softmax() -> Spec:
    """A softmax over axis 1."""
    return layer("softmax")


def layer(kind: str, settings: Layer | None = None, **values: Any) -> Spec:
    """Any layer of `gradekit.layers`.

    Args:
        kind: Its kind.
        settings: Its settings.
        **values: Parameters and buffers by name; None leaves PyTorch's own.
    """
    return {"spec": "layer", "layer": {"kind": kind, **(settings or {})}, "values": values}


def constant(row: Any) -> Spec:
    """A module that answers every sample with the same row (K,), whatever it is shown."""
    return {"spec": "constant", "row": row}


def raising(error: str, message: str = "") -> Spec:
    """A module whose forward pass raises a builtin exception.

    Args:
        error: Name of its class, such as `ValueError`.
        message: Its text.
    """
    return {"spec": "raising", "error": error, "message": message}


def sequential(*layers: Spec, **named: Spec) -> Spec:
    """An `nn.Sequential`; keywords name its layers, and one inside another nests the names."""
    pairs = [[str(index), layer] for index, layer in enumerate(layers)]
    return {"spec": "sequential", "layers": [*pairs, *(list(item) for item in named.items())]}


def twice(layer: Spec) -> Spec:
    """A module that applies another one, its `inner`, to what that made of the input."""
    return {"spec": "twice", "of": layer}


def model(
    spec: Spec,
    name: str = "model",
    *,
    training: bool = True,
    frozen: Iterable[str] = (),
    grads: float | None = None,
) -> Spec:
    """A module whose use is written down, with the state that it starts in.

    A bare module that is an argument is written down too, as `model`, `model2`, ...

    Args:
        spec: The module.
        name: What the report calls it.
        training: Its mode at the start.
        frozen: Names of submodules that start in eval mode.
        grads: Number that every gradient is filled with beforehand; None for none.
    """
    return {
        "spec": "model", "of": spec, "name": name, "training": training, "frozen": list(frozen),
        "grads": grads,
    }  # fmt: skip


def loss(kind: str, name: str = "loss") -> Spec:
    """A loss module, written down: `cross_entropy` or `mse`."""
    return {"spec": "loss", "kind": kind, "name": name}


def sgd(
    lr: float,
    momentum: float = 0.0,
    weight_decay: float = 0.0,
    of: str = "model",
    name: str = "optimizer",
) -> Spec:
    """A `torch.optim.SGD`, written down.

    Args:
        lr: Learning rate.
        momentum: As in PyTorch.
        weight_decay: As in PyTorch.
        of: Name of the model among the arguments whose parameters it moves.
        name: What the report calls it.
    """
    settings = {"lr": lr, "momentum": momentum, "weight_decay": weight_decay}
    return {"spec": "optimizer", "kind": "SGD", "settings": settings, "of": of, "name": name}


def adam(lr: float, of: str = "model", name: str = "optimizer") -> Spec:
    """A `torch.optim.Adam`, written down; see `sgd`."""
    return {"spec": "optimizer", "kind": "Adam", "settings": {"lr": lr}, "of": of, "name": name}


def loader(x: Any, y: Any, batch_size: int, name: str = "loader") -> Spec:
    """A `DataLoader` over these samples, in this order, written down.

    Args:
        x: Inputs (N, ...), an array or tensor; N may be 0.
        y: Labels (N,).
        batch_size: Samples a batch; the last one may have fewer.
        name: What the report calls it.
    """
    return {"spec": "loader", "x": x, "y": y, "batch_size": batch_size, "name": name}


def stub(name: str, gives: Any = "number") -> Spec:
    """A function that writes down its calls.

    Args:
        name: What the report calls it.
        gives: What a call returns. `number`: a float in [0, 1) made from the arguments, the same
            for the same call; `token`: a new object that the report describes by the call that
            made it; a spec: built at each call; a list: its items in turn; else this value.
    """
    return {"spec": "stub", "name": name, "gives": gives}
