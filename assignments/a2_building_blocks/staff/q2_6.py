"""Misconceptions about average pooling."""

import numpy as np

from autograder.diagnosis import Question

from ._pools import Mean

question = Question("avg_pool2d")

question.help(
    "How many numbers lie in a window at the corner, and how many of them are pixels? By "
    "which of the two do you divide?",
    line="total / (kH * kW if ... else ...)",
)
GLOBAL = "global_avg_pool"


def _function(kind):
    def implementation(x, kernel, stride=None, padding=0, count_include_pad=True):
        return kind(x, kernel, stride, padding, count_include_pad).run()

    implementation.__name__ = kind.__name__
    return implementation


def _pool(hint):
    return lambda kind: question.mistake(hint)(_function(kind))


question.reference(_function(Mean))


@question.reference_for(GLOBAL)
def right_global(x):
    return x.mean(axis=(2, 3))


@_pool(
    "With count_include_pad=False you still divide by kH * kW. Divide by the real pixels in the "
    "window."
)
class border_always_counts(Mean):
    def divisor(self, rows, columns):
        return float(self.kernel[0] * self.kernel[1])


@_pool(
    "You always divide by the real pixels. By default the border counts: count_include_pad=True "
    "means kH * kW."
)
class border_never_counts(Mean):
    def divisor(self, rows, columns):
        return self.real(rows, columns)


@_pool("count_include_pad works the wrong way round: True means that the border counts.")
class flag_reversed(Mean):
    def __post_init__(self):
        super().__post_init__()
        self.count_include_pad = not self.count_include_pad


@_pool(
    "Means of integers are cut off: the sum is divided with //, or the result holds integers only."
)
class integer_division(Mean):
    def dtype(self):
        return self.x.dtype

    def value(self, window, rows, columns):
        found = super().value(window, rows, columns)
        return np.floor(found) if self.x.dtype.kind in "iu" else found


@_pool("float32 maps give a float64 result here; it should be float32 as well.")
class float64_always(Mean):
    def dtype(self):
        return np.float64


@_pool("These are sums: divide by how many numbers there are.")
class sum_for_mean(Mean):
    def divisor(self, rows, columns):
        return 1.0


@_pool("These are maxima. The mean is expected here.")
class maximum_for_mean(Mean):
    def value(self, window, rows, columns):
        return window.max(axis=(2, 3))


@_pool("The padding is not used.")
class padding_ignored(Mean):
    def __post_init__(self):
        super().__post_init__()
        self.padding = (0, 0)


@_pool("A padding of more than half the kernel passes; here, too, it is a ValueError.")
class padding_not_checked(Mean):
    def accept(self):
        pass

    def divisor(self, rows, columns):
        return super().divisor(rows, columns) or 1.0


@_pool("Without a stride the windows lie side by side: the stride is the kernel then, not 1.")
class stride_one_by_default(Mean):
    def default_stride(self):
        return 1


@_pool("The stride is not used: windows start s pixels apart.")
class stride_ignored(Mean):
    def __post_init__(self):
        super().__post_init__()
        self.stride = (1, 1)


@_pool("In pairs the vertical number comes first: rows, then columns.")
class pairs_exchanged(Mean):
    def __post_init__(self):
        super().__post_init__()
        self.kernel, self.stride = self.kernel[::-1], self.stride[::-1]
        self.padding = self.padding[::-1]


@_pool("The mean goes across the channels. Each channel is pooled for itself.")
class across_channels(Mean):
    def value(self, window, rows, columns):
        return super().value(window, rows, columns).mean(axis=1, keepdims=True)


@question.mistake(
    "The mean goes over the channels, so one number is left for each place. It goes over the "
    "places: one number for each channel.",
    variable=GLOBAL,
)
def global_over_channels(x):
    return x.mean(axis=1)


@question.mistake(
    "The mean goes over channels and places, so one number is left for each image.",
    variable=GLOBAL,
)
def global_over_everything(x):
    return x.mean(axis=(1, 2, 3))


@question.mistake(
    "The mean goes over the batch, too. Each image keeps its own means.", variable=GLOBAL
)
def global_over_the_batch(x):
    return x.mean(axis=(0, 2, 3))


@question.mistake(
    "Two axes of length 1 are left. The result has the shape (N, C) here.", variable=GLOBAL
)
def global_keeps_axes(x):
    return x.mean(axis=(2, 3), keepdims=True)


@question.mistake("The mean goes over the rows only; the columns are left.", variable=GLOBAL)
def global_over_rows(x):
    return x.mean(axis=2)


@question.mistake("This is the largest number of each map, not its mean.", variable=GLOBAL)
def global_maximum(x):
    return x.max(axis=(2, 3))


@question.mistake(
    "You divide by the square of the height: maps need not be square.", variable=GLOBAL
)
def global_square_assumed(x):
    return x.sum(axis=(2, 3)) / x.shape[2] ** 2


@question.mistake("The mean of integers is cut off: / divides, // rounds down.", variable=GLOBAL)
def global_integer_division(x):
    total = x.sum(axis=(2, 3))
    return total // (x.shape[2] * x.shape[3]) if x.dtype.kind in "iu" else right_global(x)
