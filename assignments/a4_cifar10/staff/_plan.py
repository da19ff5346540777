"""Networks made from their plans, see `gradekit.layers`."""

from collections.abc import Callable, Mapping

from torch import nn

from gradekit.layers import Layer


def plan_network(plan: list[Layer]) -> nn.Sequential:
    """A network made from its plan, with PyTorch's own initial weights."""
    return nn.Sequential(
        *(_layer(layer, flat) for layer, flat in zip(plan, _flat(plan), strict=True))
    )


def _flat(plan: list[Layer]) -> list[bool]:
    """Of each layer, whether it comes after the feature maps were flattened."""
    kinds = [layer["kind"] for layer in plan]
    first = next((n for n, kind in enumerate(kinds) if kind in ("flatten", "gap")), len(kinds))
    return [number > first for number in range(len(kinds))]


def _layer(layer: Layer, flat: bool) -> nn.Module:
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
