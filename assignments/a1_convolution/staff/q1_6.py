"""Misconceptions about convolution proper."""

import numpy as np

from autograder.diagnosis import Question

question = Question("conv2d_true")


def _corr2d(image, kernel):
    (H, W), (kH, kW) = image.shape, kernel.shape
    if kH > H or kW > W:
        raise ValueError("the kernel does not fit")
    out = np.zeros((H - kH + 1, W - kW + 1))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            out[i, j] = np.sum(image[i : i + kH, j : j + kW].astype(np.float64) * kernel)
    return out


@question.reference
def right(image, kernel):
    return _corr2d(image, kernel[::-1, ::-1])


@question.mistake("The kernel is not turned: this is correlation. Convolution reverses both axes.")
def not_flipped(image, kernel):
    return _corr2d(image, kernel)


@question.mistake(
    "Only the rows of the kernel are reversed. A turn by 180 degrees reverses both axes."
)
def flips_one_axis(image, kernel):
    return _corr2d(image, kernel[::-1])


@question.mistake(
    "Only the columns of the kernel are reversed. A turn by 180 degrees reverses both axes."
)
def flips_columns_only(image, kernel):
    return _corr2d(image, kernel[:, ::-1])


@question.mistake("The kernel is transposed. A turn by 180 degrees reverses both axes instead.")
def transposes(image, kernel):
    return _corr2d(image, kernel.T)


@question.mistake("The kernel is turned by 90 degrees; convolution turns it by 180.")
def turns_by_90_degrees(image, kernel):
    return _corr2d(image, np.rot90(kernel))


@question.mistake("The picture is turned instead of the kernel: that turns the map as well.")
def turns_the_image(image, kernel):
    return _corr2d(image[::-1, ::-1], kernel)
