"""Holding a value against the expected one: type, shape, dtype, finite, values, in this order.

Every comparison is written so that NaN fails where it is not expected, and nothing is ever
broadcast: shapes are equal before values are looked at.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.cases import ANYTHING
from gradekit.checks.show import (
    as_array,
    is_tensor,
    number_text,
    shape_text,
    told_apart,
    type_text,
    value_text,
    values_text,
)
from gradekit.checks.slips import shape_slip, value_slip

RTOL = 1e-9
ATOL = 1e-10
SINGLE_TOL = 1e-4
"""For float32 results: sums of a few dozen products differ by about 1e-5 (measured)."""


@dataclass(frozen=True)
class Difference:
    """The first thing wrong with a value.

    Attributes:
        what: What is wrong, without numbers: all that a hidden failure says.
        numbers: What came and what was expected, for a public failure.
        slip: A sentence on the likely slip, without numbers; empty if none is recognised.
        shape: The shape that came, where the shape is at fault.
        of_values: Whether type, shape and dtype are right.
    """

    what: str
    numbers: str
    slip: str = ""
    shape: tuple[int, ...] | None = None
    of_values: bool = False


def difference(
    got: Any,
    expected: Any,
    dtype: str | None = None,
    parts: Sequence[str] = (),
    nan: bool = False,
) -> Difference | None:
    """The first difference between a value and the expected one.

    Args:
        got: What the student's function returned.
        expected: A NumPy array, a torch tensor, or a plain value: int, bool, str, float, or a
            tuple, list or dict of these; what is expected to be `ANYTHING` is not looked at.
        dtype: Name of the dtype that an array must have; None takes any real numbers.
        parts: Names of the values of a tuple, for the message.
        nan: Whether a nan or an infinity that is expected is a right value; else it never is.

    Returns:
        None if there is none.
    """
    if is_tensor(expected):
        if not is_tensor(got):
            return _type_difference(got, "a tensor")
        return _array_difference(as_array(got), as_array(expected), dtype, nan)
    if isinstance(expected, np.ndarray):
        return _array_difference(got, expected, dtype, nan)
    if isinstance(expected, float):
        return _float_difference(got, expected, nan)
    if isinstance(expected, tuple | list):
        return _sequence_difference(got, expected, dtype, parts, nan)
    if isinstance(expected, dict):
        return _dict_difference(got, expected, dtype, nan)
    if type(got) is not type(expected):
        return _type_difference(got, f"{_article(type(expected).__name__)}")
    if got != expected:
        return Difference(
            "the value is wrong", f"returned {value_text(got)}, expected {value_text(expected)}"
        )
    return None


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'aeiou' else 'a'} {name}"


def _type_difference(got: Any, wanted: str, slip: str = "") -> Difference:
    return Difference(
        f"it returned {type_text(got)} instead of {wanted}".replace(_shape_of(got), ""),
        f"returned {type_text(got)}, expected {wanted}",
        slip or _type_slip(got, wanted),
    )


def _shape_of(got: Any) -> str:
    sized = is_tensor(got) or (isinstance(got, np.ndarray) and got.ndim)
    return f" of shape {shape_text(got.shape)}" if sized else ""


def _type_slip(got: Any, wanted: str) -> str:
    number = isinstance(got, np.generic) or (isinstance(got, np.ndarray) and got.ndim == 0)
    if wanted == "an int" and number:
        return "int(...) turns a NumPy number into a Python int."
    if wanted == "an int" and isinstance(got, float):
        return "A count is a whole number; / makes a float of it and // does not."
    if wanted == "a float" and (number or is_tensor(got)):
        return ".item() turns a tensor or a NumPy number into a Python float."
    if wanted == "a tensor" and isinstance(got, list | tuple | np.ndarray):
        return "torch.as_tensor(...) makes a tensor of it."
    if wanted == "a NumPy array" and isinstance(got, list | tuple):
        return "np.array(...) makes an array of a list."
    if wanted == "a NumPy array" and type(got).__module__.split(".")[0] == "torch":
        return "This notebook computes with NumPy arrays; .numpy() turns a tensor into one."
    return ""


def _float_difference(got: Any, expected: float, nan: bool) -> Difference | None:
    if isinstance(got, bool) or not isinstance(got, int | float):
        return _type_difference(got, "a float")
    if nan and np.isnan(expected) and np.isnan(got):
        return None
    if abs(got - expected) <= ATOL + RTOL * abs(expected):  # false for NaN
        return None
    came, wanted = told_apart(got, expected)
    return Difference("the value is wrong", f"returned {came}, expected {wanted}")


def _sequence_difference(
    got: Any,
    expected: tuple[Any, ...] | list[Any],
    dtype: str | None,
    parts: Sequence[str],
    nan: bool,
) -> Difference | None:
    if not isinstance(got, tuple | list):
        return _type_difference(got, f"{_article(type(expected).__name__)} of {len(expected)}")
    if len(got) != len(expected):
        return Difference(
            "it returned the wrong number of values",
            f"returned {values_text(len(got))}, expected {len(expected)}",
        )
    if not parts and (found := _order_difference(got, expected)) is not None:
        return found
    # Over the expected ones, so that a value that is left out can never pass.
    for position, wanted in enumerate(expected):
        if wanted is ANYTHING:
            continue
        if _is_shape(wanted):
            found = _shape_difference(got[position], wanted)
        else:
            found = difference(got[position], wanted, dtype, nan=nan)
        if found is not None:
            name = parts[position] if position < len(parts) else f"value {position + 1}"
            return Difference(
                f"{name}: {found.what}",
                f"for {name} {found.numbers}",
                found.slip,
                found.shape,
                found.of_values,
            )
    return None


def _order_difference(got: Any, expected: Any) -> Difference | None:
    """Tuples that are the right ones in another order."""
    if not all(_is_shape(item) for item in (*got, *expected)):
        return None
    if list(got) == list(expected) or Counter(got) != Counter(expected):
        return None
    return Difference(
        "the right values in another order",
        f"returned {value_text(got)}, expected {value_text(expected)}",
    )


def _is_shape(value: Any) -> bool:
    return isinstance(value, tuple) and all(item is None or type(item) is int for item in value)


def _shape_difference(got: Any, expected: tuple[int | None, ...]) -> Difference | None:
    """One shape in a list of shapes: told as a whole."""
    if not isinstance(got, tuple):
        return _type_difference(got, "a tuple")
    if _is_shape(got) and got == expected:
        return None
    return Difference(
        "the shape is wrong",
        f"returned {value_text(got)}, expected {expected}",
        "" if _is_shape(got) else "A shape holds whole numbers: // drops the remainder.",
    )


def _dict_difference(
    got: Any, expected: dict[Any, Any], dtype: str | None, nan: bool
) -> Difference | None:
    if not isinstance(got, dict):
        return _type_difference(got, "a dict")
    for missing in [key for key in expected if key not in got]:
        known = ", ".join(repr(key) for key in got) or "none"
        return Difference(
            f"there is no entry {missing!r}",
            f"returned a dict without {missing!r}; its keys are: {known}",
        )
    for odd in [key for key in got if key not in expected]:
        return Difference(
            f"there is an entry {value_text(odd)} that does not belong there",
            f"returned an entry {value_text(odd)} that does not belong there",
        )
    for key, wanted in expected.items():
        found = difference(got[key], wanted, dtype, nan=nan)
        if found is not None:
            what, numbers = f"{key!r}: {found.what}", f"for {key!r} {found.numbers}"
            return Difference(what, numbers, found.slip, found.shape, found.of_values)
    return None


def _array_difference(
    got: Any, expected: NDArray[Any], dtype: str | None, nan: bool
) -> Difference | None:
    if not isinstance(got, np.ndarray) or (got.ndim == 0 and expected.ndim > 0):
        return _type_difference(got, "a NumPy array")
    if got.shape != expected.shape:
        return Difference(
            "the shape is wrong",
            f"returned shape {shape_text(got.shape)}, expected {shape_text(expected.shape)}",
            shape_slip(got.shape, expected.shape),
            shape=got.shape,
        )
    if got.dtype.kind not in "iuf":
        return Difference(
            f"the dtype is {got.dtype}, not real numbers",
            f"returned dtype {got.dtype}, expected real numbers",
        )
    if dtype is not None and got.dtype != np.dtype(dtype):
        return Difference(
            f"the dtype is {got.dtype}, expected {dtype}",
            f"returned dtype {got.dtype}, expected {dtype}",
        )
    return _value_difference(got, expected, nan)


def _value_difference(got: NDArray[Any], expected: NDArray[Any], nan: bool) -> Difference | None:
    wide, wanted = got.astype(np.float64), expected.astype(np.float64)
    if np.array_equal(wide, wanted) and np.isfinite(wide).all():
        # What most right answers come to; the rest costs ten times as much.
        return None
    special = ~np.isfinite(wanted) & nan
    met = np.isfinite(wide) | (special & ((wide == wanted) | (np.isnan(wide) & np.isnan(wanted))))
    if not met.all():
        index = _first(~met)
        return Difference(
            "it contains nan or inf",
            f"returned {got[index]} at {list(index)}, expected {number_text(expected[index])}",
            "0 / 0 gives nan, other numbers / 0 give inf; an array from empty() may hold either "
            "where nothing was written."
            if not np.isnan(got).all()
            else "",
        )
    tolerance = SINGLE_TOL if got.dtype == np.float32 and expected.dtype == np.float32 else None
    rtol, atol = (RTOL, ATOL) if tolerance is None else (tolerance, tolerance)
    with np.errstate(invalid="ignore"):
        close = np.abs(wide - wanted) <= atol + rtol * np.abs(wanted)
    # What is special on both sides is alike by now; a number is never as good as a nan.
    close = np.where(special, ~np.isfinite(wide), close)
    if close.all():
        return None
    wrong = int((~close).sum())
    index = _first(~close)
    count = f"{wrong} of {got.size} values differ" if got.size > 1 else "its only value differs"
    came, due = told_apart(got[index], expected[index])
    return Difference(
        "the values are wrong",
        f"returned {came} at {list(index)}, expected {due} ({count})",
        value_slip(wide, wanted) if not special.any() else "",
        of_values=True,
    )


def _first(mask: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(position) for position in np.argwhere(mask)[0])
