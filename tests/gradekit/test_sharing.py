"""Whether a result is new, or memory of an argument."""

import numpy as np
import pytest
import torch

from gradekit import probes


@pytest.mark.parametrize(
    ("function", "shared"),
    [
        (lambda x, y: x, [0]),
        (lambda x, y: y[::-1], [1]),
        (lambda x, y: x + 0, []),
        (lambda x, y: x.copy(), []),
        (lambda x, y: torch.from_numpy(y), [1]),
        (lambda x, y: None, []),
    ],
)
def test_memory_of_an_argument_is_told_from_a_new_array(function, shared):
    assert probes.shares(function, (np.arange(4.0), np.arange(3.0))) == shared


def test_a_tensor_shares_memory_as_an_array_does():
    assert probes.shares(lambda x: x.view(2, 2), (torch.ones(4),)) == [0]
    assert probes.shares(torch.relu, (torch.ones(4),)) == []
