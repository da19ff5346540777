"""Misconceptions about the statistics of a data set's channels."""

import numpy as np

from autograder.diagnosis import Question

question = Question("channel_stats")

question.help(
    "Over which axes do you take the mean, if three numbers are to be left? In which type"
    " are your squares?",
    line="mean = images.mean(axis=(..., ..., ...)) / 255",
)


def _pixels(images):
    return images.reshape(-1, 3).astype(np.float64) / 255


@question.reference
def right(images):
    pixels = _pixels(images)
    return pixels.mean(axis=0), pixels.std(axis=0)


@question.mistake(
    "This is the mean of the images' own standard deviations, which gives the well-known wrong "
    "0.2023 for CIFAR-10. Dark and bright images differ too: take all pixels of all images "
    "together."
)
def mean_of_each_pictures_spread(images):
    scaled = images / 255
    return scaled.mean(axis=(0, 1, 2)), scaled.std(axis=(1, 2)).mean(axis=0)


@question.mistake(
    "The standard deviation is nan: what stands under its root is negative. Squares add up to no "
    "such thing, unless they wrap around: in uint8 200 * 200 is 64. Turn the images into float64 "
    "before you square them."
)
def squares_overflow(images):
    pixels = images.reshape(-1, 3)
    mean = pixels.mean(axis=0) / 255
    square = (pixels * pixels).mean(axis=0) / 255**2
    with np.errstate(invalid="ignore"):
        return mean, np.sqrt(square - mean**2)


@question.mistake(
    "The sums wrap around: they are kept in uint8. Sum with dtype=np.float64, or scale first."
)
def sums_overflow(images):
    mean = images.sum(axis=(0, 1, 2), dtype=np.uint8) / (images.size // 3) / 255
    return mean, _pixels(images).std(axis=0)


@question.mistake("The numbers are on the scale of 0 to 255. Divide the images by 255.")
def not_scaled(images):
    pixels = images.reshape(-1, 3).astype(np.float64)
    return pixels.mean(axis=0), pixels.std(axis=0)


@question.mistake("The images are divided by 256; the largest value of a pixel is 255.")
def scaled_by_256(images):
    pixels = images.reshape(-1, 3).astype(np.float64) / 256
    return pixels.mean(axis=0), pixels.std(axis=0)


@question.mistake("This is the variance. The standard deviation is its square root.")
def variance(images):
    pixels = _pixels(images)
    return pixels.mean(axis=0), pixels.var(axis=0)


@question.mistake(
    "The standard deviation is divided by the number of pixels less one (ddof=1, as torch.std "
    "does). It is that of all pixels: divide by their number."
)
def unbiased(images):
    pixels = _pixels(images)
    return pixels.mean(axis=0), pixels.std(axis=0, ddof=1)


@question.mistake(
    "You take one mean and one standard deviation for all channels. Each of the three has its own."
)
def all_channels_together(images):
    scaled = images / 255
    return np.full(3, scaled.mean()), np.full(3, scaled.std())


@question.mistake(
    "The channels come in the order blue, green, red. They stay in the order of the images."
)
def channels_reversed(images):
    pixels = _pixels(images)[:, ::-1]
    return pixels.mean(axis=0), pixels.std(axis=0)


@question.mistake(
    "The channels are looked for in axis 1, as in NCHW. These images are NHWC: the channels are "
    "the last axis."
)
def channels_first(images):
    scaled = images / 255
    return scaled.mean(axis=(0, 2, 3)), scaled.std(axis=(0, 2, 3))
