# %% answer comprehension_and_lambdas
def count_params(layers):
    size = {
        "conv": lambda l: l["out"] * (l["in"] // l.get("groups", 1)) * int(np.prod(pair(l["kernel"]))),
        "linear": lambda l: l["in"] * l["out"],
        "bn": lambda l: 2 * l["channels"],
    }
    bias = lambda l: l["out"] if l["kind"] != "bn" and l.get("bias", True) else 0
    return {l["name"]: size[l["kind"]](l) + bias(l) for l in layers if l["kind"] in size}


def fc_share(layers):
    everything = count_params(layers)
    linear = count_params([l for l in layers if l["kind"] == "linear"])
    return sum(linear.values()) / max(1, sum(everything.values()))

# %% answer torch_counts_its_own
from torch import nn


def count_params(layers):
    def module(layer):
        layer = dict(layer)
        if layer["kind"] == "conv":
            return nn.Conv2d(
                layer["in"],
                layer["out"],
                layer["kernel"],
                groups=layer.get("groups", 1),
                bias=layer.get("bias", True),
                device="meta",
            )
        if layer["kind"] == "linear":
            return nn.Linear(layer["in"], layer["out"], bias=layer.get("bias", True), device="meta")
        if layer["kind"] == "bn":
            return nn.BatchNorm2d(layer["channels"], device="meta")
        return None

    counts = {}
    for layer in layers:
        built = module(layer)
        if built is not None:
            counts[layer["name"]] = sum(p.numel() for p in built.parameters())
    return counts


def fc_share(layers):
    counts = count_params(layers)
    if not counts or sum(counts.values()) == 0:
        return 0.0
    names = {l["name"] for l in layers if l["kind"] == "linear"}
    return sum(v for k, v in counts.items() if k in names) / sum(counts.values())

# %% answer guard_clauses
def _one(layer):
    if layer["kind"] == "bn":
        return 2 * layer["channels"]
    if layer["kind"] == "linear":
        per_output = layer["in"]
    elif layer["kind"] == "conv":
        height, width = pair(layer["kernel"])
        per_output = layer["in"] // layer.get("groups", 1) * height * width
    else:
        return None
    if layer.get("bias", True):
        per_output += 1
    return int(layer["out"] * per_output)


def count_params(layers):
    counts = dict()
    for layer in layers:
        number = _one(layer)
        if number is None:
            continue
        counts.setdefault(layer["name"], number)
    return counts


def fc_share(layers):
    total = dense = 0
    seen = set()
    for layer in layers:
        number = _one(layer)
        if number is None or layer["name"] in seen:
            continue
        seen.add(layer["name"])
        total += number
        dense += number if layer["kind"] == "linear" else 0
    return float(dense / total) if total > 0 else 0.0

# %% answer annotated_and_functools
from functools import singledispatch
from typing import Any


def count_params(layers: list[dict[str, Any]]) -> dict[str, int]:
    """Parameters by name."""
    counts: dict[str, int] = {}
    for layer in reversed(layers):
        match layer["kind"]:
            case "conv":
                kernel = int(np.multiply(*pair(layer["kernel"])))
                count = layer["in"] * kernel * layer["out"] // layer.get("groups", 1)
            case "linear":
                count = layer["in"] * layer["out"]
            case "bn":
                count = layer["channels"] + layer["channels"]
            case _:
                continue
        has_bias = layer["kind"] != "bn" and bool(layer.get("bias", True))
        counts[layer["name"]] = count + has_bias * layer.get("out", 0)
    return counts


def fc_share(layers: list[dict[str, Any]]) -> float:
    """Share of the linear layers."""
    kind_of = {layer.get("name"): layer["kind"] for layer in layers if layer["kind"] != "relu"}
    counts = count_params(layers)
    total = sum(counts.values())
    try:
        return sum(n for name, n in counts.items() if kind_of[name] == "linear") / total
    except ZeroDivisionError:
        return 0.0
