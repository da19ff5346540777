"""Misconceptions about sliding a kernel over an image."""

import numpy as np

from autograder.diagnosis import Question

from ._slide import corr2d, fit, slide

question = Question("corr2d")

question.help(
    "Take an image of 4 rows and a kernel of 2. In which rows can the kernel start? Write"
    " them down. What does your loop make of it?",
    line="out[i, j] = np.sum(image[i : ..., j : ...] * ...)",
)


question.reference(corr2d)


@question.mistake(
    "One row and one column of positions are missing: a kernel of kH rows starts in rows 0 to H - "
    "kH, and both ends count."
)
def off_by_one(image, kernel):
    fit(image, kernel)
    (H, W), (kH, kW) = image.shape, kernel.shape
    return slide(image, kernel, H - kH, W - kW)


@question.mistake(
    "The last row and the last column of the map are never written: range(n) ends at n - 1."
)
def last_row_and_column_missed(image, kernel):
    fit(image, kernel)
    (H, W), (kH, kW) = image.shape, kernel.shape
    out = np.zeros((H - kH + 1, W - kW + 1))
    out[:-1, :-1] = slide(image, kernel, H - kH, W - kW)
    return out


@question.mistake(
    "This is what comes out when the kernel is flipped. That is convolution proper, which comes in "
    "q1_6; here the kernel lies on the window as it is."
)
def flipped_kernel(image, kernel):
    return corr2d(image, kernel[::-1, ::-1])


@question.mistake("The kernel lies transposed on the window: its rows meet the image's columns.")
def transposed_kernel(image, kernel):
    return corr2d(image, kernel.T)


@question.mistake(
    "Height and width are exchanged: the number of rows comes from the heights, the number of "
    "columns from the widths."
)
def sizes_swapped(image, kernel):
    fit(image, kernel)
    (W, H), (kW, kH) = image.shape, kernel.shape
    out = np.zeros((H - kH + 1, W - kW + 1))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            out[i, j] = np.sum(image[i : i + kH, j : j + kW].astype(np.float64) * kernel)
    return out


@question.mistake("The image is taken to be square: its width is not always its height.")
def square_image_assumed(image, kernel):
    fit(image, kernel)
    rows = image.shape[0] - kernel.shape[0] + 1
    return slide(image, kernel, rows, rows)


@question.mistake("The kernel is taken to be square: its width is not always its height.")
def square_kernel_assumed(image, kernel):
    fit(image, kernel)
    (H, W), k = image.shape, kernel.shape[0]
    out = np.zeros((H - k + 1, W - k + 1))
    for i in range(H - k + 1):
        for j in range(W - k + 1):
            out[i, j] = np.sum(image[i : i + k, j : j + k].astype(np.float64) * kernel)
    return out


@question.mistake(
    "The map has the type of the image: in uint8 the sums lose their fractions, their signs and "
    "everything above 255. Make the map float."
)
def accumulator_of_image_dtype(image, kernel):
    fit(image, kernel)
    (H, W), (kH, kW) = image.shape, kernel.shape
    out = np.zeros((H - kH + 1, W - kW + 1), image.dtype)
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            value = np.sum(image[i : i + kH, j : j + kW] * kernel)
            out[i, j] = np.asarray(value).astype(image.dtype)
    return out


@question.mistake(
    "The products overflow: uint8 times uint8 stays uint8, which ends at 255. Make the image "
    "float before you multiply."
)
def products_overflow(image, kernel):
    fit(image, kernel)
    (H, W), (kH, kW) = image.shape, kernel.shape
    out = np.zeros((H - kH + 1, W - kW + 1))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            out[i, j] = np.sum(image[i : i + kH, j : j + kW] * kernel)
    return out


@question.mistake(
    "The map is as large as the image: you let the kernel hang over the border. Here it must lie "
    "inside."
)
def same_size(image, kernel):
    fit(image, kernel)
    (H, W), (kH, kW) = image.shape, kernel.shape
    top, left = (kH - 1) // 2, (kW - 1) // 2
    padded = np.pad(image, ((top, kH - 1 - top), (left, kW - 1 - left)))
    return slide(padded, kernel, H, W)


@question.mistake("The products are averaged. A correlation adds them up.")
def mean_for_sum(image, kernel):
    return corr2d(image, kernel) / kernel.size


@question.mistake(
    "The windows do not overlap: the kernel moves on by one pixel, not by its own size."
)
def windows_side_by_side(image, kernel):
    fit(image, kernel)
    return corr2d(image, kernel)[:: kernel.shape[0], :: kernel.shape[1]]


@question.mistake("The pixels are added up without the weights of the kernel.")
def weights_unused(image, kernel):
    return corr2d(image, np.ones_like(kernel))


@question.mistake(
    "A kernel that does not fit gives an empty map here. Raise a ValueError, so that the mistake "
    "is noticed."
)
def no_error_when_too_large(image, kernel):
    (H, W), (kH, kW) = image.shape, kernel.shape
    return slide(image, kernel, max(H - kH + 1, 0), max(W - kW + 1, 0))


@question.mistake(
    "The result is right, but the image is changed by the call: image[...] is the image "
    "itself, not a copy."
)
def changes_the_image(image, kernel):
    out = corr2d(image, kernel)
    image[...] = image.astype(np.float64) * kernel[0, 0]
    return out
