"""Copies of what a test hands over, and what a call changed in it brought home."""

import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from gradekit.remote import Call

_UNCHANGING = frozenset({int, float, bool, str, type(None)})


def copy_value(value: Any) -> Any:
    """A copy of a plain value whose arrays are its own; other objects are kept as they are."""
    kind = type(value)
    if kind in _UNCHANGING:
        return value
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    if kind is list or kind is tuple:
        return kind(copy_value(item) for item in value)
    if kind is dict:
        return {key: copy_value(item) for key, item in value.items()}
    if kind is set or kind is bytearray or _is_table(value):
        return value.copy()
    if _is_tensor(value):
        return value.detach().clone().requires_grad_(value.requires_grad)
    return value


def hand_back(call: Call, changed: Mapping[int | str, Any]) -> None:
    """Bring what a call changed in place into the caller's own arguments."""
    args, kwargs = call
    for key, new in changed.items():
        if isinstance(key, int) and 0 <= key < len(args):
            _assign(args[key], new)
        elif key in kwargs:
            _assign(kwargs[str(key)], new)


def _assign(old: Any, new: Any) -> None:
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        if old.shape == new.shape and old.dtype == new.dtype and old.flags.writeable:
            old[...] = new
    elif _is_tensor(old) and _is_tensor(new):
        if old.shape == new.shape and old.dtype == new.dtype:
            old.detach().copy_(new.detach())
    elif type(old) is list and type(new) is list:
        old[:] = _merged(old, new)
    elif type(old) is bytearray and type(new) is bytearray:
        old[:] = new
    elif type(old) is set and type(new) is set:
        old.clear()
        old.update(new)
    elif _is_table(old) and type(old) is type(new):
        # The one public way to give a table other content and keep the object.
        old.__init__(new)
    elif type(old) is dict and type(new) is dict:
        merged = {key: _merged([old.get(key)], [item])[0] for key, item in new.items()}
        old.clear()
        old.update(merged)


def _merged(old: list[Any], new: list[Any]) -> list[Any]:
    """The new items, but as the caller's own objects where they could take the new content."""
    items = []
    for index, item in enumerate(new):
        kept = old[index] if index < len(old) else None
        fits = type(kept) is type(item) and getattr(kept, "shape", None) == getattr(
            item, "shape", None
        )
        if fits and (isinstance(kept, np.ndarray | list | dict) or _is_tensor(kept)):
            _assign(kept, item)
            item = kept
        items.append(item)
    return items


def _is_table(value: Any) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame | pandas.Series)


def _is_tensor(value: Any) -> bool:
    return isinstance(value, getattr(sys.modules.get("torch"), "Tensor", ()))
