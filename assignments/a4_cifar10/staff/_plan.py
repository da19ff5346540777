"""Networks made from their plans, see `gradekit.layers`."""

from torch import nn

from gradekit.layers import Layer, build


def plan_network(plan: list[Layer]) -> nn.Sequential:
    """A network made from its plan, with PyTorch's own initial weights."""
    kinds = [layer["kind"] for layer in plan]
    flat = next((n for n, kind in enumerate(kinds) if kind in ("flatten", "gap")), len(kinds))
    return nn.Sequential(
        *(build(layer, axes=2 if number > flat else 4) for number, layer in enumerate(plan))
    )
