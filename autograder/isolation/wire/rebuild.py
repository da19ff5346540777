"""Everyday values made again of their parts, which are treated as untrusted; see `everyday`.

A `ValueError`, a `TypeError` and their like mean that the parts are wrong.
"""

import datetime as dt
import importlib
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import PurePosixPath
from typing import Any

import numpy as np

from autograder.isolation.wire import rebuild_tables
from autograder.isolation.wire.bounds import (
    LONG_TEXT,
    MAX_EXPONENT,
    MAX_INT_BITS,
    MAX_RANGE,
    MAX_RANK,
    Array,
)
from autograder.isolation.wire.everyday import carrier, few_digits, is_field, is_short
from autograder.isolation.wire.values import NamedRecord, record_class

MAX_FIELDS = 64
MAX_NAME = 200
LARGEST_POINT = 0x10FFFF
_DTYPE = re.compile(r"[<>|=]?[biufcUSMmO]\d{0,6}(\[\d{0,6}[a-zA-Z]{1,2}\])?")


def _zone(offset: Any) -> dt.timezone | None:
    if offset is None:
        return None
    return dt.timezone(dt.timedelta(microseconds=offset))


def _whole(*numbers: Any) -> None:
    """Hold that they are integers; a bool is none here."""
    if not all(type(number) is int for number in numbers):
        raise TypeError


def _bytearray(content: Any) -> bytearray:
    if type(content) is not bytes:
        raise TypeError
    return bytearray(content)


def _set(name: str) -> Callable[[Any], Any]:
    def make(items: Any) -> Any:
        apart(items)
        made = set(items)
        if len(made) != len(items):
            raise ValueError
        return made if name == "set" else frozenset(made)

    return make


def apart(keys: list[Any]) -> None:
    """Hold that keys do not share their hashes, which would make a table of them crawl.

    Raises:
        ValueError: If most of them do.
        TypeError: If one cannot be hashed.
    """
    if type(keys) is not list:
        raise TypeError
    if len(keys) > 64 and len({hash(key) for key in keys}) < len(keys) // 2:
        raise ValueError


def _date(year: Any, month: Any, day: Any) -> dt.date:
    _whole(year, month, day)
    return dt.date(year, month, day)


def _timedelta(days: Any, seconds: Any, microseconds: Any) -> dt.timedelta:
    _whole(days, seconds, microseconds)
    return dt.timedelta(days, seconds, microseconds)


def _datetime(numbers: Any, fold: Any, offset: Any) -> dt.datetime:
    _whole(fold, *numbers, *([] if offset is None else [offset]))
    if len(numbers) != 7:
        raise ValueError
    return dt.datetime(*numbers, fold=fold).replace(tzinfo=_zone(offset))


def _time(numbers: Any, fold: Any, offset: Any) -> dt.time:
    _whole(fold, *numbers, *([] if offset is None else [offset]))
    if len(numbers) != 4:
        raise ValueError
    return dt.time(*numbers, fold=fold).replace(tzinfo=_zone(offset))


def _decimal(text: Any) -> Decimal:
    if type(text) is not str or len(text) > 2 * MAX_EXPONENT:
        raise TypeError
    value = Decimal(text)
    if not few_digits(value):
        raise ValueError
    return value


def _fraction(numerator: Any, denominator: Any) -> Fraction:
    _whole(numerator, denominator)
    if denominator < 1 or max(numerator.bit_length(), denominator.bit_length()) > MAX_INT_BITS:
        raise ValueError
    return Fraction(numerator, denominator)


def _range(start: Any, stop: Any, step: Any) -> range:
    _whole(start, stop, step)
    value = range(start, stop, step)
    if not is_short(value):
        raise ValueError
    return value


def _slice(start: Any, stop: Any, step: Any) -> slice:
    return slice(start, stop, step)


def _path(text: Any) -> PurePosixPath:
    if type(text) is not str:
        raise TypeError
    return PurePosixPath(text)


def _record(name: Any, fields: Any, items: Any) -> NamedRecord:
    if type(name) is not str or not name.isidentifier() or not 0 <= len(fields) <= MAX_FIELDS:
        raise ValueError
    if len(fields) != len(items) or not all(map(is_field, fields)):
        raise ValueError
    return tuple.__new__(record_class(name[:MAX_NAME], tuple(fields)), items)


def sized(shape: Any, count: int) -> list[int]:
    """Hold that a shape is one, and has as many places as there are items.

    Raises:
        ValueError: If it has not.
    """
    if type(shape) is not list or len(shape) > MAX_RANK:
        raise ValueError
    product = 1
    for length in shape:
        if type(length) is not int or not 0 <= length <= MAX_RANGE * 64:
            raise ValueError
        product *= length
    if product != count:
        raise ValueError
    return shape


def _objects(shape: Any, items: Any) -> Array:
    if type(items) is not list:
        raise TypeError
    array = np.empty(len(items), dtype=object)
    for place, item in enumerate(items):
        array[place] = item
    return array.reshape(sized(shape, len(items)))


def _fields(shape: Any, names: Any, columns: Any) -> Array:
    if not 0 < len(names) <= MAX_FIELDS or len(names) != len(columns):
        raise ValueError
    if not all(type(name) is str for name in names):
        raise TypeError
    if not all(isinstance(column, np.ndarray) for column in columns):
        raise TypeError
    if any(list(column.shape) != shape for column in columns):
        raise ValueError
    made = np.empty(shape, [(n, c.dtype) for n, c in zip(names, columns, strict=True)])
    for name, column in zip(names, columns, strict=True):
        made[name] = column
    return made


def _array(name: Any, shape: Any, raw: Any) -> Array:
    if type(name) is not str or name[:1] not in "USMm" or not isinstance(raw, np.ndarray):
        raise TypeError
    if name[:1] in "US" and not (
        name[1:].isdecimal() and 0 < int(name[1:]) <= max(raw.nbytes, LONG_TEXT)
    ):
        raise ValueError
    dtype = np.dtype(name)
    if raw.ndim != 1 or raw.dtype != carrier(dtype) or raw.nbytes % dtype.itemsize:
        raise ValueError
    if dtype.kind == "U" and raw.size and int(raw.max()) > LARGEST_POINT:
        raise ValueError
    flat = np.ascontiguousarray(raw).view(dtype)
    return flat.reshape(sized(shape, flat.size))


def _dtype(name: Any) -> np.dtype[Any]:
    if type(name) is not str or not _DTYPE.fullmatch(name):
        raise ValueError
    return np.dtype(name)


def _of_torch(kind: str) -> Callable[[Any], Any]:
    def make(name: Any) -> Any:
        if type(name) is not str:
            raise TypeError
        torch = importlib.import_module("torch")
        found = getattr(torch, name) if kind == "dtype" else torch.device(name)
        if not isinstance(found, getattr(torch, kind)):
            raise TypeError
        return found

    return make


def _scalar(name: Any, shape: Any, raw: Any) -> Any:
    return _array(name, [] if shape == [] else None, raw)[()]


MAKERS: Mapping[str, Callable[..., Any]] = {
    "set": _set("set"),
    "frozenset": _set("frozenset"),
    "bytearray": _bytearray,
    "date": _date,
    "datetime": _datetime,
    "time": _time,
    "timedelta": _timedelta,
    "decimal": _decimal,
    "fraction": _fraction,
    "range": _range,
    "slice": _slice,
    "path": _path,
    "record": _record,
    "objects": _objects,
    "fields": _fields,
    "array": _array,
    "scalar": _scalar,
    "dtype": _dtype,
    "torch_dtype": _of_torch("dtype"),
    "torch_device": _of_torch("device"),
    **rebuild_tables.MAKERS,
}
