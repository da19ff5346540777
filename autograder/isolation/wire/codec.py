"""Values as JSON trees and raw array bytes: the form on the wire, its bounds, and the way out.

JSON's own types stand for themselves; everything else is an object with one key that starts with
`$`. Array bytes lie in the body in the order in which the tree names them, so that an offset can
neither be forged nor overlap.

    {"$i": hex}  {"$f": "nan"}  {"$c": [re, im]}  {"$t": [...]}  {"$d": [[key, value], ...]}
    {"$b": length}  {"$u": length}  {"$a": [dtype, shape, order]}  {"$n": dtype}
    {"$T": [dtype, shape, order, requires_grad]}  {"$o": [kind, name, signature, doc]}  {"$v": name}
    {"$e": 0}, the ellipsis that stands where an answer is still to be written
    {"$k": [kind, ...]}, an everyday value: see `everyday`, and `tables` for those of pandas

What is no data is handed to the sender's `other`, which may describe it, hold it and name it, or
refuse it; nothing is ever pickled.
"""

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.isolation.wire import everyday
from autograder.isolation.wire.bounds import (
    ALIGNMENT,
    LONG_TEXT,
    MAX_BODY,
    MAX_DEPTH,
    MAX_RANK,
    NAMES,
    NARROWED,
    PLAIN_INT,
    TENSOR_DTYPES,
    Array,
    Buffer,
    EncodeError,
)
from autograder.isolation.wire.signatures import describe
from autograder.isolation.wire.values import (
    Callback,
    FunctionInfo,
    InstalledName,
    Iterated,
    Reference,
    Tagged,
)


class Encoder:
    """One message on its way out: turns values into a tree and collects the bytes of arrays.

    Args:
        limit: Bytes of arrays and long texts that it may come to.
        other: What to send in place of a value that is no data.
    """

    def __init__(self, limit: int = MAX_BODY, other: Callable[[Any], Any] = describe) -> None:
        self.buffers: list[Buffer] = []
        self.size = 0
        self._limit = limit
        self._describe = other

    def tree(self, value: Any, depth: int = 0) -> Any:
        """The JSON tree of a value.

        Args:
            value: Anything; what is not data is left to `other`.
            depth: Containers around it.

        Raises:
            EncodeError: If it is nested deeper than 16 or larger than 64 MiB.
        """
        kind = type(value)
        if value is None or kind is bool or (kind is str and len(value) < LONG_TEXT):
            return value
        if kind is int:
            return value if -PLAIN_INT < value < PLAIN_INT else {"$i": hex(value)}
        if kind is float:
            return value if math.isfinite(value) else {"$f": repr(value)}
        if kind is np.ndarray and value.dtype in NAMES:
            return {"$a": self._array(value)}
        if depth >= MAX_DEPTH:
            raise EncodeError(f"the value is nested deeper than {MAX_DEPTH} levels")
        if kind is list:
            return [self.tree(item, depth + 1) for item in value]
        if kind is tuple:
            return {"$t": [self.tree(item, depth + 1) for item in value]}
        if kind is dict:
            return self._mapping(value, depth + 1)
        return self._other(value, kind, depth)

    def _mapping(self, value: dict[Any, Any], depth: int) -> Any:
        if all(type(key) is str and key[:1] != "$" for key in value):
            return {key: self.tree(item, depth) for key, item in value.items()}
        pairs = [[self.tree(k, depth), self.tree(v, depth)] for k, v in value.items()]
        return {"$d": pairs}

    def _other(self, value: Any, kind: type, depth: int) -> Any:
        if kind is bytes or kind is str:
            raw = value if kind is bytes else value.encode("utf-8", "surrogatepass")
            return {"$b" if kind is bytes else "$u": self.raw(raw)}
        if kind is complex:
            return {"$c": [self.tree(value.real), self.tree(value.imag)]}
        if value is Ellipsis:
            return {"$e": 0}
        if kind is Reference:
            return {"$v": value.name}
        if kind is FunctionInfo:
            told = [value.kind, value.name, value.signature, value.doc, value.handle]
            return {"$o": [*told, list(value.can)]}
        if kind is Callback or kind is InstalledName or kind is Iterated:
            content = [self.tree(part, depth + 1) for part in value.parts()]
            return {"$k": [value.KIND, *content]}
        if issubclass(kind, np.generic | np.ndarray) and value.dtype.newbyteorder("=") in NARROWED:
            return self.tree(narrowed(value), depth)
        if issubclass(kind, np.generic) and value.dtype in NAMES:
            self._array(np.asarray(value))
            return {"$n": NAMES[value.dtype]}
        if issubclass(kind, np.ndarray):
            plain = np.asarray(value)
            native = plain.dtype.newbyteorder("=")
            if native in NAMES:
                return {"$a": self._array(plain.astype(native, copy=False))}
        torch = sys.modules.get("torch")
        if issubclass(kind, getattr(torch, "Tensor", ())):
            tensor = self._tensor(value, torch)
            if tensor is not None:
                return {"$T": tensor}
        parts = value.parts if kind is Tagged else everyday.parts(value, kind)
        if parts is not None:
            return {"$k": [parts[0], *(self.tree(part, depth + 1) for part in parts[1:])]}
        for base in PLAIN:
            # A subclass of a builtin (an IntEnum, a counter) is sent as the plain one.
            if kind is not base and issubclass(kind, base):
                return self.tree(PLAIN[base](value), depth)
        return self.tree(self._describe(value), depth)

    def raw(self, content: bytes) -> int:
        """Take bytes over as they are.

        Returns:
            Their number, for the tree.

        Raises:
            EncodeError: If there is no room for them.
        """
        self._append(content, len(content))
        return len(content)

    def _array(self, array: Array) -> list[Any]:
        if array.ndim > MAX_RANK:
            raise EncodeError(f"the array has more than {MAX_RANK} dimensions")
        order: list[int] = []
        if not array.flags.c_contiguous:
            # A transposed array stays transposed: code that needs contiguous memory sees the same.
            order = sorted(range(array.ndim), key=lambda axis: -array.strides[axis])
            if not array.transpose(order).flags.c_contiguous:
                order = []
        flat = array.transpose(order) if order else array
        if array.size:
            # Checked before the copy that an expanded array of any size would need.
            self._room(array.nbytes)
            raw = np.ascontiguousarray(flat).reshape(-1).view(np.uint8).data
            self._append(raw, array.nbytes)
        return [NAMES[array.dtype], list(array.shape), order]

    def _tensor(self, value: Any, torch: Any) -> list[Any] | None:
        name = str(value.dtype).removeprefix("torch.")
        if name not in TENSOR_DTYPES or value.layout is not torch.strided:
            return None
        if value.device.type == "meta":
            return None
        self._room(value.numel() * value.element_size())
        plain = torch.Tensor.detach(value).cpu().resolve_conj().resolve_neg()
        bits = plain.view(torch.int16) if name == "bfloat16" else plain
        _, shape, order = self._array(bits.numpy())
        return [name, shape, order, bool(value.requires_grad)]

    def _room(self, size: int) -> None:
        if self.size + size + -size % ALIGNMENT > self._limit:
            raise EncodeError(f"the value is larger than {self._limit / (1 << 20):g} MiB")

    def _append(self, raw: Buffer, size: int) -> None:
        self._room(size)
        self.buffers.append(raw)
        self.size += size
        if pad := -size % ALIGNMENT:
            self.buffers.append(bytes(pad))
            self.size += pad


PLAIN: dict[type, Callable[[Any], Any]] = {
    int: lambda value: int.__add__(value, 0),
    float: lambda value: float.__add__(value, 0.0),
    str: lambda value: str.__str__(value)[:],
    bytes: lambda value: bytes.__getitem__(value, slice(None)),
    list: lambda value: list(list.__iter__(value)),
    tuple: lambda value: tuple(tuple.__iter__(value)),
    dict: lambda value: dict(dict.items(value)),
}


def narrowed(value: Any) -> Any:
    """A long double, or an array of them, as doubles."""
    with np.errstate(over="ignore"):
        return value.astype(NARROWED[value.dtype.newbyteorder("=")])
