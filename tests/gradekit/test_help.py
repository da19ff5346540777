"""The picture of a failing case, drawn from the case itself."""

import numpy as np
import pytest

from gradekit.notebook.drawing import draw
from gradekit.notebook.failing_case import failing

SLIDE = """
@test_case(points=0, hidden=False)
def test_step(corr2d):
    import numpy as np
    from gradekit import checks
    image, kernel = np.arange(9).reshape(3, 3), np.arange(4).reshape(2, 2)
    expected = np.array([[19, 25], [37, 43]])
    case = checks.case(expected, image, kernel).sized((3, 2), (3, 2))
    checks.function("t1", "corr2d(image, kernel)", corr2d, [case])
"""
LAYER = """
@test_case(points=0, hidden=False)
def test_layer(layer):
    import numpy as np
    from gradekit import checks
    x, w = np.ones((1, 2, 5, 5)), np.ones((1, 2, 3, 3))
    expected = 2 * np.array([[[[4.0, 6, 4], [6, 9, 6], [4, 6, 4]]]])
    case = checks.case(expected, x, w, stride=2, padding=1).sized((5, 3, 2, 1), (5, 3, 2, 1))
    checks.function("t1", "layer(x, w)", layer, [case])
"""
PLAIN = """
@test_case(points=0, hidden=False)
def test_plain(f):
    import numpy as np
    from gradekit import checks
    checks.function("t1", "f(x)", f, [checks.case(np.array([1, 2, 3]), np.array([1, 2, 3]))])
"""
COUNT = """
@test_case(points=0, hidden=False)
def test_count(f):
    from gradekit import checks
    checks.function("t1", "f(x)", f, [checks.case(3, 3)])
"""


def drawn(source, **names):
    """The panels' titles and the summary of the first failing case."""
    found = failing("t1", {"t1": source}, names)
    picture = draw(found)
    if picture is None:
        return None
    figure, summary = picture
    figure.savefig("/dev/null", format="png")
    return [axes.get_title() for axes in figure.axes], summary


def flipped(image, kernel):
    kernel = kernel[::-1, ::-1]
    return np.array(
        [[np.sum(image[i : i + 2, j : j + 2] * kernel) for j in range(2)] for i in range(2)]
    )


def test_the_window_of_the_first_wrong_number_is_drawn_with_its_products():
    titles, summary = drawn(SLIDE, corr2d=flipped)
    assert titles == ["what goes in", "the window", "the weights", "their products"]
    assert "At [0, 0] of the result your number is 5, the right one 19." in summary
    assert "rows 0 to 1 and columns 0 to 1 of what goes in: 0 1; 3 4" in summary
    assert "The products are 0 1; 6 12; they add up to 19" in summary


def test_padding_stride_and_channels_are_in_the_picture():
    titles, summary = drawn(LAYER, layer=lambda x, w, stride, padding: np.zeros((1, 1, 3, 3)))
    assert titles[-1] == "their products"
    assert "the first of 2 channels): 0 0 0; 0 1 1; 0 1 1" in summary


def test_another_shape_and_other_arrays_are_drawn_beside_the_right_ones():
    titles, summary = drawn(SLIDE, corr2d=lambda image, kernel: np.zeros((3, 3)))
    assert titles == ["yours 3x3", "expected 2x2"]
    titles, summary = drawn(PLAIN, f=lambda x: np.array([1, 2, 4]))
    assert titles == ["yours 1x3", "expected 1x3"]
    assert "1 of 3 numbers differ" in summary


@pytest.mark.parametrize("answer", [lambda x: 4, lambda x: None, lambda x: 1 / 0, ..., None])
def test_what_is_no_array_is_told_and_not_drawn(answer):
    found = failing("t1", {"t1": COUNT}, {"f": answer})
    assert found.message
    assert draw(found) is None


def test_a_right_answer_has_nothing_to_draw():
    assert failing("t1", {"t1": COUNT}, {"f": lambda x: x}) is None
