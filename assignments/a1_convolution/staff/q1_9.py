"""Misconceptions about the gradients of a convolution."""

import numpy as np

from autograder.diagnosis import Question

question = Question("conv2d_backward")

question.help(
    "One output number is a sum of products. Which pixels and which weights took part in "
    "it, and what does each get back if dout is 1 there and 0 elsewhere?",
    line="dx_padded[n, :, i * stride : ..., j * stride : ...] += dout[n, f, i, j] * ...",
)


def _windows(dout, stride, w):
    """Rows, columns and incoming gradient (N, F) of every position."""
    kH, kW = w.shape[2:]
    for i in range(dout.shape[2]):
        for j in range(dout.shape[3]):
            rows = slice(i * stride, i * stride + kH)
            columns = slice(j * stride, j * stride + kW)
            yield rows, columns, dout[:, :, i, j]


def _pad(x, padding):
    return np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))


def _dx(dout, x, w, stride, padding):
    grown = np.zeros(_pad(x, padding).shape)
    for rows, columns, here in _windows(dout, stride, w):
        grown[:, :, rows, columns] += np.tensordot(here, w, 1)
    return grown[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]


def _dw(dout, x, w, stride, padding):
    padded, total = _pad(x, padding), np.zeros(w.shape)
    for rows, columns, here in _windows(dout, stride, w):
        total += np.tensordot(here.T, padded[:, :, rows, columns], 1)
    return total


@question.reference
def right(dout, x, w, stride, padding):
    dx = _dx(dout, x, w, stride, padding)
    return dx, _dw(dout, x, w, stride, padding), dout.sum(axis=(0, 2, 3))


@question.mistake(
    "Overlapping windows overwrite each other in dx: a pixel takes part in several of them, and "
    "all their contributions are added up."
)
def dx_assigned_not_added(dout, x, w, stride, padding):
    grown = np.zeros(_pad(x, padding).shape)
    for rows, columns, here in _windows(dout, stride, w):
        grown[:, :, rows, columns] = np.tensordot(here, w, 1)
    dx = grown[:, :, padding : padding + x.shape[2], padding : padding + x.shape[3]]
    return dx, _dw(dout, x, w, stride, padding), dout.sum(axis=(0, 2, 3))


@question.mistake(
    "dw holds the last position only: a weight takes part in every position, and all contributions "
    "are added up."
)
def dw_assigned_not_added(dout, x, w, stride, padding):
    padded, last = _pad(x, padding), np.zeros(w.shape)
    for rows, columns, here in _windows(dout, stride, w):
        last = np.tensordot(here.T, padded[:, :, rows, columns], 1)
    return _dx(dout, x, w, stride, padding), last, dout.sum(axis=(0, 2, 3))


@question.mistake(
    "dout is not used: your gradients are those of the plain sum of the output. Every contribution "
    "is multiplied by its dout."
)
def ignores_dout(dout, x, w, stride, padding):
    return right(np.ones_like(dout), x, w, stride, padding)


@question.mistake(
    "With padding 0 the slice [p:-p] is [0:0], and dx comes out empty. Count the end from the "
    "front."
)
def crop_empty_at_zero(dout, x, w, stride, padding):
    grown = np.zeros(_pad(x, padding).shape)
    for rows, columns, here in _windows(dout, stride, w):
        grown[:, :, rows, columns] += np.tensordot(here, w, 1)
    dx = grown[:, :, padding:-padding, padding:-padding]
    return dx, _dw(dout, x, w, stride, padding), dout.sum(axis=(0, 2, 3))


@question.mistake("dx still has its padding: cut it off, so that dx has the shape of x.")
def padding_left_on(dout, x, w, stride, padding):
    grown = np.zeros(_pad(x, padding).shape)
    for rows, columns, here in _windows(dout, stride, w):
        grown[:, :, rows, columns] += np.tensordot(here, w, 1)
    return grown, _dw(dout, x, w, stride, padding), dout.sum(axis=(0, 2, 3))


@question.mistake(
    "dw is reversed: the weight in row u meets the pixel u rows below the corner of the window."
)
def dw_reversed(dout, x, w, stride, padding):
    dx, dw, db = right(dout, x, w, stride, padding)
    return dx, dw[:, :, ::-1, ::-1], db


@question.mistake(
    "The filters are flipped in dx. Adding dout * w to the window that it came from needs no flip; "
    "only the formula with a full convolution has one."
)
def kernel_flipped_in_dx(dout, x, w, stride, padding):
    dx = _dx(dout, x, w[:, :, ::-1, ::-1], stride, padding)
    return dx, _dw(dout, x, w, stride, padding), dout.sum(axis=(0, 2, 3))


@question.mistake(
    "db is summed over the batch only. A bias is added to every number of its map: sum over the "
    "positions as well."
)
def db_over_batch_only(dout, x, w, stride, padding):
    dx, dw, _ = right(dout, x, w, stride, padding)
    return dx, dw, dout.sum(axis=0)


@question.mistake("The gradients are averaged over the batch. Gradients of a sum are added up.")
def averaged_over_the_batch(dout, x, w, stride, padding):
    dx, dw, db = right(dout, x, w, stride, padding)
    return dx, dw / len(x), db / len(x)


@question.mistake(
    "The stride is not used: the window of y[n, f, i, j] starts at row i times the stride."
)
def stride_ignored(dout, x, w, stride, padding):
    return right(dout, x, w, 1, padding)


@question.mistake("dw is computed from the image without its padding.")
def dw_without_padding(dout, x, w, stride, padding):
    grown = np.pad(x, ((0, 0), (0, 0), (0, 2 * padding), (0, 2 * padding)))
    dw = np.zeros(w.shape)
    for rows, columns, here in _windows(dout, stride, w):
        dw += np.tensordot(here.T, grown[:, :, rows, columns], 1)
    return _dx(dout, x, w, stride, padding), dw, dout.sum(axis=(0, 2, 3))
