"""A student's network without its author's code: handed over as programs, made anew from them.

`hand_over` runs beside the student's code and sees neither an image nor a label of the training;
everything else runs in a process of its own, where none of that code is.
"""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from torch import nn

from gradekit.training import wiring
from gradekit.training.making import Made, make
from gradekit.training.trainer import FOLDER, open_program, plan, program_of

LEARNING, JUDGING = f"{FOLDER}/learning.pt2", f"{FOLDER}/judging.pt2"
"""The network in training mode and in eval mode, beside the job."""


def hand_over(
    factory: Callable[..., Any], kind: str, shape: tuple[int, ...], seed: int, extent: Any
) -> dict[str, Any]:
    """Make the student's network and describe it whole.

    Args:
        factory: The student's class or function.
        kind: See `tasks.Task`.
        shape: Of one input, without the batch.
        seed: Of all generators.
        extent: How it will be trained: `steps` on one batch of `count` images, or on `count` images
            with `epochs` and `batch_size` as in a `Budget`.

    Returns:
        `learning` and `judging`: the network with its first weights as programs, in training mode
        and in eval mode; `recipe`: how an experiment wants it trained, plain data, else None. Or
        `why`: the name of what kept it from being handed over.

    Raises:
        FormError, NotImplementedError: See `making.make`.
        Exception: What the student's code raises while the network is made.
    """
    torch.set_num_threads(1)
    one_batch = "steps" in extent
    size = extent["count"] if one_batch else 2
    example = torch.randn(size, *shape, generator=torch.Generator().manual_seed(seed))
    made = make(factory, kind, seed, example=example)
    if next(made.model.parameters(), None) is None:
        raise NotImplementedError
    try:
        return {
            "recipe": _recipe(made, extent),
            "learning": program_of(made.model.train(), example, not one_batch),
            "judging": program_of(made.model.eval(), example, not one_batch),
        }
    except Exception as error:  # noqa: BLE001
        # torch.export's errors have no common base; what the student raises is met again, and told,
        # where the network is trained beside his code.
        return {"why": type(error).__name__}


def opened(folder: str = FOLDER) -> Callable[..., Any]:
    """The factory of a handed over network whose programs lie in a folder, for `from_folder`."""
    job = json.loads((Path(folder) / "job.json").read_text(encoding="utf-8"))
    programs = [(Path(folder).parent / name).read_bytes() for name in (LEARNING, JUDGING)]
    return _factory(programs[0], programs[1], job["recipe"], job["device"])


def memorise(learning: bytes, judging: bytes, recipe: Any, *asked: Any) -> Any:
    """`wiring.memorise` for a network that was handed over; it is asked the same."""
    torch.set_num_threads(1)
    return wiring.memorise(_factory(learning, judging, recipe, "cpu"), *asked)


class Apart(nn.Module):
    """A network made of its two programs: it learns with the one and is judged with the other.

    Args:
        learning: The program in training mode; its weights are the network's.
        judging: The program in eval mode; it takes the weights over when that mode begins.
    """

    judging: nn.Module

    def __init__(self, learning: nn.Module, judging: nn.Module) -> None:
        super().__init__()
        self.learning = learning
        # Not a part of this one: its weights are the other's.
        object.__setattr__(self, "judging", judging)

    def train(self, mode: bool = True) -> "Apart":
        """Choose the program."""
        if self.training and not mode:
            self.judging.load_state_dict(self.learning.state_dict())
        self.training = mode
        return self

    def forward(self, x: torch.Tensor) -> Any:
        """Run the program of the mode: (N, ...) to what the network gives."""
        return (self.learning if self.training else self.judging)(x)

    def named_parameters(self, *args: Any, **kwargs: Any) -> Any:
        """The network's, by its own names."""
        return self.learning.named_parameters(*args, **kwargs)

    def state_dict(self, *args: Any, **kwargs: Any) -> Any:
        """The network's, by its own names."""
        return self.learning.state_dict(*args, **kwargs)


def _factory(learning: bytes, judging: bytes, recipe: Any, device: str) -> Callable[..., Any]:
    def network() -> Apart:
        return Apart(_module(learning, device), _module(judging, device))

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


def _module(program: bytes, device: str) -> nn.Module:
    loaded = open_program(program)
    if device != "cpu":
        from torch.export.passes import move_to_device_pass

        loaded = move_to_device_pass(loaded, device)
    module: nn.Module = loaded.module()
    return module


def _recipe(made: Made, extent: Mapping[str, Any]) -> Any:
    """How an experiment wants to be trained; raises where plain data cannot say it."""
    if made.optimizer is None:
        return None
    optimizer, name = made.optimizer, type(made.optimizer).__name__
    if getattr(torch.optim, name, None) is not type(optimizer) or optimizer.state:
        raise TypeError("an optimizer that is not PyTorch's own, or has taken steps already")
    names = {id(value): name for name, value in made.model.named_parameters()}
    groups = [
        {key: _plain(value) for key, value in group.items() if key != "params"}
        | {"params": [names[id(value)] for value in group["params"]]}
        for group in optimizer.param_groups
    ]
    if "steps" in extent:
        steps = extent["steps"]
    else:
        epochs, _, an_epoch = plan(made, **extent)
        steps = epochs * an_epoch
    return {
        "optimizer": name,
        "groups": groups,
        "epochs": made.epochs,
        "batch_size": made.batch_size,
        "factors": [made.schedule((step + 0.5) / steps) for step in range(steps)],
    }


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    raise TypeError("a setting that is no number")


def _optimizer(model: Apart, name: str, groups: Any) -> torch.optim.Optimizer:
    kind = getattr(torch.optim, name)
    if not issubclass(kind, torch.optim.Optimizer):
        raise TypeError(f"{name} is no optimizer")
    parameters = dict(model.named_parameters())
    made: torch.optim.Optimizer = kind(
        [{**group, "params": [parameters[each] for each in group["params"]]} for group in groups]
    )
    return made
