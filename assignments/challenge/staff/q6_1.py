"""Misconceptions about an entry of the challenge: a recipe within two limits.

The design is free, so a misconception is recognised by what the entry says of itself.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import nn

from autograder.diagnosis import Question

from ._limits import TASK

question = Question("build_challenge")

question.help(
    "What is the smallest network that you trust, and how many parameters does it have? "
    "What must happen before the first random weight is drawn?",
    line="torch.manual_seed(...)",
)

MOST_PARAMETERS, MOST_EPOCHS = TASK.at_most, TASK.epochs


@dataclass(frozen=True)
class _Entry:
    model: Any
    optimizer: Any
    epochs: Any = MOST_EPOCHS
    batch_size: Any = 64
    schedule: Any = None


def _network(seed, width=16, last=None):
    torch.manual_seed(seed)
    layers: list[nn.Module] = [
        nn.Conv2d(3, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(width, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(64 * width, 10),
    ]  # fmt: skip
    return nn.Sequential(*layers, *([last] if last is not None else []))


def _entry(model, device, **more):
    model = model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9, nesterov=True)
    return _Entry(model, optimizer, **more)


def _get(report, key, default=None):
    return report.get(key, default) if isinstance(report, dict) else default


def _weights(report):
    found = _get(report, "weights") or ()
    return found if len(found) == 3 else (0, 0, 1)


@question.freely("promises")
@question.reference
def right(seed, device):
    return _entry(_network(seed), device)


question.shown_by(
    "promises",
    (1, 1, 2),
    np.zeros((1, 3, 32, 32), dtype=np.float32),
    part=("above_a_limit",),
    expected="nothing",
    options={"at_most": {"count": MOST_PARAMETERS, "epochs": MOST_EPOCHS}},
)


@question.mistake(
    f"The network has more than {MOST_PARAMETERS:,} parameters. Which layer has most of them? A "
    "dense layer needs few if you pool once more before it, or average each map.",
    recognise=lambda report: (_get(report, "count", 0) or 0) > MOST_PARAMETERS,
)
def dense_layer_takes_it_all(seed, device):
    torch.manual_seed(seed)
    wide = nn.Sequential(nn.Flatten(), nn.Linear(3072, 128), nn.ReLU(), nn.Linear(128, 10))
    return _entry(wide, device)


@question.mistake(
    "It asks for more than ten epochs. A network that learns fast needs fewer: look at the "
    "learning rate and its schedule.",
    recognise=lambda report: (
        isinstance(_get(report, "epochs"), int) and report["epochs"] > MOST_EPOCHS
    ),
)
def too_many_epochs(seed, device):
    return _entry(_network(seed), device, epochs=30)


@question.mistake(
    "The seed is not used: the same call gives another network each time. torch.manual_seed(seed) "
    "comes before the network is made.",
    recognise=lambda report: _weights(report)[0] != _weights(report)[1],
)
def seed_not_used(seed, device):
    return _entry(_network(torch.seed() % 2**31), device)


@question.mistake(
    "The seed is always the same one, whatever the function is called with.",
    recognise=lambda report: _weights(report)[0] == _weights(report)[1] == _weights(report)[2],
)
def fixed_seed(seed, device):
    return _entry(_network(0), device)


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
    return _entry(_network(seed, last=nn.Softmax(1)), device)


@question.mistake(
    "The optimizer holds some of the parameters only, and the others are never trained. Hand it "
    "model.parameters().",
    recognise=lambda report: bool(_get(report, "left_out")),
)
def optimizer_of_the_last_layer(seed, device):
    model = _network(seed).to(device)
    return _Entry(model, torch.optim.SGD(model[-1].parameters(), lr=0.05))


@question.mistake(
    "The network stays on the CPU whatever device is asked for: model.to(device), before the "
    "optimizer is made.",
    recognise=lambda report: _get(report, "devices") == ["cpu"],
)
def device_ignored(seed, device):
    return _entry(_network(seed), "cpu")
