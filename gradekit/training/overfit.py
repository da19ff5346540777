"""The level `overfit` beside the student's code: can it learn a handful of examples?"""

from collections.abc import Callable
from typing import Any

import torch
from torch import nn

from gradekit.probes.plain_values import global_seed
from gradekit.training.construct import build, reseed
from gradekit.training.step import Stepper
from gradekit.training.tasks import Form

RATE = 2e-3


def overfit(
    factory: Callable[..., Any],
    form: Form,
    inputs: torch.Tensor,
    labels: torch.Tensor,
    steps: int,
    seed: int,
) -> Any:
    """Train on one batch, again and again; an experiment with its own optimizer.

    Args:
        factory: The student's class or function.
        form: What the network takes and gives.
        inputs: (N, ...).
        labels: (N,), int64.
        steps: Optimizer steps.
        seed: Seed for every generator.

    Returns:
        A dictionary: first: outputs before training, eval mode; losses: before each step; last:
        outputs after training, eval mode; still: names of parameters that did not move.
    """
    built = build(factory, form["kind"], seed, example=inputs)
    model = built.model
    first = _outputs(model, inputs)
    optimizer = built.optimizer or torch.optim.Adam(_trainable(model), lr=RATE)
    stepper = Stepper(model, optimizer, steps, built.schedule)
    before = {name: p.detach().clone() for name, p in model.named_parameters()}
    model.train()
    learning = any(p.requires_grad for p in model.parameters())
    reseed(seed)
    losses = [float(stepper.step(inputs, labels)[0]) for _ in range(steps if learning else 0)]
    still = [n for n, p in model.named_parameters() if n in before and torch.equal(p, before[n])]
    return {"first": first, "losses": losses, "last": _outputs(model, inputs), "still": still}


def run_loop(
    loop: Callable[..., Any], inputs: torch.Tensor, labels: torch.Tensor, classes: int, seed: int
) -> Any:
    """Let the student's own loop train a small network of ours.

    Args:
        loop: The student's function of a model, inputs and labels.
        inputs: (N, ...).
        labels: (N,), int64.
        classes: Number of classes.
        seed: Seed for every generator.

    Returns:
        A dictionary: passes: forward passes with gradients that the loop made; weights: the
        network's parameters afterwards, for `after_loop`.
    """
    model = small_network(inputs.shape[1:], classes, seed)
    passes = 0

    def note(*_: object) -> None:
        nonlocal passes
        passes += torch.is_grad_enabled()

    model.register_forward_hook(note)
    reseed(seed)
    returned = loop(model, inputs.clone(), labels.clone())
    if passes == 0 and (returned is None or returned is Ellipsis):
        raise NotImplementedError
    return {"passes": passes, "weights": [p.detach().clone() for p in model.parameters()]}


def after_loop(
    weights: list[torch.Tensor], inputs: torch.Tensor, classes: int, seed: int
) -> dict[str, Any]:
    """What a loop has taught the network, in one that the loop has not touched.

    Args:
        weights: As `run_loop` gave them.
        inputs: As `run_loop` took them.
        classes: Number of classes.
        seed: As for `run_loop`.

    Returns:
        A dictionary: last: outputs of the network, eval mode; still: names of parameters that are
        as they were before.

    Raises:
        ValueError: If these are not the weights of such a network.
    """
    model = small_network(inputs.shape[1:], classes, seed)
    named = list(model.named_parameters())
    form = [(p.shape, p.dtype) for _, p in named]
    if [(w.shape, w.dtype) for w in weights] != form:
        raise ValueError("not the weights of this network")
    pairs = list(zip(named, weights, strict=True))
    still = [name for (name, parameter), weight in pairs if torch.equal(parameter, weight)]
    with torch.no_grad():
        for (_, parameter), weight in pairs:
            parameter.copy_(weight)
    return {"last": _outputs(model, inputs), "still": still}


def small_network(shape: torch.Size, classes: int, seed: int) -> nn.Module:
    """The network that a student's loop trains; the same seed gives the same one."""
    with global_seed(seed):
        if len(shape) != 3:
            size = shape.numel()
            return nn.Sequential(
                nn.Flatten(), nn.Linear(size, 64), nn.ReLU(), nn.Linear(64, classes)
            )
        channels, height, width = shape
        return nn.Sequential(
            nn.Conv2d(channels, 16, 3, padding=1),
            nn.ReLU(),
            nn.MaxPool2d(2),
            nn.Flatten(),
            nn.Linear(16 * (height // 2) * (width // 2), classes),
        )


def _trainable(model: nn.Module) -> list[nn.Parameter]:
    """At least one tensor for the optimizer, which refuses an empty list; a frozen one stays."""
    parameters = list(model.parameters())
    return [p for p in parameters if p.requires_grad] or parameters


def _outputs(model: nn.Module, inputs: torch.Tensor) -> torch.Tensor:
    model.eval()
    with torch.no_grad():
        output = model(inputs)
    if output is None or output is Ellipsis:
        raise NotImplementedError
    detached: torch.Tensor = output.detach()
    return detached
