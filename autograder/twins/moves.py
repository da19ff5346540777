"""Smaller forms of a call, the boldest first."""

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from autograder.twins.call_forms import (
    PARAMETERS,
    READABLE,
    Call,
    Path,
    changed,
    is_array,
    is_number,
    is_uniform,
    measure,
    parts,
    resized,
    shape_of,
    uniform,
)
from autograder.twins.freedom import is_drawn
from gradekit.specs import is_spec

HARDLY_EVER = 1e-6
"""A probability: what it is of does not happen to a dozen numbers."""

MOST_ITEMS = 6
"""Items of a list that are left out one by one."""


def smaller(call: Call) -> list[Call]:
    """Forms that are one step smaller, the smallest first; each is a call of its own."""
    made = [*_sizes(call), *_shared(call), *_axes(call), *_lists(call), *_keywords(call)]
    made += [*_numbers(call), *_uniform(call)]
    own = measure(call)
    sized = [(measure(item), index, item) for index, item in enumerate(made)]
    return [item for size, _, item in sorted(sized, key=lambda one: one[:2]) if size < own]


def _arrays(call: Call) -> Iterator[tuple[Path, Any]]:
    """Arrays that may be made smaller.

    Parameters of a network keep their shapes: with fewer classes than its labels name, a network is
    no input that every right answer takes, whatever the reference does with it.
    """
    for path, part in parts(call):
        if is_array(part) and not PARAMETERS & set(path):
            yield path, part


def _tied(call: Call) -> frozenset[int]:
    """Lengths of lists of real numbers: the axis of an array that is as long belongs to them."""
    return frozenset(
        len(part)
        for _, part in parts(call)
        if type(part) in (list, tuple) and len(part) > 1 and any(type(n) is float for n in part)
    )


def _targets(size: int) -> list[int]:
    return sorted({target for target in (1, 2, size // 2, size - 1) if 1 <= target < size})


def _sizes(call: Call) -> Iterator[Call]:
    """One size made smaller wherever it stands: arrays that belong together share it."""
    arrays, tied = list(_arrays(call)), _tied(call)
    sizes = sorted({n for _, array in arrays for n in shape_of(array) if n > 1 and n not in tied})
    for size in sizes:
        for target in _targets(size):
            shrunk: Any = call
            for path, array in arrays:
                shape = tuple(target if n == size else n for n in shape_of(array))
                shrunk = changed(shrunk, path, resized(array, shape))
            yield shrunk
            settled = shrunk
            for path, part in parts(call):
                if type(part) is int and part == size:
                    settled = changed(settled, path, target)
            if settled is not shrunk:
                yield settled
    for size in sizes:
        # Products of sizes belong together, too: what is flattened has the size of a picture.
        for other in sizes:
            if other > size and other % size == 0:
                yield from _pair(call, arrays, size, other)


def _pair(call: Call, arrays: list[tuple[Path, Any]], size: int, other: int) -> Iterator[Call]:
    for target in _targets(size)[:2]:
        shrunk: Any = call
        for path, array in arrays:
            swap = {size: target, other: other // size * target}
            shape = tuple(swap.get(n, n) for n in shape_of(array))
            shrunk = changed(shrunk, path, resized(array, shape))
        yield shrunk


def _shared(call: Call) -> Iterator[Call]:
    """An axis made smaller together with one of the same size in another array."""
    tied = _tied(call)
    axes = [
        (path, array, axis, size)
        for path, array in _arrays(call)
        for axis, size in enumerate(shape_of(array))
        if size > 1
    ]
    for (path, array, axis, size), (other_path, other, other_axis, same) in combinations(axes, 2):
        if size == same and path != other_path and size not in tied:
            for target in _targets(size):
                first = changed(call, path, resized(array, _with(array, axis, target)))
                yield changed(first, other_path, resized(other, _with(other, other_axis, target)))


def _with(array: Any, axis: int, size: int) -> tuple[int, ...]:
    shape = shape_of(array)
    return (*shape[:axis], size, *shape[axis + 1 :])


def _axes(call: Call) -> Iterator[Call]:
    tied = _tied(call)
    for path, part in _arrays(call):
        for axis, size in enumerate(shape_of(part)):
            for target in _targets(size) if size not in tied else ():
                yield changed(call, path, resized(part, _with(part, axis, target)))


def _uniform(call: Call) -> Iterator[Call]:
    """An array of many numbers with a single one all over: an image of one grey."""
    for path, part in parts(call):
        if is_array(part) and math.prod(part.shape) > READABLE and not is_uniform(part):
            yield changed(call, path, uniform(part, 1))


def _lists(call: Call) -> Iterator[Call]:
    for path, part in parts(call):
        # The settings of a layer are of one form, and each layer goes with its name.
        if len(path) < 2 or "layer" in path or path[-2] == "layers":
            continue
        if type(part) is tuple and part and isinstance(part[0], str):
            # A step of a probe, `("train", x)`, goes whole or not at all.
            continue
        if type(part) in (list, tuple) and len(part) > 1:
            half = len(part) // 2
            yield changed(call, path, part[:half])
            yield changed(call, path, part[half:])
            for index in range(min(len(part), MOST_ITEMS)):
                yield changed(call, path, type(part)([*part[:index], *part[index + 1 :]]))
        elif type(part) is dict and len(part) > 1 and not is_spec(part) and not _said(call, path):
            for key in list(part)[:MOST_ITEMS]:
                yield changed(call, path, {k: v for k, v in part.items() if k != key})


def _said(call: Call, path: Path) -> bool:
    """Whether a part is what a spec says: weights that a layer lacks would be drawn anew."""
    holder: Any = call
    for key in path[:-1]:
        holder = holder[key]
    return is_spec(holder)


def _keywords(call: Call) -> Iterator[Call]:
    args, kwargs = call
    for key in kwargs:
        yield args, {name: value for name, value in kwargs.items() if name != key}


def _numbers(call: Call) -> Iterator[Call]:
    for path, part in parts(call):
        if not is_number(part) or (isinstance(part, float) and not abs(part) < 1e15):
            continue
        if int(part) != part:
            if 0 < part < 1 and is_drawn(call):
                # A probability at which nothing is left to the draw.
                yield changed(call, path, type(part)(HARDLY_EVER))
            yield changed(call, path, type(part)(round(float(part), 1)))
            yield changed(call, path, type(part)(round(float(part))))
        elif abs(part) > 1:
            sign = 1 if part > 0 else -1
            for target in _targets(abs(int(part))):
                yield changed(call, path, type(part)(sign * target))
        elif part == 1 and not isinstance(path[-1], str):
            # A setting with a name is left out as a whole, and a kernel of 0 is none.
            yield changed(call, path, type(part)(0))
