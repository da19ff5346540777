"""Misconceptions about measuring equivariance."""

import torch
from torch.nn import functional as F  # noqa: N812

from autograder.diagnosis import Question

question = Question("equivariance_error")

question.help(
    "If the image moves by 4 and f has a stride of 2, by how many columns does the map "
    "move? Which columns of the difference can you not expect to be zero?",
    line="difference = f(moved(x, shift)) - moved(f(x), ...)",
)


def _gap(f, x, shift, stride, move=None, steps=None):
    """f(T(x)) and T'(f(x))."""
    move = move or _moved
    steps = shift // stride if steps is None else steps
    return f(move(x, shift)), move(f(x), steps)


def _moved(x, shift):
    return F.pad(x, (shift, -shift))


def _inside(gap, margin):
    width = gap.shape[-1]
    if width <= 2 * margin:
        raise ValueError("nothing left")
    return gap[..., margin : width - margin]


def _largest(first, last, margin):
    return _inside(first - last, margin).abs().max().item()


@question.reference
def right(f, x, shift, margin, stride=1):
    return _largest(*_gap(f, x, shift, stride), margin)


@question.mistake(
    "The image is moved in a circle: what leaves on the right comes back on the left, as "
    "torch.roll does. Zeros should come in."
)
def circular_shift(f, x, shift, margin, stride=1):
    return _largest(*_gap(f, x, shift, stride, lambda x, s: torch.roll(x, s, -1)), margin)


@question.mistake("T moves to the left; a positive shift goes to the right.")
def moves_left(f, x, shift, margin, stride=1):
    return _largest(*_gap(f, x, -shift, stride, steps=-(shift // stride)), margin)


@question.mistake("Rows are moved instead of columns: the last axis is the width.")
def moves_down(f, x, shift, margin, stride=1):
    return _largest(*_gap(f, x, shift, stride, lambda x, s: F.pad(x, (0, 0, s, -s))), margin)


@question.mistake(
    "The output is not moved: f(T(x)) is compared with f(x). That measures invariance; for "
    "equivariance the output has to move along."
)
def output_not_moved(f, x, shift, margin, stride=1):
    return _largest(*_gap(f, x, shift, stride, steps=0), margin)


@question.mistake(
    "The image is not moved before f: f(x) is compared with its own copy that has moved."
)
def input_not_moved(f, x, shift, margin, stride=1):
    return _largest(f(x), _moved(f(x), shift // stride), margin)


@question.mistake(
    "The output is moved back, the other way; it has to move the same way as the input."
)
def output_moved_back(f, x, shift, margin, stride=1):
    return _largest(*_gap(f, x, shift, stride, steps=-(shift // stride)), margin)


@question.mistake(
    "The margin is taken from the rows; zeros come in on the left and right, so it is columns that "
    "are left out."
)
def margin_on_rows(f, x, shift, margin, stride=1):
    first, last = _gap(f, x, shift, stride)
    _inside(first, margin)
    gap = (first - last)[..., margin : first.shape[-2] - margin, :]
    return gap.abs().max().item() if gap.numel() else 0.0


@question.mistake("The margin is left out on the left side only.")
def margin_on_the_left(f, x, shift, margin, stride=1):
    first, last = _gap(f, x, shift, stride)
    _inside(first, margin)
    return (first - last)[..., margin:].abs().max().item()


@question.mistake("The margin is not left out at all.")
def margin_ignored(f, x, shift, margin, stride=1):
    first, last = _gap(f, x, shift, stride)
    _inside(first, margin)
    return _largest(first, last, 0)


@question.mistake(
    "With margin 0 the slice [0:-0] is empty. Count from the front: width - margin is right for 0, "
    "too.",
    about_raising=True,
)
def crop_empty_at_zero(f, x, shift, margin, stride=1):
    first, last = _gap(f, x, shift, stride)
    _inside(first, margin)
    return (first - last)[..., margin:-margin].abs().max().item()


@question.mistake(
    "The output moves by as many columns as the input; behind a stride it moves by shift // stride."
)
def stride_ignored(f, x, shift, margin, stride=1):
    return _largest(*_gap(f, x, shift, stride, steps=shift), margin)


@question.mistake("The mean of the differences is returned; the largest is expected.")
def mean_difference(f, x, shift, margin, stride=1):
    first, last = _gap(f, x, shift, stride)
    return _inside(first - last, margin).abs().mean().item()


@question.mistake("The signs are kept, so that a large negative difference is overlooked.")
def no_absolute_value(f, x, shift, margin, stride=1):
    first, last = _gap(f, x, shift, stride)
    return _inside(first - last, margin).max().item()


@question.mistake("Margins that leave no column are let through; raise a ValueError for them.")
def no_error_for_wide_margins(f, x, shift, margin, stride=1):
    first, last = _gap(f, x, shift, stride)
    gap = (first - last)[..., margin : max(first.shape[-1] - margin, margin)]
    return gap.abs().max().item() if gap.numel() else 0.0


@question.mistake("A tensor is returned; .item() makes a Python float of its only number.")
def returns_a_tensor(f, x, shift, margin, stride=1):
    first, last = _gap(f, x, shift, stride)
    return _inside(first - last, margin).abs().max().detach()
