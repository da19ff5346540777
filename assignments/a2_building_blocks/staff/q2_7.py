"""Misconceptions about two convolutions in a row."""

import numpy as np

from autograder.diagnosis import Question

question = Question("collapse_two_convs")

question.help(
    "Set all entries of w2 to zero but one, w2[f, m, i, j] = 1. What is the combined "
    "filter then, and where do the weights w1[m] stand in it?",
    line="w[f, :, i : i + ..., j : j + ...] += w2[f, m, i, j] * ...",
)
BREAKS = "relu_breaks_it"


def _collapse(w1, w2):
    (_, C, h1, v1), (F, _, h2, v2) = w1.shape, w2.shape
    w12 = np.zeros((F, C, h1 + h2 - 1, v1 + v2 - 1))
    for i in range(h2):
        for j in range(v2):
            w12[:, :, i : i + h1, j : j + v1] += np.tensordot(w2[:, :, i, j], w1, 1)
    return w12


@question.reference
def right(w1, w2):
    return _collapse(w1, w2)


@question.mistake(
    "One kernel is laid on the other without a flip. Weight (i, j) of w2 moves the window of w1 "
    "down and to the right: sliding one kernel over the other as corr2d does gives it the wrong "
    "way round."
)
def not_flipped(w1, w2):
    return _collapse(w1, w2[:, :, ::-1, ::-1])


@question.mistake("The result is reversed in both axes: it starts with the last weights.")
def reversed_result(w1, w2):
    return _collapse(w1, w2)[:, :, ::-1, ::-1]


@question.mistake(
    "The channels are joined the wrong way: the second axis of w2 counts the same maps as the "
    "first axis of w1, and these two are what the sum runs over."
)
def channels_transposed(w1, w2):
    return _collapse(w1, w2.transpose(1, 0, 2, 3))


@question.mistake("The order is exchanged: w1 comes first, and its maps are what w2 looks at.")
def order_exchanged(w1, w2):
    return _collapse(w2, w1)


@question.mistake(
    "Only one map in the middle takes part. Each of them carries a part of the answer, and the "
    "parts are added up."
)
def first_map_only(w1, w2):
    return _collapse(w1[:1], w2[:, :1])


@question.mistake("The maps in the middle are averaged. Their parts are added up.")
def averaged_over_maps(w1, w2):
    return _collapse(w1, w2) / len(w1)


@question.mistake(
    "Parts that fall on the same place overwrite each other; they are added up: += in place of =."
)
def assigned_not_added(w1, w2):
    (_, C, h1, v1), (F, _, h2, v2) = w1.shape, w2.shape
    w12 = np.zeros((F, C, h1 + h2 - 1, v1 + v2 - 1))
    for i in range(h2):
        for j in range(v2):
            w12[:, :, i : i + h1, j : j + v1] = np.tensordot(w2[:, :, i, j], w1, 1)
    return w12


@question.mistake("The kernel is one row and one column too large: h1 + h2 - 1 rows are enough.")
def one_too_large(w1, w2):
    found = _collapse(w1, w2)
    return np.pad(found, ((0, 0), (0, 0), (0, 1), (0, 1)))


@question.mistake(
    "The kernel is cut to the size of w1. Together the two see further: h1 + h2 - 1 rows."
)
def size_of_the_first(w1, w2):
    return _collapse(w1, w2)[:, :, : w1.shape[2], : w1.shape[3]]


@question.mistake("The weights are multiplied place by place. Each weight of w2 meets all of w1.")
def product_by_place(w1, w2):
    rows, columns = (min(w1.shape[axis], w2.shape[axis]) for axis in (2, 3))
    first, second = w1[:, :, :rows, :columns], w2[:, :, :rows, :columns]
    return np.einsum("mcij,fmij->fcij", first, second)


def _parts(answer):
    """The three arrays of a counter-example, or None if it has another form."""
    if not isinstance(answer, tuple | list) or len(answer) != 3:
        return None
    if not all(isinstance(a, np.ndarray) and a.ndim == 4 and a.size for a in answer):
        return None
    return answer if all(a.dtype.kind in "iuf" for a in answer) else None


def _nothing_negative(answer):
    parts = _parts(answer)
    return parts is not None and all(bool((array >= 0).all()) for array in parts)


def _second_is_zero(answer):
    parts = _parts(answer)
    return parts is not None and not parts[2].any()


for _trait, _right in (
    ("axes of each item", [4, 4, 4]),
    ("something negative", True),
    ("items of zeros", []),
):
    question.shown_by("traits", part=(_trait,), expected=_right, variable=BREAKS)


@question.mistake(
    "Nothing in your example is negative, so the ReLU has nothing to change. Let the first "
    "convolution give a negative number.",
    _nothing_negative,
    variable=BREAKS,
)
def nothing_negative():
    return np.ones((1, 1, 4, 4)), np.ones((1, 1, 2, 2)), np.ones((1, 1, 2, 2))


@question.mistake(
    "The second convolution of your example is zero: it makes 0 of everything, with and without "
    "a ReLU.",
    _second_is_zero,
    variable=BREAKS,
)
def second_is_zero():
    return np.ones((1, 1, 2, 2)), -np.ones((1, 1, 1, 1)), np.zeros((1, 1, 1, 1))


@question.mistake(
    "A single array is not an example: the image x and both kernels are expected, in this order.",
    lambda answer: isinstance(answer, np.ndarray),
    variable=BREAKS,
)
def picture_only():
    return -np.ones((1, 1, 2, 2))
