"""A convolution layer with places to go wrong in: what the misconceptions of q1_7 are made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from ._pair import pair

Array = NDArray[Any]


@dataclass
class Layer:
    """One call, taken apart; a misconception changes a field or overrides a step.

    Attributes:
        x: (N, C, H, W).
        w: (F, C // groups, kH, kW).
        b: (F,) or None.
        stride: Vertical and horizontal.
        padding: Vertical and horizontal.
        dilation: Vertical and horizontal.
        groups: Number of groups.
        dtype: Type of the result.
        padded: The padded input.
    """

    x: Array
    w: Array
    b: Array | None = None
    stride: Any = 1
    padding: Any = 0
    dilation: Any = 1
    groups: int = 1
    dtype: Any = None
    padded: Array = field(init=False)
    fixed: ClassVar[Mapping[str, Any]] = {}
    """Fields that a misconception sets, whatever it is called with."""

    def __post_init__(self) -> None:
        self.stride, self.padding = pair(self.stride), pair(self.padding)
        self.dilation = pair(self.dilation)
        if self.dtype is None:
            single = self.x.dtype == self.w.dtype == np.float32
            self.dtype = np.float32 if single else np.float64
        for name, value in self.fixed.items():
            setattr(self, name, value)

    def run(self) -> Array:
        """The whole layer."""
        self.accept()
        self.padded = self.pad()
        y = self.empty()
        for f in range(y.shape[1]):
            for i in range(y.shape[2]):
                for j in range(y.shape[3]):
                    y[:, f, i, j] = self.sum(self.window(f, i, j), f)
        return np.asarray(y + self.bias())

    def accept(self) -> None:
        """Refuse what does not fit."""
        if self.x.shape[1] != self.groups * self.w.shape[1]:
            raise ValueError("channels do not match")
        if min(self.room(0), self.room(1)) < 0:
            raise ValueError("the kernel does not fit")

    def room(self, axis: int) -> int:
        """How many pixels the kernel can move along an axis."""
        n, k = self.x.shape[2 + axis], self.w.shape[2 + axis]
        return int(n + 2 * self.padding[axis] - self.dilation[axis] * (k - 1) - 1)

    def size(self, axis: int) -> int:
        """Number of positions along an axis."""
        return int(self.room(axis) // self.stride[axis]) + 1

    def pad(self) -> Array:
        """The padded input."""
        (pH, pW) = self.padding
        border = ((0, 0), (0, 0), (pH, pH), (pW, pW))
        return np.asarray(np.pad(self.x.astype(self.dtype), border))

    def empty(self) -> Array:
        """Where the result goes."""
        return np.zeros((len(self.x), len(self.w), self.size(0), self.size(1)), self.dtype)

    def corner(self, i: int, j: int) -> tuple[int, int]:
        """Where the window of a position begins."""
        return i * self.stride[0], j * self.stride[1]

    def channels(self, f: int) -> slice:
        """The channels that a filter sees."""
        Cg = self.w.shape[1]
        first = f // max(len(self.w) // self.groups, 1) * Cg
        return slice(first, first + Cg)

    def window(self, f: int, i: int, j: int) -> Array:
        """What lies under the kernel: (N, C // groups, kH, kW)."""
        (row, column), (dH, dW) = self.corner(i, j), self.dilation
        (kH, kW) = self.kernel_shape()
        rows = slice(row, row + dH * (kH - 1) + 1, dH)
        columns = slice(column, column + dW * (kW - 1) + 1, dW)
        return self.padded[:, self.channels(f), rows, columns]

    def kernel_shape(self) -> tuple[int, int]:
        """Rows and columns of the kernel."""
        return int(self.w.shape[2]), int(self.w.shape[3])

    def sum(self, window: Array, f: int) -> Array:
        """The sum of products: (N,)."""
        return np.asarray((window * self.w[f]).sum(axis=(1, 2, 3)))

    def bias(self) -> Any:
        """What is added at the end."""
        return 0 if self.b is None else self.b.astype(self.dtype)[:, None, None]


class RoomBeyond(Layer):
    """Zeros beyond the right and the lower border, so that windows may reach over them."""

    def pad(self) -> Array:
        """The padded input, a stride larger."""
        (sH, sW) = self.stride
        return np.asarray(np.pad(super().pad(), ((0, 0), (0, 0), (0, sH), (0, sW))))
