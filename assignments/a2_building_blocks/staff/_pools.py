"""A pooling with places to go wrong in: what the misconceptions of q2_5 and q2_6 are made of."""

from dataclasses import dataclass, field
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ._pair import pair

Array = NDArray[Any]


@dataclass
class Pool:
    """One call of a max pooling, taken apart; a misconception overrides a step.

    Attributes:
        x: (N, C, H, W).
        kernel: Vertical and horizontal.
        stride: Vertical and horizontal.
        padding: Vertical and horizontal.
        count_include_pad: For means: whether the border counts.
        padded: The padded input.
    """

    x: Array
    kernel: Any
    stride: Any = None
    padding: Any = 0
    count_include_pad: bool = True
    padded: Array = field(init=False)

    def __post_init__(self) -> None:
        self.stride = pair(self.default_stride() if self.stride is None else self.stride)
        self.kernel, self.padding = pair(self.kernel), pair(self.padding)

    def default_stride(self) -> Any:
        """The stride where none is given."""
        return self.kernel

    def run(self) -> Array:
        """The whole layer."""
        self.accept()
        self.padded = self.pad()
        y = np.zeros((*self.x.shape[:2], self.size(0), self.size(1)), self.dtype())
        for i in range(y.shape[2]):
            for j in range(y.shape[3]):
                rows, columns = self.window(i, j)
                y[:, :, i, j] = self.value(self.padded[:, :, rows, columns], rows, columns)
        return y

    def accept(self) -> None:
        """Refuse a padding of more than half the kernel."""
        if any(p > k // 2 for p, k in zip(self.padding, self.kernel, strict=True)):
            raise ValueError("too much padding")

    def dtype(self) -> Any:
        """Of the result."""
        return self.x.dtype

    def pad(self) -> Array:
        """The padded input."""
        return np.asarray(np.pad(self.x, self.border(), constant_values=self.lowest()))

    def border(self) -> Any:
        """Widths of the padding, axis by axis."""
        (pH, pW) = self.padding
        return ((0, 0), (0, 0), (pH, pH), (pW, pW))

    def lowest(self) -> Any:
        """What the border is filled with."""
        return -np.inf if self.x.dtype.kind == "f" else np.iinfo(self.x.dtype).min

    def size(self, axis: int) -> int:
        """Number of windows along an axis."""
        found = self.room(axis) // self.stride[axis] + 1
        if found < 1:
            raise ValueError("no place")
        return int(found)

    def room(self, axis: int) -> int:
        """How many pixels the window can move along an axis."""
        return int(self.x.shape[2 + axis] + 2 * self.padding[axis] - self.kernel[axis])

    def window(self, i: int, j: int) -> tuple[slice, slice]:
        """Rows and columns of a window."""
        (sH, sW), (kH, kW) = self.stride, self.kernel
        return slice(i * sH, i * sH + kH), slice(j * sW, j * sW + kW)

    def value(self, window: Array, rows: slice, columns: slice) -> Any:
        """The result of a window (N, C, kH, kW): (N, C)."""
        return window.max(axis=(2, 3))


class RoundedUp(Pool):
    """Windows may hang over the edge."""

    def size(self, axis: int) -> int:
        """Number of windows along an axis."""
        return max(ceil(self.room(axis) / self.stride[axis]) + 1, 1)


class Mean(Pool):
    """An average pooling."""

    def dtype(self) -> Any:
        """Of the result."""
        return np.float32 if self.x.dtype == np.float32 else np.float64

    def pad(self) -> Array:
        """The padded input, in float64."""
        return np.asarray(np.pad(self.x.astype(np.float64), self.border()))

    def real(self, rows: slice, columns: slice) -> float:
        """How many real pixels a window holds."""
        ones = np.pad(np.ones(self.x.shape[2:]), self.border()[2:])
        return float(ones[rows, columns].sum())

    def divisor(self, rows: slice, columns: slice) -> float:
        """What the sum of a window is divided by."""
        area = float(self.kernel[0] * self.kernel[1])
        return area if self.count_include_pad else self.real(rows, columns)

    def value(self, window: Array, rows: slice, columns: slice) -> Any:
        """The mean of a window."""
        return window.sum(axis=(2, 3)) / self.divisor(rows, columns)
