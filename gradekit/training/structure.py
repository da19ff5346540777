"""Rungs 1 and 2 beside the student's code: what the network is, and where eight steps take it.

Both report values; who asked holds them against the reference's.
"""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from gradekit.training.fill import fill, pictures, settle
from gradekit.training.making import make

STEPS = 8
BATCH = 64
PRINTS = 8
RATE = 0.01
"""Every step magnifies rounding, the more the higher the rate; a lower one hides what is frozen."""

FILLINGS = 10


def describe(factory: Callable[..., Any], kind: str, shape: tuple[int, ...], seed: int) -> Any:
    """What there is to say of a network without training it.

    Args:
        factory: The student's class or function.
        kind: See `tasks.Task`.
        shape: Of one input.
        seed: Of weights and inputs.

    Returns:
        A dictionary:
        trainable: Number of trainable parameters; frozen: of others; buffers: numbers in buffers.
        shapes: Shapes of the parameters, sorted.
        raw: Outputs as drawn, eval mode, (8, classes).
        degenerate: Names of weights that hold one value throughout, or equal rows.
        fixed: Names of weights that are the same when drawn from another seed.
        repeated: Whether the same seed gave the same weights.
        prints: Outputs with prescribed weights, eval mode, twice, (2, 8, classes).
        alone: Outputs of the first input by itself, (1, classes).
        loose: Whether another network with the same state gives other outputs.
        squashed: Whether all outputs lie between 0 and 1, whatever the weights are.
        epochs, batch_size: Of an experiment.
    """
    inputs = pictures(seed, "prints", PRINTS, shape)
    made = make(factory, kind, seed, example=inputs)
    model = made.model
    model.eval()
    with torch.no_grad():
        raw = _output(model, inputs)
    found = _weights(model)
    again = _weights(make(factory, kind, seed, example=inputs).model)
    twin = make(factory, kind, seed + 1, example=inputs).model
    other = _weights(twin)
    report: dict[str, Any] = {
        "trainable": sum(p.numel() for p in model.parameters() if p.requires_grad),
        "frozen": sum(p.numel() for p in model.parameters() if not p.requires_grad),
        "buffers": sum(b.numel() for b in model.buffers()),
        "shapes": sorted(tuple(p.shape) for p in model.parameters()),
        "raw": raw,
        "degenerate": [name for name, weight in found.items() if _degenerate(weight)],
        "fixed": [n for n, w in found.items() if n in other and torch.equal(w, other[n])],
        "repeated": all(n in again and torch.equal(w, again[n]) for n, w in found.items()),
        "epochs": made.epochs,
        "batch_size": made.batch_size,
    }
    fill(model, seed)
    model.eval()
    with torch.no_grad():
        report["prints"] = torch.stack([_output(model, inputs), _output(model, inputs)])
        report["alone"] = _output(model, inputs[:1])
        report["loose"] = _loose(model, twin, inputs)
        report["squashed"] = _squashed(model, inputs, seed)
    return report


def trajectory(factory: Callable[..., Any], shape: tuple[int, ...], classes: int, seed: int) -> Any:
    """Losses of eight plain SGD steps from prescribed weights on prescribed images.

    Args:
        factory: The student's class.
        shape: Of one input.
        classes: Number of classes.
        seed: Of weights, images and labels.

    Returns:
        The losses before each step, a list of floats.
    """
    inputs = pictures(seed, "prints", 2, shape)
    model = make(factory, "network", seed, example=inputs).model
    _output(model, inputs)  # a class as it was handed out says so here, not for want of parameters
    fill(model, seed)
    settle(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    losses = []
    for step in range(STEPS):
        images = pictures(seed, f"step {step}", BATCH, shape)
        labels = torch.arange(BATCH) * 7 % classes
        loss = functional.cross_entropy(_output(model, images), labels)
        optimizer.zero_grad()
        torch.autograd.backward(loss)
        optimizer.step()
        losses.append(float(loss.detach()))
    return losses


def _output(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    output = model(inputs)
    if output is None or output is Ellipsis:
        raise NotImplementedError
    if not isinstance(output, torch.Tensor):
        raise TypeError(f"forward returned {type(output).__name__}, a tensor is asked for")
    return output


def _loose(model: nn.Module, twin: nn.Module, inputs: torch.Tensor) -> bool:
    twin.load_state_dict(model.state_dict())
    twin.eval()
    return not torch.allclose(_output(model, inputs), _output(twin, inputs), rtol=1e-3, atol=1e-3)


def _squashed(model: nn.Module, inputs: torch.Tensor, seed: int) -> bool:
    """By several fillings, as outputs may lie there by chance; the network keeps the last one."""
    for number in range(FILLINGS):
        fill(model, seed + number)
        found = _output(model, inputs)
        if not bool(((found >= 0) & (found <= 1)).all()):
            return False
    return True


def _weights(model: nn.Module) -> Mapping[str, torch.Tensor]:
    """Weights that are drawn at random: those of more than one dimension."""
    return {n: p.detach().clone() for n, p in model.named_parameters() if p.dim() > 1}


def _degenerate(weight: torch.Tensor) -> bool:
    flat = weight.reshape(weight.shape[0], -1)
    same_everywhere = bool((flat == flat[0, 0]).all())
    same_rows = flat.shape[0] > 1 and bool((flat == flat[0]).all())
    return same_everywhere or same_rows
