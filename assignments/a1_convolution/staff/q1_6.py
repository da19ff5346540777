"""Misconceptions about convolution proper."""

import numpy as np

from autograder.diagnosis import Question

from ._slide import corr2d

question = Question("conv2d_true")

question.help(
    "Convolution looks at the kernel from behind. How do you turn a kernel by 180 "
    "degrees, and which function have you got already?",
    line="return corr2d(image, kernel[..., ...])",
)


@question.reference
def right(image, kernel):
    return corr2d(image, kernel[::-1, ::-1])


@question.mistake("The kernel is not turned: this is correlation. Convolution reverses both axes.")
def not_flipped(image, kernel):
    return corr2d(image, kernel)


@question.mistake(
    "Only the rows of the kernel are reversed. A turn by 180 degrees reverses both axes."
)
def flips_one_axis(image, kernel):
    return corr2d(image, kernel[::-1])


@question.mistake(
    "Only the columns of the kernel are reversed. A turn by 180 degrees reverses both axes."
)
def flips_columns_only(image, kernel):
    return corr2d(image, kernel[:, ::-1])


@question.mistake("The kernel is transposed. A turn by 180 degrees reverses both axes instead.")
def transposes(image, kernel):
    return corr2d(image, kernel.T)


@question.mistake("The kernel is turned by 90 degrees; convolution turns it by 180.")
def turns_by_90_degrees(image, kernel):
    return corr2d(image, np.rot90(kernel))


@question.mistake("The image is turned instead of the kernel: that turns the map as well.")
def turns_the_image(image, kernel):
    return corr2d(image[::-1, ::-1], kernel)
