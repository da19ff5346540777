"""Misconceptions about a whole convolution layer."""

from math import ceil
from typing import ClassVar

import numpy as np

from autograder.diagnosis import Question

from ._layer import Layer, RoomBeyond
from ._pair import pair

question = Question("conv2d_forward")

question.help(
    "Which feature fails first: sizes, channels, bias, padding, stride, dilation or "
    "groups? Try it alone, with all others at their defaults. Which rows of the padded "
    "input does position i look at?",
    line="window = padded[:, ..., i * ... : ... : ..., j * ... : ... : ...]",
)


def _function(kind):
    def implementation(x, w, b=None, stride=1, padding=0, dilation=1, groups=1):
        return kind(x, w, b, stride, padding, dilation, groups).run()

    implementation.__name__ = kind.__name__
    return implementation


def _layer(hint, **more):
    return lambda kind: question.mistake(hint, **more)(_function(kind))


question.reference(_function(Layer))


@_layer(
    "This is what comes out when the kernel is flipped. The layer correlates: the filter lies on "
    "the window as it is."
)
class flipped_kernel(Layer):
    def sum(self, window, f):
        return super().sum(window[..., ::-1, ::-1], f)


@_layer("The padding is not used: the result is that of padding 0.")
class padding_ignored(Layer):
    fixed: ClassVar = {"padding": (0, 0)}


@_layer(
    "All the padding is on the right and at the bottom. It goes on each of the four sides: half of "
    "it at the top and on the left."
)
class padding_right_and_bottom_only(Layer):
    def pad(self):
        (pH, pW) = self.padding
        return np.pad(self.x.astype(self.dtype), ((0, 0), (0, 0), (0, 2 * pH), (0, 2 * pW)))


@_layer("The border repeats the pixels of the edge. Padding is made of zeros.")
class edge_padding(Layer):
    def pad(self):
        (pH, pW) = self.padding
        return np.pad(self.x.astype(self.dtype), ((0, 0), (0, 0), (pH, pH), (pW, pW)), "edge")


@_layer("The padding is counted once in the size; it is on both sides and counts twice.")
class padding_counted_once(Layer):
    def size(self, axis):
        return (self.room(axis) - self.padding[axis]) // self.stride[axis] + 1


@_layer("The + 1 is missing in the output size: the first position counts as well.")
class no_plus_one(Layer):
    def size(self, axis):
        return self.room(axis) // self.stride[axis]


@_layer("Only the first channel is used. A filter spans all channels, and their sums are added up.")
class first_channel_only(Layer):
    def sum(self, window, f):
        return (window[:, :1] * self.w[f, :1]).sum(axis=(1, 2, 3))


@_layer("Only the first image of the batch is computed.")
class first_image_only(Layer):
    def run(self):
        y = super().run()
        y[1:] = 0
        return y


@_layer(
    "The result has the right size, but the windows move by one pixel: position i starts at row "
    "i times the stride."
)
class stride_ignored_in_indexing(Layer):
    def corner(self, i, j):
        return i, j


@_layer("The stride is not used at all: the result is that of stride 1.")
class stride_ignored(Layer):
    fixed: ClassVar = {"stride": (1, 1)}


@_layer("The bias is never added.")
class bias_ignored(Layer):
    fixed: ClassVar = {"b": None}


@_layer("Every map gets the bias of the first filter. Map f gets b[f].")
class first_bias_for_all(Layer):
    def bias(self):
        return 0 if self.b is None else self.b[0]


@_layer(
    "The bias is added once for every input channel. It belongs behind the sum over the channels, "
    "once for each output."
)
class bias_per_input_channel(Layer):
    def bias(self):
        return super().bias() * self.w.shape[1]


@_layer(
    "With padding 0 the slice [p:-p] is [0:0], which is empty. Count the end from the front "
    "instead."
)
class crop_empty_at_zero(Layer):
    def pad(self):
        (N, C, H, W), (pH, pW) = self.x.shape, self.padding
        padded = np.zeros((N, C, H + 2 * pH, W + 2 * pW), self.dtype)
        padded[:, :, pH:-pH, pW:-pW] = self.x
        return padded


@_layer(
    "The output size is rounded up. Where the stride does not divide evenly, the remainder is "
    "dropped: round down."
)
class ceil_size(RoomBeyond):
    def size(self, axis):
        return ceil(self.room(axis) / self.stride[axis]) + 1


@_layer("The output size is rounded to the nearest number. It is rounded down.")
class round_size(RoomBeyond):
    def size(self, axis):
        return round(self.room(axis) / self.stride[axis]) + 1


@_layer(
    "You refuse sizes that the stride does not divide. They are allowed: the remainder is dropped.",
    about_raising=True,
)
class must_divide(Layer):
    def size(self, axis):
        if self.room(axis) % self.stride[axis]:
            raise ValueError("the stride does not divide the size")
        return super().size(axis)


@_layer("The output width is computed from the height of the input.")
class width_from_height(Layer):
    def size(self, axis):
        return super().size(0)


@_layer("Output height and width are exchanged.")
class sizes_swapped(Layer):
    def size(self, axis):
        return super().size(1 - axis)


@_layer("The kernel is taken to be square: its width is not always its height.")
class square_kernel_assumed(Layer):
    def room(self, axis):
        k = self.w.shape[2]
        n = self.x.shape[2 + axis]
        return n + 2 * self.padding[axis] - self.dilation[axis] * (k - 1) - 1

    def kernel_shape(self):
        return self.w.shape[2], self.w.shape[2]


@_layer(
    "The first two axes of w are exchanged: w is (filters, channels, rows, columns), filters first."
)
class axes_swapped(Layer):
    def __post_init__(self):
        super().__post_init__()
        self.w = self.w.swapaxes(0, 1)


@_layer(
    "The input is changed by the call: a slice of an array is a view of it, and writing to the "
    "slice writes to the input."
)
class mutates_its_input(Layer):
    def pad(self):
        return self.x if self.padding == (0, 0) else super().pad()

    def sum(self, window, f):
        window[...] = window * self.w[f]
        return window.sum(axis=(1, 2, 3))


@_layer(
    "The sums are kept in float32, which has seven digits. Compute in float64 unless both arrays "
    "are float32."
)
class float32_accumulator(Layer):
    fixed: ClassVar = {"dtype": np.float32}


@_layer(
    "The result has the type of the image: in uint8 it loses fractions, signs and everything "
    "above 255."
)
class dtype_of_the_input(Layer):
    def run(self):
        with np.errstate(invalid="ignore"):
            return super().run().astype(self.x.dtype)


@_layer("The values are right, but float32 arrays come back as float64. Keep their type.")
class float64_always(Layer):
    fixed: ClassVar = {"dtype": np.float64}


@_layer("The dilation is not used: the result is that of dilation 1.")
class dilation_ignored(Layer):
    fixed: ClassVar = {"dilation": (1, 1)}


@_layer(
    "The dilation is taken for the number of gaps. In PyTorch it is the distance: 1 means side by "
    "side."
)
class dilation_counts_gaps(Layer):
    def __post_init__(self):
        super().__post_init__()
        (dH, dW) = self.dilation
        self.dilation = (dH + 1, dW + 1) if (dH, dW) != (1, 1) else (1, 1)


@_layer(
    "The kernel is spread, but the output size is that of an undilated one: a dilated kernel "
    "reaches over d(k-1)+1 pixels."
)
class dilation_missing_in_the_size(Layer):
    def pad(self):
        (dH, dW) = self.dilation
        (kH, kW) = self.kernel_shape()
        more = ((0, 0), (0, 0), (0, (dH - 1) * (kH - 1)), (0, (dW - 1) * (kW - 1)))
        return np.pad(super().pad(), more)

    def room(self, axis):
        return super().room(axis) + (self.dilation[axis] - 1) * (self.kernel_shape()[axis] - 1)


@_layer("All filters see the channels of the first group. Each group has channels of its own.")
class first_group_for_all(Layer):
    def channels(self, f):
        return slice(0, self.w.shape[1])


@_layer(
    "The groups take turns among the filters. They lie in blocks: the first F // groups filters "
    "belong to the first group."
)
class groups_take_turns(Layer):
    def channels(self, f):
        Cg = self.w.shape[1]
        first = f % self.groups * Cg
        return slice(first, first + Cg)


@_layer(
    "With groups, w has C // groups channels. You compare with all C, and refuse what is right."
)
class groups_ignored(Layer):
    fixed: ClassVar = {"groups": 1}


@_layer("In pairs the vertical number comes first: (stride of rows, stride of columns).")
class pairs_exchanged(Layer):
    def __post_init__(self):
        self.stride = pair(self.stride)[::-1]
        self.padding = pair(self.padding)[::-1]
        self.dilation = pair(self.dilation)[::-1]
        super().__post_init__()


@_layer(
    "A kernel that does not fit gives an empty result. Raise a ValueError, so that it is noticed."
)
class no_error_when_too_large(Layer):
    def accept(self):
        if self.x.shape[1] != self.groups * self.w.shape[1]:
            raise ValueError("channels do not match")

    def size(self, axis):
        return max(super().size(axis), 0)
