"""A start from which a network learns faster: a first layer that whitens what it sees."""

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from cnnkit.data import Images
from cnnkit.train import to_unit

# Pictures whose patches are looked at: their covariance is known well enough.
_PICTURES = 2000
# Added to each variance, so that directions of mere noise are not blown up.
_FLOOR = 1e-2
# Length of the filters together, over that which PyTorch draws.
_GAIN = 1.5


def whiten_first_layer(model: nn.Module, data: Images) -> None:
    """Let the first convolution start with filters that whiten the patches of pictures.

    The filters are the directions in which patches vary most, scaled to equal variance, each with
    its negative, which a ReLU keeps apart (K. Jordan, "94% on CIFAR-10", whitening layer; there the
    filters stay fixed, here they are trained on). Filters beyond the directions stay as drawn.

    Args:
        model: Its first `nn.Conv2d` takes the pictures; changed in place.
        data: The training pictures; labels are not used.

    Raises:
        ValueError: If it has no convolution of three ungrouped channels.
    """
    layer = next((m for m in model.modules() if isinstance(m, nn.Conv2d)), None)
    if layer is None or layer.in_channels != 3 or layer.groups != 1:
        raise ValueError("The first convolution must take the three colours of the pictures.")
    size = layer.weight[0].numel()
    pixels = to_unit(torch.from_numpy(np.array(data.images[:_PICTURES])))
    # (N, size, places) to (N * places, size)
    patches = functional.unfold(pixels, layer.kernel_size).transpose(1, 2).reshape(-1, size)
    variance, directions = torch.linalg.eigh(torch.cov(patches.T))
    whitening = (directions / (variance + _FLOOR).sqrt()).T.flip(0)  # largest variance first
    half = min(layer.out_channels // 2, size)
    filters = torch.cat([whitening[:half], -whitening[:half]])
    filters = filters.view(2 * half, *layer.weight.shape[1:])
    with torch.no_grad():
        drawn = layer.weight[: 2 * half]
        drawn.copy_(filters * (_GAIN * drawn.norm() / filters.norm()))
