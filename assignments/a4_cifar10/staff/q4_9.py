"""Misconceptions about an experiment that somebody else can run.

The design is free, so a misconception is recognised by what the experiment says of itself.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from autograder.diagnosis import Question

from ._limits import TASK

question = Question("build_experiment")

question.help(
    "What must happen before the first random weight is drawn, so that the same seed "
    "gives the same network? How many parameters does your model have, counted?",
    line="torch.manual_seed(...)",
)


@dataclass(frozen=True)
class _Experiment:
    model: Any
    optimizer: Any
    epochs: Any = TASK.epochs
    batch_size: Any = 64
    schedule: Any = None


def _network(width=32, last=None):
    layers: list[nn.Module] = [
        nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(width, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * width, 10),
    ]  # fmt: skip
    return nn.Sequential(*layers, *([last] if last is not None else []))


def _sgd(model):
    return torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True)


def _triangle(progress):
    return min(progress / 0.2, (1 - progress) / 0.8)


def _experiment(seed, device, model=None, **more):
    if model is None:
        torch.manual_seed(seed)
        model = _network()
    model = model.to(device)
    return _Experiment(model, _sgd(model), schedule=_triangle, **more)


def _get(report, key, default=None):
    return report.get(key, default) if isinstance(report, dict) else default


@question.freely("promises")
@question.reference
def right(seed, device):
    return _experiment(seed, device)


question.shown_by(
    "promises",
    (1, 1, 2),
    np.zeros((1, 3, 32, 32), dtype=np.float32),
    part=("above_a_limit",),
    expected="nothing",
    options={"at_most": {"count": TASK.at_most, "epochs": TASK.epochs}},
)


@question.mistake(
    "The optimizer belongs to another network than the one that you return, so nothing would be "
    "learned. Make the network once.",
    recognise=lambda report: (_get(report, "foreign", 0) or 0) > 0,
)
def optimizer_of_another_network(seed, device):
    torch.manual_seed(seed)
    model = _network().to(device)
    return _Experiment(model, _sgd(_network().to(device)))


@question.mistake(
    "The optimizer holds some of the parameters only. Hand it model.parameters().",
    recognise=lambda report: not _get(report, "foreign", 1) and bool(_get(report, "left_out")),
)
def optimizer_of_the_last_layer(seed, device):
    torch.manual_seed(seed)
    model = _network().to(device)
    return _Experiment(model, _sgd(model[-1]))


@question.mistake(
    "The seed is not used: the same call gives another network each time. torch.manual_seed(seed) "
    "comes before the network is made.",
    recognise=lambda report: (
        len(_get(report, "weights", ())) == 3 and report["weights"][0] != report["weights"][1]
    ),
)
def seed_not_used(seed, device):
    return _experiment(seed, device, _network())


@question.mistake(
    "The seed is always the same one, whatever the function is called with.",
    recognise=lambda report: (
        len(_get(report, "weights", ())) == 3
        and report["weights"][0] == report["weights"][1] == report["weights"][2]
    ),
)
def fixed_seed(seed, device):
    torch.manual_seed(0)
    return _experiment(seed, device, _network())


@question.mistake(
    "The network has too many parameters. Which layer has most of them? A dense layer needs few if "
    "you pool once more before it, or average each map.",
    recognise=lambda report: (_get(report, "count", 0) or 0) > TASK.at_most,
)
def too_large(seed, device):
    torch.manual_seed(seed)
    wide = nn.Sequential(nn.Flatten(), nn.Linear(3072, 600), nn.ReLU(), nn.Linear(600, 10))
    return _experiment(seed, device, wide)


@question.mistake(
    "It asks for more epochs than are allowed. A network that learns fast needs fewer.",
    recognise=lambda report: (
        isinstance(_get(report, "epochs"), int) and report["epochs"] > TASK.epochs
    ),
)
def too_many_epochs(seed, device):
    return _experiment(seed, device, epochs=100)


@question.mistake(
    "There is a softmax at the end of the network. The loss applies one itself; applied twice, the "
    "network learns slowly and is never sure.",
    recognise=lambda report: (
        isinstance(_get(report, "outputs"), torch.Tensor)
        and bool((report["outputs"] >= 0).all())
        and bool(((report["outputs"].sum(-1) - 1).abs() < 1e-3).all())
    ),
)
def softmax_at_the_end(seed, device):
    torch.manual_seed(seed)
    return _experiment(seed, device, _network(last=nn.Softmax(1)))


@question.mistake(
    "The schedule is one of torch's schedulers. Here it is a function of the progress, from 0 to "
    "1, such as triangle(0.2), because only the grader knows how many steps there will be.",
    recognise=lambda report: isinstance(_get(report, "schedule"), dict),
)
def torch_scheduler(seed, device):
    torch.manual_seed(seed)
    model = _network().to(device)
    optimizer = _sgd(model)
    scheduler = torch.optim.lr_scheduler.StepLR(optimizer, 5)
    return _Experiment(model, optimizer, schedule=scheduler)


@question.mistake(
    "A tuple comes back. Return Experiment(model=..., optimizer=..., epochs=..., batch_size=...).",
    recognise=lambda report: _get(report, "type") == "tuple",
)
def returns_a_tuple(seed, device):
    made = right(seed, device)
    return made.model, made.optimizer, made.epochs, made.batch_size


@question.mistake(
    "The network stays on the CPU whatever device is asked for: model.to(device), before the "
    "optimizer is made.",
    recognise=lambda report: _get(report, "devices") == ["cpu"],
)
def device_ignored(seed, device):
    return _experiment(seed, "cpu")
