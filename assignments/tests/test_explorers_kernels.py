"""From a dense layer to a kernel, and a kernel found again by gradient descent."""

import numpy as np
import pytest

from cnnkit.explorers.kernels import (
    dense_to_kernel_view,
    descend,
    layer_matrix,
    learn_kernel_view,
)

EDGE = np.repeat([[-1.0, 0.0, 1.0]], 3, axis=0)


@pytest.mark.parametrize(("step", "different"), [(0, 144), (1, 36), (2, 4)])
def test_each_idea_leaves_fewer_weights(step: int, different: int) -> None:
    assert f"{different} weights to learn" in dense_to_kernel_view(step).summary


def test_the_shared_matrix_is_a_convolution() -> None:
    matrix = np.nan_to_num(layer_matrix(2))
    kernel = matrix[0].reshape(4, 4)[:2, :2]
    image = np.random.default_rng(1).normal(size=(4, 4))
    windows = np.lib.stride_tricks.sliding_window_view(image, (2, 2))
    assert np.allclose(matrix @ image.ravel(), (windows * kernel).sum((2, 3)).ravel())


def test_gradient_descent_finds_the_kernel_again() -> None:
    images = np.random.default_rng(2).integers(0, 256, (8, 12, 12))
    found = descend(images, EDGE, 120)
    assert np.abs(found.kernels[-1] - EDGE).max() < 0.02
    assert found.losses[-1] < found.losses[0] / 1000
    assert "After 120 of 120 steps" in learn_kernel_view(found, EDGE, 120).summary
