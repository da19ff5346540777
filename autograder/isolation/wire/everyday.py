"""Everyday values beside numbers, texts and arrays: sets, dates, exact numbers, arrays of texts.

Each kind is named, and its parts are values of the wire themselves. So the bounds of the codec hold
for them, and a reader has only to check what a kind asks of its parts: see `rebuild`.
"""

import datetime as dt
import enum
import keyword
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePath
from typing import Any

import numpy as np

from autograder.isolation.wire import tables
from autograder.isolation.wire.bounds import (
    MAX_BODY,
    MAX_EXPONENT,
    MAX_INT_BITS,
    MAX_RANGE,
    MAX_RANK,
    Array,
    EncodeError,
)

Parts = tuple[Any, ...]


def parts(value: Any, kind: type) -> Parts | None:
    """The kind and the parts of an everyday value.

    Args:
        value: What the codec itself has no form for.
        kind: Its type.

    Returns:
        None for what is none.

    Raises:
        EncodeError: If it is one, and larger than its bounds.
    """
    of_table = tables.parts(value, kind)
    if of_table is not None:
        return of_table
    for base, take in TAKERS.items():
        if issubclass(kind, base):
            return None if issubclass(kind, enum.Enum) else take(value)
    if kind.__module__ == "torch" and kind.__name__ in ("dtype", "device"):
        return f"torch_{kind.__name__}", str(value).removeprefix("torch.")
    return None


def _of_set(value: Any) -> Parts:
    name = "frozenset" if isinstance(value, frozenset) else "set"
    return name, list((frozenset if name == "frozenset" else set).__iter__(value))


def _offset(value: dt.datetime | dt.time) -> int | None:
    """Microseconds from UTC; the rule of its zone stays behind."""
    offset = value.utcoffset()
    return None if offset is None else offset // dt.timedelta(microseconds=1)


def _of_datetime(value: dt.datetime) -> Parts:
    numbers = [value.year, value.month, value.day, value.hour, value.minute, value.second]
    return "datetime", [*numbers, value.microsecond], value.fold, _offset(value)


def _of_time(value: dt.time) -> Parts:
    numbers = [value.hour, value.minute, value.second, value.microsecond]
    return "time", numbers, value.fold, _offset(value)


def few_digits(value: Decimal) -> bool:
    """Whether an integer made of it is one that a computer can hold."""
    if not value.is_finite():
        return True
    return abs(value.adjusted()) <= MAX_EXPONENT and len(value.as_tuple().digits) <= MAX_EXPONENT


def _of_decimal(value: Decimal) -> Parts:
    if not few_digits(value):
        raise EncodeError(f"the Decimal has more than {MAX_EXPONENT} digits")
    return "decimal", str(value)


def _of_fraction(value: Fraction) -> Parts:
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > MAX_INT_BITS:
        raise EncodeError(f"the Fraction has parts of more than {MAX_INT_BITS} bits")
    return "fraction", value.numerator, value.denominator


def _of_range(value: range) -> Parts:
    if not is_short(value):
        raise EncodeError(f"the range has more than {MAX_RANGE} items")
    return "range", value.start, value.stop, value.step


def is_short(value: range) -> bool:
    """Whether a range can be listed."""
    return not value or (value[-1] - value[0]) // value.step < MAX_RANGE


def _of_tuple(value: Any) -> Parts | None:
    """A named tuple keeps its names; any other subclass is a plain tuple."""
    names, items = getattr(type(value), "_fields", None), list(tuple.__iter__(value))
    if type(names) is not tuple or len(names) != len(items) or not all(map(is_field, names)):
        return None
    name = type(value).__name__
    return "record", name if name.isidentifier() else "Record", list(names), items


def is_field(name: Any) -> bool:
    """Whether a named tuple may have an item of this name."""
    plain = type(name) is str and name.isidentifier() and not keyword.iskeyword(name)
    return plain and name[:1] != "_"


def _of_array(value: Array) -> Parts | None:
    array = np.asarray(value)
    if array.ndim > MAX_RANK:
        raise EncodeError(f"the array has more than {MAX_RANK} dimensions")
    shape = list(array.shape)
    dtype = array.dtype.newbyteorder("=")
    if dtype.kind == "O":
        return "objects", shape, array.ravel().tolist()
    if array.nbytes > MAX_BODY:
        raise EncodeError(f"the value is larger than {MAX_BODY >> 20} MiB")
    if dtype.names is not None:
        fields = [np.ascontiguousarray(array[name]) for name in dtype.names]
        plain = all(dtype[name].shape == () for name in dtype.names)
        return ("fields", shape, list(dtype.names), fields) if plain else None
    if dtype.kind not in "USMm":
        return None
    raw = np.ascontiguousarray(array.astype(dtype, copy=False))
    return "array", dtype.str[1:], shape, raw.reshape(-1).view(carrier(dtype))


def carrier(dtype: np.dtype[Any]) -> np.dtype[Any]:
    """What the content of an array of texts or times travels as.

    Raises:
        KeyError: If it is of neither.
    """
    return np.dtype({"U": "uint32", "S": "uint8", "M": "int64", "m": "int64"}[dtype.kind])


def _of_scalar(value: np.generic) -> Parts | None:
    found = _of_array(np.asarray(value)) if value.dtype.kind in "USMm" else None
    return None if found is None else ("scalar", *found[1:])


TAKERS: Mapping[type, Callable[[Any], Parts | None]] = {
    set: _of_set,
    frozenset: _of_set,
    bytearray: lambda value: ("bytearray", bytes(value)),
    dt.datetime: _of_datetime,
    dt.date: lambda value: ("date", value.year, value.month, value.day),
    dt.time: _of_time,
    dt.timedelta: lambda value: ("timedelta", value.days, value.seconds, value.microseconds),
    Decimal: _of_decimal,
    Fraction: _of_fraction,
    range: _of_range,
    slice: lambda value: ("slice", value.start, value.stop, value.step),
    PurePath: lambda value: ("path", value.as_posix()),
    tuple: _of_tuple,
    np.ndarray: _of_array,
    np.generic: _of_scalar,
    np.dtype: lambda value: None if value.names else ("dtype", value.str),
}
