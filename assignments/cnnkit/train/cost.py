"""How much arithmetic a network does for one picture."""

from collections.abc import Sequence

import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode


def flops(model: nn.Module, shape: Sequence[int] = (3, 32, 32)) -> int:
    """Floating-point operations of one forward pass on one picture.

    A multiplication and the addition that follows are two operations, and only convolutions and
    matrix products count: the rest of a network is small beside them.

    Args:
        model: Any network, on any device (on `meta` nothing is computed); its mode is restored.
        shape: `(C, H, W)` of the picture.

    Returns:
        The number of operations.
    """
    first = next(model.parameters(), torch.zeros(()))
    picture = torch.zeros(1, *shape, device=first.device, dtype=first.dtype)
    modes = {module: module.training for module in model.modules()}
    model.eval()
    try:
        with torch.no_grad(), FlopCounterMode(display=False) as counter:
            model(picture)
    finally:
        for module, mode in modes.items():
            module.training = mode
    return int(counter.get_total_flops())
