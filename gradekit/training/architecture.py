"""The level `architecture` beside the student's code: what the network is, as plain values."""

from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch import nn

from gradekit.training.construct import build
from gradekit.training.prescribed import prescribed_inputs, prescribed_weights
from gradekit.training.tasks import Form

INPUTS = 8
"""Inputs of the fingerprint."""

FILLINGS = 10


def examine(factory: Callable[..., Any], form: Form, seed: int) -> Any:
    """What there is to say of a network without training it.

    Args:
        factory: The student's class or function.
        form: What the network takes and gives.
        seed: Seed of weights and inputs.

    Returns:
        A dictionary:
        trainable: number of trainable parameters; frozen: of others; buffers: numbers in buffers.
        shapes: shapes of the parameters, sorted.
        raw: outputs as drawn, eval mode, (8, classes).
        degenerate: names of weights that hold one value throughout, or equal rows.
        fixed: names of weights that are the same when drawn from another seed.
        repeated: whether the same seed gave the same weights.
        prints: outputs with prescribed weights, eval mode, twice, (2, 8, classes).
        alone: outputs of the first input by itself, (1, classes).
        loose: whether another network with the same state gives other outputs.
        squashed: whether all outputs lie between 0 and 1, whatever the weights are.
        epochs, batch_size: those of an experiment, else 0.
    """
    inputs = prescribed_inputs(seed, "prints", INPUTS, form)
    made = build(factory, form["kind"], seed, example=inputs)
    model = made.model
    model.eval()
    with torch.no_grad():
        raw = output(model, inputs)
    found = _weights(model)
    again = _weights(build(factory, form["kind"], seed, example=inputs).model)
    twin = build(factory, form["kind"], seed + 1, example=inputs).model
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
    prescribed_weights(model, seed)
    model.eval()
    with torch.no_grad():
        report["prints"] = torch.stack([output(model, inputs), output(model, inputs)])
        report["alone"] = output(model, inputs[:1])
        report["loose"] = _loose(model, twin, inputs)
        report["squashed"] = _squashed(model, inputs, seed)
    return report


def output(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    """A network's outputs, (N, classes).

    Raises:
        NotImplementedError: If nothing comes back.
        TypeError: If something else than a tensor comes back.
    """
    found = model(inputs)
    if found is None or found is Ellipsis:
        raise NotImplementedError
    if not isinstance(found, torch.Tensor):
        raise TypeError(f"forward returned {type(found).__name__}; expected a tensor")
    return found


def _loose(model: nn.Module, twin: nn.Module, inputs: torch.Tensor) -> bool:
    twin.load_state_dict(model.state_dict())
    twin.eval()
    return not torch.allclose(output(model, inputs), output(twin, inputs), rtol=1e-3, atol=1e-3)


def _squashed(model: nn.Module, inputs: torch.Tensor, seed: int) -> bool:
    """By several fillings, as outputs may lie there by chance; the network keeps the last one."""
    for number in range(FILLINGS):
        prescribed_weights(model, seed + number)
        found = output(model, inputs)
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
