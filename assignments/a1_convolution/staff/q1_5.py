"""Misconceptions about designing kernels.

Any numbers that do the job are right, so each is recognised by what its kernel does, not by its
numbers.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.diagnosis import Question

question = Question("kernels")

question.help(
    "What should each kernel make of an image in which all pixels are 7? And of one that"
    " has a single bright pixel?",
    line="'shift_right': np.array([[0, 0, 0], [..., ..., ...], [0, 0, 0]])",
)

EDGE = np.array([[-1.0, 0.0, 1.0]] * 3)

COUNTED = np.arange(1, 10).reshape(3, 3)
FLAT = np.full((3, 3), 7)
BRIGHTER_TO_THE_RIGHT = np.array([[0, 1, 2]] * 3)

question.shown_by("weighted", "identity", COUNTED, part=("sum",), expected=5.0)
question.shown_by("weighted", "shift_right", COUNTED, part=("sum",), expected=4.0)
question.shown_by("weighted", "box_blur", FLAT, part=("sum",), expected=7.0)
for _edge, _ramp in (
    ("vertical_edge", BRIGHTER_TO_THE_RIGHT),
    ("horizontal_edge", BRIGHTER_TO_THE_RIGHT.T.copy()),
):
    question.shown_by("weighted", _edge, FLAT, part=("sign",), expected=0)
    question.shown_by("weighted", _edge, _ramp, part=("sign",), expected=1)
    question.shown_by("weighted", _edge, _ramp.T.copy(), part=("sign",), expected=0)


def _delta(row, column):
    kernel = np.zeros((3, 3))
    kernel[row, column] = 1.0
    return kernel


def _with(**changed):
    right = {
        "identity": _delta(1, 1),
        "box_blur": np.full((3, 3), 1 / 9),
        "vertical_edge": EDGE.copy(),
        "horizontal_edge": EDGE.T.copy(),
        "shift_right": _delta(1, 0),
    }
    return {**right, **changed}


def _kernel(name: str, does: Callable[[Any], Any]) -> Callable[[Any], bool]:
    """Whether the kernel of this name is a (3, 3) array of numbers that `does` holds of."""

    def recognise(answer: Any) -> bool:
        value = answer.get(name) if isinstance(answer, dict) else None
        if not isinstance(value, np.ndarray) or value.shape != (3, 3):
            return False
        return value.dtype.kind in "iuf" and bool(does(value.astype(np.float64)))

    return recognise


def _is(row: int, column: int) -> Callable[[Any], bool]:
    return lambda kernel: np.array_equal(kernel, _delta(row, column))


def _rises(kernel: Any) -> bool:
    """Whether a kernel answers positively where dark (left) turns bright (right)."""
    return bool(kernel[:, 2].sum() > 1e-9 > -1e-9 > kernel[:, 0].sum())


def _balanced(kernel: Any) -> bool:
    return abs(float(kernel.sum())) <= 1e-9


@question.mistake(
    "Your kernel moves the image to the left: the kernel looks from where the new pixel is, so "
    "the weight lies on the side that the pixel comes from.",
    _kernel("shift_right", _is(1, 2)),
)
def shifts_left():
    return _with(shift_right=_delta(1, 2))


@question.mistake(
    "Your kernel moves the image down: the columns of the kernel are left, middle and right.",
    _kernel("shift_right", _is(0, 1)),
)
def shifts_down():
    return _with(shift_right=_delta(0, 1))


@question.mistake(
    "Your kernel moves the image up: the columns of the kernel are left, middle and right.",
    _kernel("shift_right", _is(2, 1)),
)
def shifts_up():
    return _with(shift_right=_delta(2, 1))


@question.mistake(
    "The blur brightens the image: the weights of a mean add up to one.",
    _kernel("box_blur", lambda kernel: kernel.sum() > 1 + 1e-9 and kernel.min() >= 0),
)
def blur_not_normalised():
    return _with(box_blur=np.ones((3, 3)))


@question.mistake(
    "The blur darkens the image: the weights of a mean add up to one. Did the pixel in the "
    "middle go missing?",
    _kernel("box_blur", lambda kernel: 0 < kernel.sum() < 1 - 1e-9 and kernel.min() >= 0),
)
def blur_too_dark():
    kernel = np.full((3, 3), 1 / 9)
    kernel[1, 1] = 0.0
    return _with(box_blur=kernel)


@question.mistake(
    "The two edge kernels are exchanged: a vertical edge has dark and bright side by side, left "
    "and right.",
    lambda answer: (
        _kernel("vertical_edge", lambda k: _rises(k.T) and _balanced(k))(answer)
        and _kernel("horizontal_edge", lambda k: _rises(k) and _balanced(k))(answer)
    ),
)
def edges_exchanged():
    return _with(vertical_edge=EDGE.T.copy(), horizontal_edge=EDGE.copy())


@question.mistake(
    "vertical_edge has the wrong sign: its positive weights belong on the bright side, on the "
    "right.",
    _kernel("vertical_edge", lambda kernel: _rises(kernel[:, ::-1]) and _balanced(kernel)),
)
def vertical_sign():
    return _with(vertical_edge=-EDGE)


@question.mistake(
    "horizontal_edge has the wrong sign: its positive weights belong on the bright side, below.",
    _kernel("horizontal_edge", lambda kernel: _rises(kernel.T[:, ::-1]) and _balanced(kernel)),
)
def horizontal_sign():
    return _with(horizontal_edge=-EDGE.T)


@question.mistake(
    "An edge kernel answers on flat areas: its weights must add up to zero.",
    lambda answer: any(
        _kernel(name, lambda kernel: not _balanced(kernel))(answer)
        for name in ("vertical_edge", "horizontal_edge")
    ),
)
def edge_answers_on_flat_areas():
    return _with(vertical_edge=np.array([[-1.0, 0.0, 2.0]] * 3))


@question.mistake(
    "identity is the identity matrix of algebra. Here a kernel is not multiplied as a matrix: only "
    "the weight over the pixel itself may count.",
    _kernel("identity", lambda kernel: np.array_equal(kernel, np.eye(3))),
)
def identity_matrix():
    return _with(identity=np.eye(3))


@question.mistake(
    "identity adds up the whole window: only the weight over the pixel itself may count.",
    _kernel("identity", lambda kernel: np.array_equal(kernel, np.ones((3, 3)))),
)
def identity_of_ones():
    return _with(identity=np.ones((3, 3)))
