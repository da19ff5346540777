"""What `bench.training` counts as work, by which it tells how far from the limit a loop is."""

import pytest
from torch import nn

from assignments.tests.unit import REFERENCES
from bench.training_steps import work_of


def test_the_work_of_a_step_is_counted_by_hand():
    """Multiplications and additions: forward, gradient of the weights, gradient of the input."""
    conv, dense = 2 * (3 * 9 * 8) * 32 * 32, 2 * 8 * 10
    model = nn.Sequential(
        nn.Conv2d(3, 8, 3, padding=1), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 10)
    )
    assert work_of(model) == 2 * conv + 3 * dense


@pytest.mark.parametrize(
    ("make", "million"), [(REFERENCES["simple_cnn"], 10.43), (REFERENCES["improved_cnn"], 151.4)]
)
def test_the_work_of_the_courses_networks(make, million):
    assert work_of(make()) / 1e6 == pytest.approx(million, rel=1e-3)
