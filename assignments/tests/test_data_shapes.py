"""The generated shapes: what they are, and that only their form tells the class."""

import numpy as np
import pytest

from cnnkit.data import SHAPE_CLASSES, load_shapes
from cnnkit.data.shapes import generated_shapes


def test_shapes_repeat_by_seed_and_are_balanced():
    images, labels = generated_shapes(1200, seed=5)
    again, labels_again = generated_shapes(1200, seed=5)
    np.testing.assert_array_equal(images, again)
    np.testing.assert_array_equal(labels, labels_again)
    assert images.shape == (1200, 32, 32, 3)
    assert (images.dtype, labels.dtype) == (np.uint8, np.int64)
    assert np.bincount(labels).tolist() == [120] * 10
    assert (images != generated_shapes(1200, seed=6)[0]).mean() > 0.9


@pytest.mark.parametrize("count", [0, 1, 13])
def test_any_number_can_be_drawn(count):
    shapes = load_shapes(count, 0)
    assert len(shapes) == count
    assert shapes.images.shape == (count, 32, 32, 3)
    assert shapes.classes == SHAPE_CLASSES


def test_no_colour_and_no_pixel_belongs_to_a_class():
    shapes = load_shapes(2000, 1)
    pictures = shapes.images / 255
    means = np.stack([pictures[shapes.labels == label].mean(axis=0) for label in range(10)])
    spread = pictures.std(axis=0)
    # Means over 200 pictures differ by chance by a fourteenth of the spread; a linear rule lives on
    # larger differences.
    assert (np.abs(means - means.mean(axis=0)) / spread).mean() < 0.12


def test_every_shape_is_seen_before_its_background():
    """The darkest and brightest region of a picture differ by more than its noise."""
    shapes = load_shapes(300, 2)
    smooth = shapes.images.astype(float).reshape(300, 8, 4, 8, 4, 3).mean(axis=(2, 4))
    contrast = (smooth.max(axis=(1, 2)) - smooth.min(axis=(1, 2))).max(axis=1)
    assert np.quantile(contrast, 0.01) > 40
