"""Hints on a free design are given for what a network is, and not for what it resembles."""

import pytest
import torch
from torch import nn

from assignments.tests.unit import QUESTIONS
from gradekit import probes

MISTAKES = {item.id: item for item in QUESTIONS["q3_8"].mistakes}


class Unfolded(nn.Module):
    """A convolution by hand: the same weights at every place."""

    def __init__(self) -> None:
        super().__init__()
        self.first, self.last = nn.Linear(9, 8), nn.Linear(8, 2)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        patches = nn.functional.unfold(x, 3).transpose(1, 2)
        return self.last(torch.relu(self.first(patches)).reshape(len(x), 36, 8).mean(1))


def pooled_at_once() -> nn.Module:
    return nn.Sequential(nn.Conv2d(1, 8, 3), nn.AvgPool2d(6), nn.Flatten(), nn.Linear(8, 2))


def flattened() -> nn.Module:
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 2))


def dense() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(64, 6), nn.ReLU(), nn.Linear(6, 2))


@pytest.mark.parametrize(
    ("make", "named"),
    [
        (flattened, {"flatten_left_in"}),
        (dense, {"no_convolution"}),
        (pooled_at_once, {"no_relu"}),
        (Unfolded, set()),
    ],
)
def test_a_network_is_told_what_it_is(make: object, named: set[str]) -> None:
    sizes = [("eval", torch.zeros(2, 1, side, side)) for side in (8, 12)]
    report = probes.model(make, steps=sizes, dtype="float32", catch=True)
    found = {name for name, item in MISTAKES.items() if item.recognise(report)}
    assert found == named
