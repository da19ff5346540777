"""A network without its author's code: made anew from its programs, and trained.

It runs in a process of its own, where none of that code is.
"""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import torch
from torch import nn

from gradekit.training.hand_over import open_program
from gradekit.training.overfit import overfit


def overfit_isolated(learning: bytes, judging: bytes, recipe: Any, *asked: Any) -> Any:
    """`overfit.overfit` for a network that was handed over; it is asked the same."""
    torch.set_num_threads(1)
    return overfit(factory_of(learning, judging, recipe, "cpu"), *asked)


def factory_of(learning: bytes, judging: bytes, recipe: Any, device: str) -> Callable[..., Any]:
    """A factory like the student's, of what `export.hand_over` gave.

    Args:
        learning: The network as a program in training mode.
        judging: The same in eval mode.
        recipe: How an experiment wants it trained; None for a network.
        device: Where the network is to be.
    """

    def network() -> Isolated:
        return Isolated(_module(learning, device), _module(judging, device))

    def experiment(seed: int, device: str) -> Any:
        model = network()
        factors = recipe["factors"]
        return SimpleNamespace(
            model=model,
            optimizer=_optimizer(model, recipe["optimizer"], recipe["groups"]),
            epochs=recipe["epochs"],
            batch_size=recipe["batch_size"],
            schedule=lambda progress: factors[min(int(progress * len(factors)), len(factors) - 1)],
        )

    return network if recipe is None else experiment


class Isolated(nn.Module):
    """A network made of its two programs: it learns with the one and is judged with the other.

    Args:
        learning: The program in training mode; its weights are the network's.
        judging: The program in eval mode; it takes the weights over when that mode begins.
    """

    def __init__(self, learning: nn.Module, judging: nn.Module) -> None:
        super().__init__()
        self.learning = learning
        # In a list, so that it is not registered: its weights are the other's.
        self._judging = [judging]

    def train(self, mode: bool = True) -> "Isolated":
        """Choose the program."""
        if self.training and not mode:
            self._judging[0].load_state_dict(self.learning.state_dict())
        self.training = mode
        return self

    def forward(self, x: torch.Tensor) -> Any:
        """Run the program of the mode: (N, ...) to what the network gives."""
        return (self.learning if self.training else self._judging[0])(x)

    def named_parameters(self, *args: Any, **kwargs: Any) -> Any:
        """The network's, by its own names."""
        return self.learning.named_parameters(*args, **kwargs)

    def state_dict(self, *args: Any, **kwargs: Any) -> Any:
        """The network's, by its own names."""
        return self.learning.state_dict(*args, **kwargs)


def _module(program: bytes, device: str) -> nn.Module:
    loaded = open_program(program)
    if device != "cpu":
        from torch.export.passes import move_to_device_pass

        loaded = move_to_device_pass(loaded, device)
    module: nn.Module = loaded.module()
    return module


def _optimizer(model: Isolated, name: str, groups: Any) -> torch.optim.Optimizer:
    kind = getattr(torch.optim, name)
    if not issubclass(kind, torch.optim.Optimizer):
        raise TypeError(f"{name} is not an optimizer")
    parameters = dict(model.named_parameters())
    made: torch.optim.Optimizer = kind(
        [{**group, "params": [parameters[each] for each in group["params"]]} for group in groups]
    )
    return made
