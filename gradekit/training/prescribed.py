"""Prescribed weights and inputs: any way to write a network gives the same outputs with them."""

import zlib
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from gradekit.training.tasks import Form


def noise(seed: int, name: str, *shape: int) -> NDArray[np.float32]:
    """Normal numbers that depend on seed, name and shape alone, on every machine."""
    key = zlib.crc32(repr((name, shape)).encode())
    generator = np.random.Generator(np.random.PCG64([seed % 2**63, key]))
    return generator.standard_normal(shape, dtype=np.float32)


def prescribed_weights(model: nn.Module, seed: int) -> None:
    """Fill every parameter and running statistic from its role and shape.

    Names and order do not matter. The rows of the widest fully connected layer are constant, so
    that the order in which a feature map is flattened does not matter either.

    Args:
        model: Its parameters have their shapes already.
        seed: Seed of the numbers.
    """
    dense = [weight for weight in model.parameters() if weight.dim() == 2]
    widest = max(dense, key=lambda weight: weight.shape[1]) if dense else None
    with torch.no_grad():
        for module in model.modules():
            norm = is_norm(module)
            for name, parameter in module.named_parameters(recurse=False):
                parameter.copy_(_values(parameter, name, norm, parameter is widest, seed))
            for name, buffer in module.named_buffers(recurse=False):
                if norm and buffer.is_floating_point():
                    spread = torch.from_numpy(noise(seed, name, *buffer.shape))
                    variance = "var" in name
                    buffer.copy_(1 + 0.3 * spread.abs() if variance else 0.1 * spread)


def _values(
    parameter: torch.Tensor, name: str, norm: bool, constant_rows: bool, seed: int
) -> torch.Tensor:
    shape = tuple(parameter.shape)
    if constant_rows:
        rows = torch.from_numpy(noise(seed, "rows", shape[0], 1))
        return (rows * (2 / shape[1])).expand(shape)
    if parameter.dim() > 1:
        fan_in = max(1, parameter[0].numel())
        return torch.from_numpy(noise(seed, "weight", *shape)) * (2 / fan_in) ** 0.5
    if norm and ("weight" in name or "gamma" in name):
        return torch.from_numpy(1 + 0.3 * noise(seed, "scale", *shape))
    return torch.from_numpy(0.1 * noise(seed, "shift", *shape))


def prescribed_inputs(seed: int, name: str, count: int, form: Form) -> torch.Tensor:
    """Inputs that depend on seed, name and form alone, on every machine.

    Args:
        seed: Seed of the numbers.
        name: Another name, other inputs.
        count: How many, N.
        form: Shape and kind of an input.

    Returns:
        (N, *shape): tokens as int64; else float32 in about [-1, 1], images as smooth noise.
    """
    coarse = torch.from_numpy(noise(seed, name, count, *form["shape"]))
    if form["tokens"] is not None:
        return (coarse.abs() * 1e4).long() % form["tokens"]
    if len(form["shape"]) != 3:
        return coarse.clamp(-2, 2)
    smooth = nn.functional.avg_pool2d(coarse, 3, stride=1, padding=1)
    return (coarse * 0.3 + smooth).clamp(-2, 2)


def example_inputs(count: int, form: Form, seed: int) -> torch.Tensor:
    """Inputs whose values do not matter, (count, *shape): tokens as int64, else float32."""
    generator = torch.Generator().manual_seed(seed)
    if form["tokens"] is not None:
        return torch.randint(form["tokens"], (count, *form["shape"]), generator=generator)
    return torch.randn(count, *form["shape"], generator=generator)


def train_norms_only(model: nn.Module) -> None:
    """Training mode for normalisation alone, so that nothing random is left in a step.

    A network whose dropout is always on stays random, and is found out by it; normalisation that
    the network's own `train` keeps out of training stays out of it.
    """
    model.train()
    training = [module for module in model.modules() if is_norm(module) and module.training]
    model.eval()
    for module in training:
        module.train()


def is_norm(module: nn.Module) -> bool:
    """Whether it is a layer that normalises: by its name, and it holds no other layers."""
    return "norm" in type(module).__name__.lower() and not any(module.children())


def network(made: Any) -> nn.Module | None:
    """The network in what a factory made: itself, or an experiment's model; None if there is none.

    A class of networks that was not called does not count.
    """
    if isinstance(made, nn.Module):
        return made
    model = getattr(made, "model", None)
    return model if isinstance(model, nn.Module) else None
