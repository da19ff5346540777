"""Building what a student's class or function makes, beside the student's code."""

import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn.parameter import is_lazy

from gradekit.training.prescribed import network


class FormError(TypeError):
    """What the factory made is not of the form that the question asks for."""


@dataclass(frozen=True)
class Built:
    """A network and, for an experiment, how to train it.

    Attributes:
        model: The network.
        optimizer: Optimizer of an experiment; else None.
        epochs: Number of epochs of an experiment; else 0.
        batch_size: Batch size of an experiment; else 0.
        schedule: Schedule of an experiment; constant where it has none.
    """

    model: nn.Module
    optimizer: Any = None
    epochs: int = 0
    batch_size: int = 0
    schedule: Callable[[float], float] = lambda progress: 1.0


def reseed(seed: int) -> None:
    """Start every generator that student code may use from `seed`."""
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


def build(
    factory: Callable[..., Any],
    kind: str,
    seed: int,
    device: str = "cpu",
    example: torch.Tensor | None = None,
) -> Built:
    """Call the student's class or function.

    Args:
        factory: The student's.
        kind: See `tasks.Form`.
        seed: Seed for every generator; an experiment is handed it too.
        device: Where the network is to be.
        example: Inputs, (N, ...), from which lazy layers take their shapes.

    Raises:
        FormError: If no network comes back, or an experiment lacks a part.
        NotImplementedError: If nothing comes back, or the class as it was handed out.
    """
    reseed(seed)
    made = factory(seed, device) if kind == "experiment" else factory()
    if made is None or made is Ellipsis:
        raise NotImplementedError
    model = network(made)
    bare = model is made
    if model is None or (kind == "network" and not bare) or (kind == "experiment" and bare):
        inner = getattr(made, "model", None)
        if kind == "experiment" and inner is not None and not bare:
            raise FormError(f"model is a {type(inner).__name__}, not an nn.Module")
        wanted = "an Experiment" if kind == "experiment" else "an nn.Module"
        raise FormError(f"{type(made).__name__} came back; expected {wanted}")
    if type(model).forward is nn.Module.forward and next(model.parameters(), None) is None:
        raise NotImplementedError
    if example is not None and any(map(is_lazy, model.parameters())):
        with torch.no_grad():
            model.to(device).eval()(example.to(device))
        model.train()
    if kind != "experiment":
        return Built(model.to(device))
    missing = [name for name in ("optimizer", "epochs", "batch_size") if not hasattr(made, name)]
    if missing:
        raise FormError(f"the experiment has no {missing[0]}")
    for name in ("epochs", "batch_size"):
        value = getattr(made, name)
        if type(value) is not int or value < 1:
            raise FormError(f"{name} must be a whole number of at least 1, got {value!r:.40}")
    if not isinstance(made.optimizer, torch.optim.Optimizer):
        raise FormError(f"optimizer is a {type(made.optimizer).__name__}, not a torch optimizer")
    schedule = getattr(made, "schedule", None)
    if schedule is not None and not callable(schedule):
        raise FormError("schedule must be None or a function of progress")
    if schedule is None:
        return Built(model, made.optimizer, made.epochs, made.batch_size)
    return Built(model, made.optimizer, made.epochs, made.batch_size, _checked(schedule))


def _checked(schedule: Callable[[float], float]) -> Callable[[float], float]:
    def factor(progress: float) -> float:
        value = float(schedule(progress))
        if not math.isfinite(value) or value < 0:
            raise FormError(
                f"schedule({progress:.3f}) is {value}; expected a factor of the rate, at least 0"
            )
        return value

    return factor
