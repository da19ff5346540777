"""What PyTorch's own BatchNorm reports, for a layer that is held against it."""

from collections.abc import Sequence
from typing import Any

from gradekit import probes
from gradekit.checks.examined import Examined
from gradekit.checks.failures import CheckFailed

READY = ("batch_norm", "instance_norm", "layer_norm", "group_norm")
"""Parts of the names of ATen operations that normalise."""


def batch_norm(
    features: int,
    steps: Sequence[tuple[Any, ...]],
    *,
    fill: int | None = None,
    **settings: float,
) -> dict[str, Any]:
    """The report of `probes.model` for `nn.BatchNorm2d` with the same values as a student's layer.

    Args:
        features: Number of channels.
        steps: As for `probes.model`.
        fill: Seed of the values of parameters and buffers; None leaves them as they begin.
        **settings: `eps` and `momentum`.

    Returns:
        The report.
    """
    import torch

    return probes.model(torch.nn.BatchNorm2d, (features,), settings, steps=steps, fill=fill)


def unaided(examined: Examined) -> None:
    """Fail if a model uses a normalisation that PyTorch has ready.

    Args:
        examined: What `checks.built` returned, with a step taken.

    Raises:
        CheckFailed: If one of its operations is one.
    """
    for step in examined.steps:
        for operation in step["operations"]:
            if any(name in operation for name in READY):
                raise CheckFailed(
                    f"{examined.subject.name} calls {operation.strip('_')}, which does here what "
                    "you are asked to build. Write it with mean, var and arithmetic.",
                    examined.detail,
                )
