"""Misconceptions about showing filters."""

import torch

from autograder.diagnosis import Question

question = Question("filters_for_display")

question.help(
    "Which number of one filter becomes 1, which 0, and where does a weight of 0 land? "
    "What happens to a filter of zeros?",
    line="scaled = 0.5 + 0.5 * w / ...",
)


def _scaled(w, largest):
    largest = torch.where(largest > 0, largest, torch.ones_like(largest))
    return (0.5 + w / (2 * largest)).permute(0, 2, 3, 1)


def _largest(w):
    return w.abs().amax(dim=(1, 2, 3), keepdim=True)


@question.reference
def right(w):
    w = w.detach()
    return _scaled(w, _largest(w))


@question.mistake(
    "Each filter is stretched from its minimum to its maximum, so 0 is no longer in the middle: a "
    "filter of negative weights gets bright spots, and a constant one divides by zero."
)
def stretched_from_min_to_max(w):
    w = w.detach()
    low, high = w.amin(dim=(1, 2, 3), keepdim=True), w.amax(dim=(1, 2, 3), keepdim=True)
    return ((w - low) / (high - low)).permute(0, 2, 3, 1)


@question.mistake(
    "The scale is that of all filters together. A filter of small weights turns grey beside one of "
    "large weights; give each its own."
)
def one_scale_for_all(w):
    w = w.detach()
    return _scaled(w, w.abs().max().reshape(1, 1, 1, 1).expand(len(w), 1, 1, 1))


@question.mistake(
    "Every channel is scaled alone, so the colours of a filter are not those of its weights. Each "
    "filter has one maximum, over all its channels."
)
def scaled_by_channel(w):
    w = w.detach()
    return _scaled(w, w.abs().amax(dim=(2, 3), keepdim=True))


@question.mistake("A filter of zeros is divided by its largest weight, which is 0: that gives NaN.")
def divides_by_zero(w):
    w = w.detach()
    return (0.5 + w / (2 * _largest(w))).permute(0, 2, 3, 1)


@question.mistake("The channels still come first. `imshow` wants them last: (F, kH, kW, C).")
def channels_first(w):
    return right(w).permute(0, 3, 1, 2)


@question.mistake(
    "The values go from -1 to 1, with 0 in the middle. Colours go from 0 to 1: halve, and add 0.5."
)
def from_minus_one_to_one(w):
    return right(w) * 2 - 1


@question.mistake(
    "The sign is gone: what is shown is the size of the weights, so a filter and its negative look "
    "the same."
)
def sign_lost(w):
    w = w.detach().abs()
    largest = _largest(w)
    return (w / torch.where(largest > 0, largest, torch.ones_like(largest))).permute(0, 2, 3, 1)


@question.mistake(
    "The largest weight is taken with its sign. A negative weight may be the largest by size: "
    "`abs()` before the maximum."
)
def maximum_with_sign(w):
    w = w.detach()
    largest = w.amax(dim=(1, 2, 3), keepdim=True)
    return (0.5 + w / (2 * torch.where(largest != 0, largest, torch.ones_like(largest)))).permute(
        0, 2, 3, 1
    )


@question.mistake("Height and width are exchanged: the axes are (F, kH, kW, C), in this order.")
def height_and_width_exchanged(w):
    return right(w).transpose(1, 2)
