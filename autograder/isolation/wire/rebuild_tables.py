"""Tables and sparse matrices made again of their parts, treated as untrusted; see `tables`.

Constructors are the public ones of the libraries, which hold parts against each other; where they
hand numbers to compiled code unseen, they are looked at here. Whatever a constructor raises means
that the parts are wrong.
"""

import importlib
import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.isolation.wire.bounds import MAX_RANGE, MAX_SIDE
from autograder.isolation.wire.tables import FORMATS, MASKED

CLOSED = frozenset({"left", "right", "both", "neither"})
UNITS = frozenset({"s", "ms", "us", "ns"})
_ZONE = re.compile(r"[A-Za-z0-9_+\-:]{1,32}(/[A-Za-z0-9_+\-]{1,32}){0,2}")
_FREQUENCY = re.compile(r"[A-Za-z0-9\-]{1,16}")


def _pandas() -> Any:
    return importlib.import_module("pandas")


def _vector(value: Any, kinds: str = "") -> np.ndarray[Any, Any]:
    if not isinstance(value, np.ndarray) or value.ndim != 1:
        raise TypeError
    if kinds and value.dtype.kind not in kinds:
        raise TypeError
    return value


def _numbers(plain: Any) -> Any:
    return _vector(plain)


def _category(codes: Any, categories: Any, ordered: Any) -> Any:
    pd = _pandas()
    if not isinstance(categories, pd.Index) or type(ordered) is not bool:
        raise TypeError
    return pd.Categorical.from_codes(_vector(codes, "i"), categories, ordered=ordered)


def _strings(name: Any, lengths: Any, content: Any) -> Any:
    if name not in ("str", "string", "object") or type(content) is not bytes:
        raise TypeError
    found: list[str | None] = []
    start = 0
    for length in _vector(lengths, "i").tolist():
        if length < -1 or start + length > len(content):
            raise ValueError
        text = None if length < 0 else content[start : start + length]
        found.append(None if text is None else text.decode("utf-8", "surrogatepass"))
        start += max(length, 0)
    if start != len(content):
        raise ValueError
    if name != "object":
        return _pandas().array(found, dtype=name)
    array = np.empty(len(found), dtype=object)
    array[:] = found
    return array


def _masked(name: Any, values: Any, mask: Any) -> Any:
    if name not in MASKED or _vector(values, "iufb").shape != _vector(mask, "b").shape:
        raise ValueError
    pd = _pandas()
    array = pd.array(values, dtype=name)
    array[mask] = pd.NA
    return array


def _zone(name: Any) -> str:
    if type(name) is not str or not _ZONE.fullmatch(name):
        raise ValueError
    return name


def _frequency(name: Any) -> str:
    if type(name) is not str or not _FREQUENCY.fullmatch(name):
        raise ValueError
    return name


def _zoned(values: Any, zone: Any) -> Any:
    index = _pandas().DatetimeIndex(_vector(values, "M"))
    return index.tz_localize("UTC").tz_convert(_zone(zone)).array


def _periods(ordinals: Any, frequency: Any) -> Any:
    ordinals = _vector(ordinals, "i")
    return _pandas().PeriodIndex.from_ordinals(ordinals, freq=_frequency(frequency)).array


def _intervals(left: Any, right: Any, closed: Any) -> Any:
    pd = _pandas()
    if closed not in CLOSED or not (isinstance(left, pd.Index) and isinstance(right, pd.Index)):
        raise TypeError
    return pd.arrays.IntervalArray.from_arrays(left, right, closed=closed)


def _is_column(value: Any) -> Any:
    if not isinstance(value, _pandas().api.extensions.ExtensionArray):
        _vector(value)
    return value


def _index(column: Any, name: Any, frequency: Any) -> Any:
    column = _is_column(column)
    index = _pandas().Index(column, dtype=column.dtype, name=name)
    if frequency is not None:
        if index.dtype.kind not in "mM":
            raise TypeError
        index.freq = _frequency(frequency)
    return index


def _range_index(start: Any, stop: Any, step: Any, name: Any) -> Any:
    if not all(type(number) is int for number in (start, stop, step)):
        raise TypeError
    span = range(start, stop, step)
    if span and (span[-1] - span[0]) // step >= MAX_RANGE:
        raise ValueError
    return _pandas().RangeIndex(start, stop, step, name=name)


def _multi_index(levels: Any, codes: Any, names: Any) -> Any:
    pd = _pandas()
    if not all(isinstance(level, pd.Index) for level in levels):
        raise TypeError
    codes = [_vector(code, "i") for code in codes]
    return pd.MultiIndex(levels=levels, codes=codes, names=names, verify_integrity=True)


def _series(column: Any, index: Any, name: Any) -> Any:
    pd = _pandas()
    column = _is_column(column)
    if not isinstance(index, pd.Index) or len(index) != len(column):
        raise ValueError
    return pd.Series(column, index=index, name=name, dtype=column.dtype, copy=True)


def _frame(columns: Any, index: Any, values: Any) -> Any:
    pd = _pandas()
    if not isinstance(columns, pd.Index) or not isinstance(index, pd.Index):
        raise TypeError
    if len(columns) != len(values) or any(len(index) != len(_is_column(v)) for v in values):
        raise ValueError
    table = pd.DataFrame(
        {place: pd.Series(v, index=index, dtype=v.dtype) for place, v in enumerate(values)},
        index=index,
    )
    table.columns = columns
    return table


def _stamp(number: Any, unit: Any, zone: Any) -> Any:
    stamp = _pandas().Timestamp(np.datetime64(_int(number), _unit(unit)))
    return stamp if zone is None else stamp.tz_localize("UTC").tz_convert(_zone(zone))


def _delta(number: Any, unit: Any) -> Any:
    return _pandas().Timedelta(np.timedelta64(_int(number), _unit(unit)))


def _int(number: Any) -> int:
    if type(number) is not int or not -(1 << 63) < number < 1 << 63:
        raise ValueError
    return number


def _unit(unit: Any) -> Any:
    if unit not in UNITS:
        raise ValueError
    return unit


def _interval(left: Any, right: Any, closed: Any) -> Any:
    if closed not in CLOSED:
        raise ValueError
    return _pandas().Interval(left, right, closed=closed)


def _period(ordinal: Any, frequency: Any) -> Any:
    return _pandas().Period(ordinal=_int(ordinal), freq=_frequency(frequency))


def _sparse(form: Any, array: Any, shape: Any, rows: Any, columns: Any, data: Any) -> Any:
    if form not in FORMATS or type(array) is not bool or len(shape) != 2:
        raise ValueError
    if not all(type(side) is int and 0 <= side <= MAX_SIDE for side in shape):
        raise ValueError
    rows, columns, data = _vector(rows, "i"), _vector(columns, "i"), _vector(data, "biufc")
    if not rows.shape == columns.shape == data.shape:
        raise ValueError
    # Compiled code trusts these; out of bounds they would reach into foreign memory.
    for axis, side in zip((rows, columns), shape, strict=True):
        if axis.size and not (int(axis.min()) >= 0 and int(axis.max()) < side):
            raise ValueError
    sparse = importlib.import_module("scipy.sparse")
    make = sparse.coo_array if array else sparse.coo_matrix
    return make((data, (rows, columns)), shape=tuple(shape)).asformat(form)


MAKERS: Mapping[str, Callable[..., Any]] = {
    "numbers": _numbers,
    "category": _category,
    "strings": _strings,
    "masked": _masked,
    "zoned": _zoned,
    "periods": _periods,
    "intervals": _intervals,
    "index": _index,
    "range_index": _range_index,
    "multi_index": _multi_index,
    "series": _series,
    "frame": _frame,
    "stamp": _stamp,
    "delta": _delta,
    "interval": _interval,
    "period": _period,
    "nat": lambda: _pandas().NaT,
    "na": lambda: _pandas().NA,
    "sparse": _sparse,
}
