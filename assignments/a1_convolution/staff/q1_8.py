"""Misconceptions about convolution by one matrix product."""

import numpy as np

from autograder.diagnosis import Question

from ._pair import pair

question = Question("conv2d_im2col")

question.help(
    "Fix one offset (u, v) of the kernel. Which pixels does the weight there meet, over "
    "all positions (i, j)? Is that a slice with a step?",
    line="patches[:, :, u, v] = padded[:, :, u : u + ... : ..., v : v + ... : ...]",
)


def _patches(x, kH, kW, stride, padding, dtype):
    """The patches with their axes apart, (C, kH, kW, N, Ho, Wo)."""
    (sH, sW), (pH, pW) = pair(stride), pair(padding)
    N, C, H, W = x.shape
    Ho, Wo = (H + 2 * pH - kH) // sH + 1, (W + 2 * pW - kW) // sW + 1
    if min(Ho, Wo) < 1:
        raise ValueError("the kernel does not fit")
    padded = np.pad(x.astype(dtype), ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    patches = np.empty((C, kH, kW, N, Ho, Wo), dtype)
    for u in range(kH):
        for v in range(kW):
            met = padded[:, :, u : u + sH * Ho : sH, v : v + sW * Wo : sW]
            patches[:, u, v] = met.swapaxes(0, 1)
    return patches


def _convolve(x, w, b, stride, padding, *, rows=(0, 1, 2), columns=(0, 1, 2), back=None):
    """Right, unless the patches' rows or columns are in another order or it is put back wrongly.

    Args:
        x: (N, C, H, W).
        w: (F, C, kH, kW).
        b: (F,) or None.
        stride: A number or a pair.
        padding: A number or a pair.
        rows: Order of (channel, row, column) in the rows of the patch matrix.
        columns: Order of (image, row, column) in its columns.
        back: Turns the product (F, N * Ho * Wo) and the sizes (N, F, Ho, Wo) into the result.
    """
    (F, C, kH, kW) = w.shape
    if x.shape[1] != C:
        raise ValueError("channels do not match")
    dtype = np.float32 if x.dtype == w.dtype == np.float32 else np.float64
    patches = _patches(x, kH, kW, stride, padding, dtype)
    N, Ho, Wo = patches.shape[3:]
    matrix = patches.transpose(*rows, *(3 + axis for axis in columns)).reshape(C * kH * kW, -1)
    product = w.reshape(F, -1).astype(dtype) @ matrix
    if b is not None:
        product = product + b.astype(dtype)[:, None]
    if back is not None:
        return back(product, (N, F, Ho, Wo))
    return product.reshape(F, N, Ho, Wo).swapaxes(0, 1)


@question.reference
def right(x, w, b=None, stride=1, padding=0):
    return _convolve(x, w, b, stride, padding)


@question.mistake(
    "The rows of the patch matrix do not fit the weights: rows and columns of the kernel come "
    "before the channels in yours, and after them in w.reshape(F, -1)."
)
def channels_last_in_the_rows(x, w, b=None, stride=1, padding=0):
    return _convolve(x, w, b, stride, padding, rows=(1, 2, 0))


@question.mistake(
    "The rows of the patch matrix do not fit the weights: the columns of the kernel come before "
    "its rows in yours."
)
def offsets_exchanged(x, w, b=None, stride=1, padding=0):
    return _convolve(x, w, b, stride, padding, rows=(0, 2, 1))


@question.mistake(
    "The numbers are right, but filters and images are mixed up: the product is (F, N*Ho*Wo), so F "
    "comes first when you reshape it, and the axes are exchanged after that."
)
def reshape_order(x, w, b=None, stride=1, padding=0):
    return _convolve(x, w, b, stride, padding, back=lambda product, sizes: product.reshape(sizes))


@question.mistake(
    "The images come last in the columns of the patch matrix and first when the result is "
    "reshaped: keep one order."
)
def images_last_in_the_columns(x, w, b=None, stride=1, padding=0):
    return _convolve(x, w, b, stride, padding, columns=(1, 2, 0))


@question.mistake("Rows and columns of the map are exchanged in the columns of the patch matrix.")
def positions_by_columns(x, w, b=None, stride=1, padding=0):
    return _convolve(x, w, b, stride, padding, columns=(0, 2, 1))


@question.mistake("The kernel is flipped: offset (u, v) meets weight w[f, c, u, v] as it is.")
def flipped_kernel(x, w, b=None, stride=1, padding=0):
    return _convolve(x, w[:, :, ::-1, ::-1], b, stride, padding)


@question.mistake("The bias is never added.")
def bias_ignored(x, w, b=None, stride=1, padding=0):
    return _convolve(x, w, None, stride, padding)


@question.mistake("The stride is not used: the slices of the offsets need it as their step.")
def stride_ignored(x, w, b=None, stride=1, padding=0):
    return _convolve(x, w, b, 1, padding)


@question.mistake("The padding is not used: the result is that of padding 0.")
def padding_ignored(x, w, b=None, stride=1, padding=0):
    return _convolve(x, w, b, stride, 0)
