"""Misconceptions about ReLU and flatten."""

import numpy as np

from autograder.diagnosis import Question

question = Question("relu")

question.help(
    "Does your relu hand back the very array that it was given? And how many features "
    "does a batch of no images have, of shape (0, 3, 4, 4)?",
    line="features = ...; return x.reshape(x.shape[0], ...)",
)
FLATTEN = "flatten_batch"


@question.reference
def right(x):
    return np.where(x > 0, x, 0).astype(x.dtype)


@question.reference_for(FLATTEN)
def right_flatten(x):
    return x.reshape(len(x), int(np.prod(x.shape[1:])))


@question.mistake(
    "The values are right, but x is changed by the call: whoever needs it later finds zeros in it. "
    "Make a new array."
)
def in_place(x):
    x[x < 0] = 0
    return x


@question.mistake("This is the absolute value. A ReLU makes 0 of what is negative.")
def absolute_value(x):
    return np.abs(x)


@question.mistake(
    "It is the negative numbers that stay here. Positive numbers stay, negative ones become 0."
)
def keeps_negatives(x):
    return np.minimum(x, 0)


@question.mistake("The result is float64 whatever x is; it has the dtype of x.")
def float64_always(x):
    return np.maximum(x, 0.0).astype(float)


@question.mistake("Ones and zeros say where x is positive; a ReLU keeps the numbers themselves.")
def step_function(x):
    return (x > 0).astype(x.dtype)


@question.mistake("Numbers are capped at 1. A ReLU has no upper end.")
def capped_at_one(x):
    return np.clip(x, 0, 1)


@question.mistake("The positive numbers come out without the others: the shape must stay.")
def only_positives(x):
    return x[x > 0]


@question.mistake(
    "reshape(-1, K) lets the number of rows give way: with K for images of 32x32, 2 images of "
    "64x64 became 8 rows. Keep the first axis, and work out the second.",
    variable=FLATTEN,
)
def view_minus_one(x):
    return x.reshape(-1, 32 * 8 * 8)


@question.mistake(
    "With no images at all reshape(0, -1) is an error: -1 could be anything. Work out the "
    "number of features from the other axes.",
    variable=FLATTEN,
    about_raising=True,
)
def fails_on_an_empty_batch(x):
    return x.reshape(x.shape[0], -1)


@question.mistake(
    "The number of features is computed from the size and the number of images: with no images "
    "at all, that divides by zero.",
    variable=FLATTEN,
    about_raising=True,
)
def divides_sizes(x):
    return x.reshape(len(x), x.size // len(x))


@question.mistake(
    "All images come out as one row. The first axis counts images and stays.", variable=FLATTEN
)
def merges_the_batch(x):
    return x.reshape(1, x.size)


@question.mistake(
    "A single list of numbers comes out; one row for each image is asked.", variable=FLATTEN
)
def one_long_vector(x):
    return x.reshape(-1)


@question.mistake(
    "The features are laid out in the order of memory. The reading order is that of x, also "
    "when it is a view of another array.",
    variable=FLATTEN,
)
def order_of_memory(x):
    return np.array([item.ravel(order="K") for item in x]).reshape(right_flatten(x).shape)


@question.mistake(
    'The features are laid out in column order, order="F". The reading order is that of NumPy\'s '
    "reshape, channel by channel and row by row.",
    variable=FLATTEN,
)
def column_order(x):
    return x.reshape(right_flatten(x).shape, order="F")


@question.mistake(
    "The channels come last in each row: the order of features is channel, row, column.",
    variable=FLATTEN,
)
def channels_last(x):
    return right_flatten(np.moveaxis(x, 1, -1))


@question.mistake(
    "Four axes are taken for granted. An array of two axes is flat already and comes out as it is.",
    variable=FLATTEN,
    about_raising=True,
)
def needs_four_axes(x):
    N, C, H, W = x.shape
    return x.reshape(N, C * H * W)


@question.mistake(
    "The axes are swapped: rows count the images, columns the features.", variable=FLATTEN
)
def transposed(x):
    return np.ascontiguousarray(right_flatten(x).T)
