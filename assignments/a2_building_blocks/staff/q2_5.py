"""Misconceptions about max pooling."""

from math import ceil

import numpy as np

from autograder.diagnosis import Question

from ._pair import pair
from ._pools import Pool, RoundedUp

question = Question("max_pool2d")

question.help(
    "What does your version make of a window of nothing but negative numbers? And of such"
    " a window at the border, with padding?",
    line="padded = np.full(..., fill_value=...)",
)


def _function(kind):
    def implementation(x, kernel, stride=None, padding=0):
        return kind(x, kernel, stride, padding).run()

    implementation.__name__ = kind.__name__
    return implementation


def _pool(hint, **more):
    return lambda kind: question.mistake(hint, **more)(_function(kind))


question.reference(_function(Pool))


@_pool(
    "The running maximum starts at 0, so a window of negative numbers gives 0. Start with the "
    "first number of the window."
)
class accumulator_zero(Pool):
    def value(self, window, rows, columns):
        return np.maximum(window.max(axis=(2, 3)), 0)


@_pool(
    "The border is filled with zeros, and they win against negative numbers. Which value can never "
    "win a maximum?"
)
class zero_padding(Pool):
    def lowest(self):
        return 0


@_pool(
    "The border is filled with a number that is small, but not small enough: numbers below it lose "
    "against the border."
)
class small_number_padding(Pool):
    def lowest(self):
        return -1


@_pool(
    "An array of integers cannot hold -np.inf; np.iinfo(x.dtype).min is its smallest number.",
    about_raising=True,
)
class minus_infinity_for_integers(Pool):
    def pad(self):
        # What np.pad does with it; unsigned integers it turns to 0 without an error.
        if self.x.dtype.kind == "i":
            raise OverflowError("cannot convert float infinity to integer")
        return super().pad()


@_pool("The stride is not used: windows start s pixels apart.")
class stride_ignored(Pool):
    def __post_init__(self):
        super().__post_init__()
        self.stride = (1, 1)


@_pool("The stride is always the kernel in your function; where one is given, it counts.")
class stride_always_kernel(Pool):
    def __post_init__(self):
        super().__post_init__()
        self.stride = self.kernel


@_pool("Without a stride the windows lie side by side: the stride is the kernel then, not 1.")
class stride_one_by_default(Pool):
    def default_stride(self):
        return 1


@_pool(
    "Sizes are rounded up: you have windows that hang over the edge. What does not fill a "
    "window is dropped."
)
class ceil_size(RoundedUp):
    pass


@_pool(
    "The number of windows is the size divided by the stride. That fits side-by-side windows only."
)
class n_over_s(Pool):
    def size(self, axis):
        return ceil((self.room(axis) + self.kernel[axis]) // self.stride[axis])


@_pool(
    "The stride has to divide the size in your function. Libraries round down and drop the rest.",
    about_raising=True,
)
class must_divide(Pool):
    def size(self, axis):
        if self.room(axis) % self.stride[axis]:
            raise ValueError("the stride does not divide")
        return super().size(axis)


@_pool("In pairs the vertical number comes first: rows, then columns.")
class pairs_exchanged(Pool):
    def __post_init__(self):
        super().__post_init__()
        self.kernel, self.stride = self.kernel[::-1], self.stride[::-1]
        self.padding = self.padding[::-1]


@_pool("The width of the result is computed from the height: maps need not be square.")
class width_from_height(Pool):
    def size(self, axis):
        return super().size(0)


@_pool("The window is square in your function: its width comes from the first number of the pair.")
class square_assumed(Pool):
    def __post_init__(self):
        super().__post_init__()
        self.kernel = (self.kernel[0], self.kernel[0])


@_pool("The stride is the same in both directions in your function.")
class square_stride_assumed(Pool):
    def __post_init__(self):
        super().__post_init__()
        self.stride = (self.stride[0], self.stride[0])


@_pool("The maximum goes across the channels. Each channel is pooled for itself.")
class across_channels(Pool):
    def value(self, window, rows, columns):
        return window.max(axis=(1, 2, 3))[:, None]


@_pool("The maximum goes across the batch. Each image is pooled for itself.")
class across_the_batch(Pool):
    def value(self, window, rows, columns):
        return window.max(axis=(0, 2, 3))[None]


@_pool("Only the first image is pooled; the others stay zero.")
class first_picture_only(Pool):
    def value(self, window, rows, columns):
        found = np.zeros(window.shape[:2], window.dtype)
        found[0] = window[0].max(axis=(1, 2))
        return found


@_pool("These are means. Max pooling keeps the largest number of each window.")
class mean(Pool):
    def dtype(self):
        return np.float64

    def value(self, window, rows, columns):
        return window.mean(axis=(2, 3))


@_pool("The numbers with the largest absolute value are kept: -5 is less than 1.")
class largest_absolute(Pool):
    def value(self, window, rows, columns):
        flat = window.reshape(*window.shape[:2], -1)
        places = np.argmax(np.abs(flat.astype(float)), axis=2)[..., None]
        return np.take_along_axis(flat, places, axis=2)[..., 0]


@_pool("The padding is not used.")
class padding_ignored(Pool):
    def __post_init__(self):
        super().__post_init__()
        self.padding = (0, 0)


@_pool("A padding of more than half the kernel passes: some windows hold nothing but border.")
class padding_not_checked(Pool):
    def accept(self):
        pass


@_pool(
    "A nan is passed over. It says that something went wrong earlier; a window with a nan gives "
    "nan."
)
class nan_passed_over(Pool):
    def value(self, window, rows, columns):
        low = -np.inf if window.dtype.kind == "f" else np.iinfo(window.dtype).min
        found = np.where(window != window, low, window).max(axis=(2, 3))
        return found.astype(window.dtype)


@_pool("The result is always float64. A maximum is one of the numbers: it has the dtype of x.")
class float64_always(Pool):
    def lowest(self):
        return -np.inf

    def pad(self):
        return np.pad(self.x.astype(float), self.border(), constant_values=-np.inf)

    def dtype(self):
        return np.float64


@question.mistake(
    "The call changes x: a window is a view, and what is written to it is written to x."
)
def changes_its_input(x, kernel, stride=None, padding=0):
    found = Pool(x, kernel, stride, padding).run()
    kH, kW = pair(kernel)
    x[:, :, :kH, :kW] = x[:, :, :kH, :kW].max(axis=(2, 3), keepdims=True)
    return found
