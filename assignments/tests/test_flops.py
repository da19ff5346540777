"""Counting arithmetic: against PyTorch's own counter, and by hand."""

import pytest
import torch
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from cnnkit.flops import flops

NETWORKS = {
    "dense": lambda: nn.Sequential(nn.Flatten(), nn.Linear(3072, 20), nn.ReLU(), nn.Linear(20, 10)),
    "without bias": lambda: nn.Sequential(nn.Flatten(), nn.Linear(3072, 7, bias=False)),
    "conv": lambda: nn.Conv2d(3, 16, 3, padding=1),
    "stride and dilation": lambda: nn.Conv2d(3, 8, (3, 5), stride=(2, 1), dilation=2),
    "groups": lambda: nn.Sequential(nn.Conv2d(3, 12, 1), nn.Conv2d(12, 24, 3, groups=4)),
    "transposed": lambda: nn.ConvTranspose2d(3, 5, 3, stride=2),
    "normalised": lambda: nn.Sequential(
        nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.5)
    ),
}


@pytest.mark.parametrize("name", NETWORKS)
def test_the_count_is_that_of_pytorch(name):
    model = NETWORKS[name]().eval()
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.zeros(1, 3, 32, 32))
    assert flops(model) == counter.get_total_flops() > 0


def test_a_convolution_by_hand():
    # 16 maps of 32x32, and for each place 27 products and 27 additions.
    assert flops(nn.Conv2d(3, 16, 3, padding=1)) == 16 * 32 * 32 * 27 * 2


def test_nothing_is_computed_on_meta_and_the_modes_are_restored():
    with torch.device("meta"):
        model = nn.Sequential(nn.Conv2d(3, 16, 3), nn.BatchNorm2d(16), nn.Dropout())
    model[1].eval()
    assert flops(model) == 16 * 30 * 30 * 27 * 2
    assert [module.training for module in model] == [True, False, True]
    assert model.training


def test_a_network_without_weights_does_no_arithmetic_that_counts():
    assert flops(nn.Flatten()) == 0
