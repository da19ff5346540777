"""Tables of pandas and sparse matrices of SciPy, as bounded columns; both libraries stay optional.

A column is a NumPy array, or the plain parts that a column of pandas is made of; `rebuild_tables`
makes it again. Nothing is imported to find out that a value is no table; a reader imports pandas
when the first table arrives.
"""

import sys
from typing import Any

import numpy as np

from autograder.isolation.wire.bounds import MAX_RANGE, MAX_SIDE
from autograder.isolation.wire.values import Tagged

Parts = tuple[Any, ...]
MASKED = frozenset(
    {"Int8", "Int16", "Int32", "Int64", "UInt8", "UInt16", "UInt32", "UInt64"}
    | {"Float32", "Float64", "boolean"}
)
FORMATS = frozenset({"csr", "csc", "coo"})


def parts(value: Any, kind: type) -> Parts | None:
    """The kind and the parts of a table, or of a number out of one.

    Args:
        value: Anything.
        kind: Its type.

    Returns:
        None for what is none.
    """
    root = kind.__module__.partition(".")[0]
    bases = {base.__module__.partition(".")[0] for base in kind.__mro__} if root else set()
    if "pandas" in bases and "pandas" in sys.modules:
        return _of_pandas(sys.modules["pandas"], value)
    sparse = sys.modules.get("scipy.sparse") if "scipy" in bases else None
    if sparse is not None and sparse.issparse(value) and value.ndim == 2:
        return _of_sparse(value)
    return None


def _of_pandas(pd: Any, value: Any) -> Parts | None:
    if isinstance(value, pd.DataFrame):
        columns = [_column(pd, value.iloc[:, place].array) for place in range(value.shape[1])]
        return "frame", value.columns, value.index, [Tagged(column) for column in columns]
    if isinstance(value, pd.Series):
        return "series", Tagged(_column(pd, value.array)), value.index, value.name
    if isinstance(value, pd.Index):
        return _of_index(pd, value)
    if isinstance(value, pd.api.extensions.ExtensionArray):
        return _column(pd, value)
    return _of_one(pd, value)


def _of_one(pd: Any, value: Any) -> Parts | None:
    if value is pd.NaT:
        return ("nat",)
    if value is pd.NA:
        return ("na",)
    if isinstance(value, pd.Timestamp):
        plain = value.tz_convert("UTC").tz_localize(None) if value.tz is not None else value
        zone = None if value.tz is None else str(value.tz)
        return "stamp", int(plain.asm8.view("int64")), plain.unit, zone
    if isinstance(value, pd.Timedelta):
        return "delta", int(value.asm8.view("int64")), value.unit
    if isinstance(value, pd.Interval):
        return "interval", value.left, value.right, value.closed
    if isinstance(value, pd.Period):
        return "period", value.ordinal, value.freqstr
    return None


def _of_index(pd: Any, value: Any) -> Parts:
    if isinstance(value, pd.RangeIndex) and len(value) <= MAX_RANGE:
        return "range_index", value.start, value.stop, value.step, value.name
    if isinstance(value, pd.MultiIndex):
        codes = [np.asarray(code, dtype=np.int64) for code in value.codes]
        return "multi_index", list(value.levels), codes, list(value.names)
    frequency = getattr(value, "freqstr", None)
    if isinstance(value, pd.PeriodIndex):
        frequency = None
    return "index", Tagged(_column(pd, value.array)), value.name, frequency


def _column(pd: Any, array: Any) -> Parts:
    dtype = array.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        codes = np.asarray(array.codes, dtype=np.int64)
        return "category", codes, array.categories, bool(array.ordered)
    if isinstance(dtype, pd.StringDtype):
        return "strings", dtype.name, *_texts(array)
    if isinstance(dtype, pd.DatetimeTZDtype):
        return "zoned", np.asarray(array.tz_convert("UTC").tz_localize(None)), str(dtype.tz)
    if isinstance(dtype, pd.PeriodDtype):
        return "periods", np.asarray(array.asi8), array.freqstr
    if isinstance(dtype, pd.IntervalDtype):
        return "intervals", pd.Index(array.left), pd.Index(array.right), array.closed
    if str(dtype) in MASKED:
        mask = np.asarray(array.isna())
        return "masked", str(dtype), array.to_numpy(dtype.numpy_dtype, na_value=0), mask
    plain = np.asarray(array)
    if plain.dtype == object and len(plain) and all(type(item) is str for item in plain):
        return "strings", "object", *_texts(plain)
    return "numbers", plain


def _texts(items: Any) -> tuple[Any, bytes]:
    """Lengths, -1 for a missing one, and all texts one after the other."""
    raw = [
        item.encode("utf-8", "surrogatepass") if isinstance(item, str) else None for item in items
    ]
    lengths = np.array([-1 if text is None else len(text) for text in raw], dtype=np.int64)
    return lengths, b"".join(text for text in raw if text is not None)


def _encoded(item: Any) -> bytes | None:
    return item.encode("utf-8", "surrogatepass") if isinstance(item, str) else None


def _of_sparse(value: Any) -> Parts | None:
    flat = value.tocoo()
    if max(value.shape) > MAX_SIDE:
        return None
    form = value.format if value.format in FORMATS else "csr"
    array = "array" in type(value).__name__
    rows, columns = (np.asarray(axis, dtype=np.int64) for axis in (flat.row, flat.col))
    return "sparse", form, array, list(value.shape), rows, columns, np.asarray(flat.data)
