"""Misconceptions about the gradient of a max pooling."""

import numpy as np

from autograder.diagnosis import Question

from ._pair import pair

question = Question("max_pool2d_backward")

question.help(
    "Which pixel of the window was the largest, and at which place of x does it stand? "
    "What if it wins in two windows?",
    line="u, v = np.unravel_index(np.argmax(...), ...)",
)


def _windows(dout, x, kernel, stride):
    """Index of each result, its window of x and the rows and columns of it."""
    (kH, kW), (sH, sW) = pair(kernel), pair(kernel if stride is None else stride)
    for n, c, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * sH, i * sH + kH), slice(j * sW, j * sW + kW)
        yield dout[n, c, i, j], x[n, c, rows, columns], (n, c, rows, columns)


def _first(window):
    found = np.zeros(window.shape)
    found[np.unravel_index(np.argmax(window), window.shape)] = 1
    return found


def _last(window):
    return _first(window[::-1, ::-1])[::-1, ::-1]


def _backward(dout, x, kernel, stride, share):
    dx = np.zeros(x.shape)
    for gradient, window, place in _windows(dout, x, kernel, stride):
        dx[place] += gradient * share(window)
    return dx


@question.reference
def right(dout, x, kernel, stride=None):
    return _backward(dout, x, kernel, stride, _first)


@question.mistake(
    "Overlapping windows overwrite each other: a pixel that wins twice gets both gradients, "
    "added up."
)
def assigned_not_added(dout, x, kernel, stride=None):
    dx = np.zeros(x.shape)
    for gradient, window, place in _windows(dout, x, kernel, stride):
        row, column = np.unravel_index(np.argmax(window), window.shape)
        dx[place[0], place[1], place[2].start + row, place[3].start + column] = gradient
    return dx


@question.mistake(
    "Windows erase what earlier ones left in dx: only the pixel that wins is written to, and it is "
    "added to."
)
def window_overwritten(dout, x, kernel, stride=None):
    dx = np.zeros(x.shape)
    for gradient, window, place in _windows(dout, x, kernel, stride):
        dx[place] = gradient * _first(window)
    return dx


@question.mistake(
    "Of several equally large pixels all get the whole gradient. Only the first of them gets it."
)
def all_ties(dout, x, kernel, stride=None):
    return _backward(dout, x, kernel, stride, lambda window: window == window.max())


@question.mistake(
    "Equally large pixels share the gradient. In PyTorch the first of them gets all of it."
)
def ties_share(dout, x, kernel, stride=None):
    def share(window):
        mask = window == window.max()
        return mask / mask.sum()

    return _backward(dout, x, kernel, stride, share)


@question.mistake("Of several equally large pixels the last gets the gradient; the first should.")
def last_tie(dout, x, kernel, stride=None):
    return _backward(dout, x, kernel, stride, _last)


@question.mistake("dout is not used: every winner gets 1 in place of the gradient of its window.")
def ignores_dout(dout, x, kernel, stride=None):
    return right(np.ones_like(dout), x, kernel, stride)


@question.mistake(
    "Every pixel of a window gets the gradient. Only the largest one had an influence."
)
def whole_window(dout, x, kernel, stride=None):
    return _backward(dout, x, kernel, stride, np.ones_like)


@question.mistake(
    "The gradient is spread over the window, as for a mean. The winner gets all of it."
)
def spread_like_a_mean(dout, x, kernel, stride=None):
    return _backward(dout, x, kernel, stride, lambda window: np.full(window.shape, 1 / window.size))


@question.mistake("The stride is not used: window (i, j) starts at row i times the stride.")
def stride_is_kernel(dout, x, kernel, stride=None):
    dx = np.zeros(x.shape)
    for gradient, window, place in _windows(dout, x, kernel, None):
        if window.size:
            dx[place] += gradient * _first(window)
    return dx


@question.mistake("dx has the shape of the pooled map; it belongs to x and has its shape.")
def shape_of_dout(dout, x, kernel, stride=None):
    return dout.copy()
