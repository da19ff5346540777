"""Building a student's network for a demonstration: it may not be written yet."""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn


def ready(
    factory: Callable[[], Any], shape: tuple[int, ...] = (2, 3, 32, 32), seed: int = 0
) -> nn.Module | None:
    """A student's network if it can be trained, else None after a sentence that says why.

    Args:
        factory: Class or function without arguments.
        shape: Input to try it on; the first number is the size of the batch.
        seed: Seed of its initial weights.

    Returns:
        The network, on the CPU and in training mode.
    """
    name = getattr(factory, "__name__", "the network")
    torch.manual_seed(seed)
    try:
        model = factory()
        if not isinstance(model, nn.Module) or not any(p.numel() for p in model.parameters()):
            print(f"{name} is not implemented yet. Run this cell again when it is.")
            return None
        model.eval()
        with torch.no_grad():
            logits = model(torch.zeros(shape))
    except NotImplementedError:
        logits = None
    except Exception as error:  # noqa: BLE001  # a student's code may raise anything
        print(f"{name} raised {type(error).__name__}: {error}. This cell waits until it runs.")
        return None
    if not isinstance(logits, torch.Tensor):
        print(f"{name} returns no tensor yet. Run this cell again when it does.")
        return None
    return model.train()


def parameter_table(model: nn.Module) -> str:
    """The parameters of each layer and their share of all, as lines of text.

    Args:
        model: Any network.

    Returns:
        A line for each layer that has parameters, then one for the sum.
    """
    total = sum(p.numel() for p in model.parameters())
    lines = []
    for name, layer in model.named_children():
        count = sum(p.numel() for p in layer.parameters())
        if count:
            lines.append(f"{name:>8} {count:>10,} {count / total:>7.1%}")
    return "\n".join([*lines, f"{'in all':>8} {total:>10,}"])
