"""The bounds of what crosses, and the errors of what breaks them."""

from typing import Any

import numpy as np
import numpy.typing as npt

MAX_DEPTH = 16
MAX_HEADER = 1 << 20
MAX_BODY = 64 << 20
MAX_RANK = 8
ALIGNMENT = 16
LONG_TEXT = 4096
PLAIN_INT = 1 << 63
DTYPES = {
    name: np.dtype(name)
    for name in (
        *("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
        *("float16", "float32", "float64", "complex64", "complex128"),
    )
}
NAMES = {dtype: name for name, dtype in DTYPES.items()}
NARROWED = {
    wide: np.dtype(narrow)
    for wide, narrow in (
        (np.dtype(np.longdouble), np.float64),
        (np.dtype(np.clongdouble), np.complex128),
    )
    if wide not in NAMES
}
"""Numbers whose bytes mean something else on every machine cross as the nearest that do not."""
# NumPy has no bfloat16: its bits travel as 16-bit integers.
TENSOR_DTYPES = DTYPES | {"bfloat16": np.dtype("int16")}

MAX_RANGE = 1 << 20
"""Items of a range: whoever lists it needs memory for each."""

MAX_EXPONENT = 4096
"""Digits of a Decimal before or after its point: making an integer of it takes memory for each."""

MAX_INT_BITS = 1 << 16
"""Of a Fraction's parts, for the same reason."""

MAX_ITEMS = 100_000
"""Items of an iterator that a test hands over."""

MAX_SIDE = 1 << 20
"""Rows and columns of a sparse matrix: each needs memory even where it is empty."""

Buffer = memoryview | bytes
Array = npt.NDArray[Any]


class ProtocolError(Exception):
    """What came over the wire is not what the protocol allows."""


class EncodeError(ProtocolError):
    """A value cannot be sent: nested too deep, too large, or of a kind that does not cross."""
