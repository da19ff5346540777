"""The form of a call and how it is filled: shapes and settings are kept, numbers are drawn anew."""

import math
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from gradekit.probes.plain_values import is_tensor

Call = tuple[tuple[Any, ...], dict[str, Any]]
Path = tuple[int | str, ...]

STYLES = 3
"""Ways to fill a form, see `fresh`."""

READABLE = 12
"""Numbers of an array that somebody goes through one by one."""

PARAMETERS = frozenset({"values", "row"})
"""Keys under which a spec holds the parameters of a network."""

FIXED = frozenset({"seed", "fill", "spec", "kind", "name", "dtype"})
"""Keys whose values are no numbers of a task."""


def parts(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every part of a value with the way to it: containers before what they hold."""
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in FIXED:
                yield from parts(item, (*path, key))
    elif type(value) in (list, tuple):
        for index, item in enumerate(value):
            yield from parts(item, (*path, index))


def changed(value: Any, path: Path, new: Any) -> Any:
    """A copy of a value with another part; what is not on the way is shared."""
    if not path:
        return new
    key, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {**value, key: changed(value[key], rest, new)}
    assert isinstance(key, int)
    items = list(value)
    items[key] = changed(items[key], rest, new)
    return type(value)(items)


def mapped(value: Any, function: Callable[[Any], Any]) -> Any:
    """A copy of a value with every leaf replaced."""
    if isinstance(value, dict):
        return {k: v if k in FIXED else mapped(v, function) for k, v in value.items()}
    if type(value) in (list, tuple):
        return type(value)(mapped(item, function) for item in value)
    return function(value)


def is_array(value: Any) -> bool:
    """Whether a value is an array or a tensor."""
    return isinstance(value, np.ndarray) or is_tensor(value)


def is_number(value: Any) -> bool:
    """Whether a value is one number and no truth value."""
    return isinstance(value, int | float | np.number) and not isinstance(value, bool)


def shape_of(value: Any) -> tuple[int, ...]:
    """The shape of an array or a tensor."""
    return tuple(int(size) for size in value.shape)


def measure(call: Call) -> tuple[int, float]:
    """What is made small, of thousands of calls in a search.

    Returns:
        How many numbers somebody who works the call out by hand has to look at; sizes and settings.
    """
    count, bulk = 0, 0.0
    for path, part in parts(call):
        if isinstance(part, dict | list | tuple):
            bulk += len(part)
        elif is_array(part):
            shape = part.shape
            count += 1 if is_uniform(part) else math.prod(shape)
            bulk += sum(shape) + len(shape) + _crooked(part)
        elif is_number(part):
            if "layer" not in path and "settings" not in path:
                count += 1
            wide = float(part)
            if math.isfinite(wide):
                bulk += min(abs(wide), 1e9) + (0.5 if wide != int(part) else 0.0)
    return count, bulk


def is_uniform(value: Any) -> bool:
    """Whether an array holds one number many times over: somebody has to look at that one alone."""
    plain = _numpy(value)
    return bool(plain.size > READABLE and (plain == plain.flat[0]).all())


def plainer(call: Call) -> Call:
    """A call with one number all over in each large array that is no parameter of a network."""
    made: Any = call
    for path, part in parts(call):
        if is_array(part) and math.prod(part.shape) > READABLE and not PARAMETERS & set(path):
            made = changed(made, path, uniform(part, 1))
    return made  # type: ignore[no-any-return]


def holds_odd(value: Any) -> bool:
    """Whether a value holds a number that is nan or infinite."""
    for _, part in parts(value):
        if is_array(part):
            if _odd(_numpy(part)).size:
                return True
        elif isinstance(part, float | np.floating) and not math.isfinite(part):
            return True
    return False


def uniform(value: Any, number: float) -> Any:
    """An array of the same shape with one number all over."""
    return _like(value, np.full(shape_of(value), number))


def _crooked(value: Any) -> float:
    """A little for each number that is not whole: of two calls of one size the plainer is taken."""
    plain = _numpy(value)
    if plain.dtype.kind != "f":
        return 0.0
    # What is infinite counts as whole, and so does a nan, which does not equal itself.
    return 1e-3 * float(np.count_nonzero((plain != np.rint(plain)) & (plain == plain)))


def resized(value: Any, shape: tuple[int, ...]) -> Any:
    """An array of another shape with numbers of the same range."""
    plain = _numpy(value)
    if _is_permutation(plain) and len(shape) == 1:
        return _like(value, plain[plain < shape[0]])
    new = np.resize(plain, shape)
    odd = _odd(plain)
    if odd.size and new.size and not _odd(new).size:
        # What is looked for may be how a nan is taken: one stays.
        new.flat[0] = odd[0]
    return _like(value, new)


def _odd(plain: Any) -> Any:
    """The numbers that are nan or infinite."""
    if plain.dtype.kind != "f":
        return plain[:0].ravel()
    return plain[~np.isfinite(plain)]


def fresh(value: Any, rng: np.random.Generator, style: int) -> Any:
    """A form filled with new numbers.

    Args:
        value: A call, or a part of one.
        rng: Where the numbers come from.
        style: 0: small whole numbers; 1: numbers from the range of the old ones; 2: few different
            ones, so that many are equal.

    Returns:
        A copy with every array drawn anew. Single numbers, texts and truth values are kept.
    """
    return mapped(value, lambda leaf: _drawn(leaf, rng, style) if is_array(leaf) else leaf)


def jittered(value: Any, rng: np.random.Generator) -> Any:
    """A copy in which some whole numbers that stand alone are a little larger or smaller."""

    def moved(leaf: Any) -> Any:
        if type(leaf) is not int or leaf == 0 or rng.random() < 0.4:
            return leaf
        near = leaf + int(rng.integers(-2, 3))
        return near if (near > 0) is (leaf > 0) else leaf

    return mapped(value, moved)


def _drawn(value: Any, rng: np.random.Generator, style: int) -> Any:
    old = _numpy(value)
    if old.size == 0:
        return value
    if old.dtype.kind == "b":
        return _like(value, rng.random(old.shape) < 0.5)
    if _is_permutation(old):
        return _like(value, _moving(old.size, rng).astype(old.dtype))
    wide = old.astype(np.float64)
    if is_uniform(old):
        # A number of its own for the whole array.
        number = float(rng.integers(1, 4)) if style != 1 else float(wide.flat[0])
        return _like(value, np.full(wide.shape, number).astype(old.dtype))
    finite = wide[np.isfinite(wide)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    new = _numbers(old.dtype.kind in "iu", low, high, wide.shape, rng, style)
    if style == 2 and new.ndim > 1 and low == 0:
        # A row of zeros is a case of its own: a class without samples, a dark line.
        new[int(rng.integers(len(new)))] = 0
    odd = wide[~np.isfinite(wide)]
    if odd.size and odd.size < wide.size:
        new.flat[int(rng.integers(new.size))] = odd.flat[0]
    elif odd.size:
        new[...] = odd.flat[0]
    return _like(value, new.astype(old.dtype))


def _numbers(
    whole: bool, low: float, high: float, shape: tuple[int, ...], rng: Any, style: int
) -> Any:
    if style == 1:
        if low == high:
            return np.full(shape, low)
        if whole:
            return rng.integers(int(low), int(high), shape, endpoint=True).astype(np.float64)
        return _short(rng.uniform(low, high, shape), high - low)
    if not whole and low >= 0 and high <= 1:
        return rng.integers(0, 4 if style == 0 else 2, shape, endpoint=True) / (4 - 2 * (style > 0))
    least = max(low, -9.0 if style == 0 else -1.0) if low < 0 else min(low, 1.0)
    room = 9.0 if style == 0 else 1.0
    most = min(high, least + 2 * room) if whole else least + 2 * room
    if not whole and low < 0 <= high:
        least, most = -room, room
    drawn = rng.integers(
        int(np.ceil(least)), int(max(np.floor(most), np.ceil(least))), shape, endpoint=True
    )
    return drawn.astype(np.float64)


def _short(drawn: Any, span: float) -> Any:
    """Numbers with two digits of their range."""
    digits = int(2 - np.ceil(np.log10(max(span, 1e-12))))
    return np.round(drawn, digits)


def _is_permutation(value: Any) -> bool:
    whole = value.ndim == 1 and value.size > 1 and value.dtype.kind in "iu"
    return bool(whole and np.array_equal(np.sort(value), np.arange(value.size)))


def _moving(size: int, rng: np.random.Generator) -> Any:
    """A permutation that moves something, and is not its own inverse where there is such a one."""
    for _ in range(20):
        drawn = rng.permutation(size)
        if size < 3 or not np.array_equal(drawn[drawn], np.arange(size)):
            break
    return drawn


def _numpy(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        return value
    plain = value.detach()
    return (plain.float() if str(plain.dtype) == "torch.bfloat16" else plain).numpy()


def _like(value: Any, new: Any) -> Any:
    """New numbers as what the old ones were: array or tensor, dtype, gradient, order in memory."""
    if isinstance(value, np.ndarray):
        made = np.array(new, dtype=value.dtype)
        # A view of another array lies otherwise in memory, which some code does not expect.
        return made if value.flags.c_contiguous else np.asfortranarray(made)
    import torch

    tensor = torch.from_numpy(np.array(new)).to(value.dtype)
    return tensor.requires_grad_(value.requires_grad)
