"""Counting arithmetic, by hand."""

import torch
from torch import nn

from cnnkit.train import flops


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
