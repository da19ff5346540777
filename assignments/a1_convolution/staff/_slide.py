"""A kernel that slides over an image: what q1_3 asks for, and q1_6 builds on."""

import numpy as np


def corr2d(image, kernel):
    """The map of a kernel, (H - kH + 1, W - kW + 1); ValueError where it does not fit."""
    fit(image, kernel)
    (H, W), (kH, kW) = image.shape, kernel.shape
    return slide(image, kernel, H - kH + 1, W - kW + 1)


def fit(image, kernel):
    """Refuse a kernel that is larger than the image."""
    if kernel.shape[0] > image.shape[0] or kernel.shape[1] > image.shape[1]:
        raise ValueError("the kernel does not fit")


def slide(image, kernel, rows, columns):
    """A map of so many positions, whether or not that is how many there are."""
    out = np.zeros((rows, columns))
    kH, kW = kernel.shape
    for i in range(rows):
        for j in range(columns):
            window = image[i : i + kH, j : j + kW].astype(np.float64)
            out[i, j] = np.sum(window * kernel)
    return out
