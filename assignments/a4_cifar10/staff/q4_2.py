"""Misconceptions about normalising images and undoing it."""

import torch

from autograder.diagnosis import Question

question = Question("normalize")

question.help(
    "Three numbers are to meet the channels of (N, 3, H, W). Which shape lines up with "
    "them from the right?",
    line="mean = torch.as_tensor(mean, dtype=x.dtype).reshape(..., ..., ...)",
)


def _channels(values, like):
    return torch.as_tensor(values, dtype=like.dtype).reshape(3, 1, 1)


@question.reference
def right(x, mean, std):
    return (x - _channels(mean, x)) / _channels(std, x)


@question.reference_for("unnormalize")
def right_back(z, mean, std):
    return z * _channels(std, z) + _channels(mean, z)


@question.mistake(
    "(3,) is lined up with the last axis of x, so every column gets the mean of a channel. Give "
    "mean and std the shape (3, 1, 1)."
)
def lined_up_with_the_columns(x, mean, std):
    return (x - torch.as_tensor(mean, dtype=x.dtype)) / torch.as_tensor(std, dtype=x.dtype)


@question.mistake("The mean is subtracted after the division by std. Subtract first, then divide.")
def divides_first(x, mean, std):
    return x / _channels(std, x) - _channels(mean, x)


@question.mistake("You multiply by std where you should divide by it.")
def multiplies(x, mean, std):
    return (x - _channels(mean, x)) * _channels(std, x)


@question.mistake("You divide by the square of std: std is not a variance.")
def divides_by_the_variance(x, mean, std):
    return (x - _channels(mean, x)) / _channels(std, x) ** 2


@question.mistake(
    "The result is right, but x itself is changed by the call. x - mean makes a new tensor, x -= "
    "mean does not."
)
def overwrites_its_input(x, mean, std):
    x -= _channels(mean, x)
    x /= _channels(std, x)
    return x


@question.mistake(
    "A single image comes back as a batch of one. With mean and std of shape (3, 1, 1) both kinds "
    "of input come out in the shape in which they came."
)
def one_picture_becomes_a_batch(x, mean, std):
    shape = (1, 3, 1, 1)
    return (x - _channels(mean, x).reshape(shape)) / _channels(std, x).reshape(shape)


@question.mistake(
    "float32 images come back as float64. The result has the dtype of x, whatever mean and std "
    "are: torch.as_tensor(mean, dtype=x.dtype)."
)
def loses_the_dtype(x, mean, std):
    return right(x.double(), mean, std)


@question.mistake(
    "You add the mean before you multiply by std. normalize subtracts first and divides then; its "
    "steps come back in reversed order.",
    variable="unnormalize",
)
def adds_first(z, mean, std):
    return (z + _channels(mean, z)) * _channels(std, z)


@question.mistake(
    "This is normalize once more, not the way back.",
    variable="unnormalize",
)
def normalizes_again(z, mean, std):
    return right(z, mean, std)


@question.mistake(
    "z itself is changed by the call; make a new tensor.",
    variable="unnormalize",
)
def overwrites_on_the_way_back(z, mean, std):
    z *= _channels(std, z)
    z += _channels(mean, z)
    return z
