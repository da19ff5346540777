"""Values as JSON trees and raw array bytes, in both directions.

JSON's own types stand for themselves; everything else is an object with one key that starts with
`$`. Array bytes lie in the body in the order in which the tree names them, so that an offset can
neither be forged nor overlap.

    {"$i": hex}  {"$f": "nan"}  {"$c": [re, im]}  {"$t": [...]}  {"$d": [[key, value], ...]}
    {"$b": length}  {"$u": length}  {"$a": [dtype, shape, order]}  {"$n": dtype}
    {"$T": [dtype, shape, order, requires_grad]}  {"$o": [kind, name, signature, doc]}  {"$v": name}
    {"$e": 0}, the ellipsis that stands where an answer is still to be written
"""

import math
import sys
from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from autograder.isolation.describe import describe
from autograder.isolation.values import FunctionInfo, Reference

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
# NumPy has no bfloat16: its bits travel as 16-bit integers.
TENSOR_DTYPES = DTYPES | {"bfloat16": np.dtype("int16")}

Buffer = memoryview | bytes
Array = npt.NDArray[Any]


class ProtocolError(Exception):
    """What came over the wire is not what the protocol allows."""


class EncodeError(ProtocolError):
    """A value cannot be sent: nested too deep or too large."""


class Encoder:
    """One message on its way out: turns values into a tree and collects the bytes of arrays.

    Args:
        limit: Bytes of arrays and long texts that it may come to.
    """

    def __init__(self, limit: int = MAX_BODY) -> None:
        self.buffers: list[Buffer] = []
        self.size = 0
        self._limit = limit

    def tree(self, value: Any, depth: int = 0) -> Any:
        """The JSON tree of a value.

        Args:
            value: Anything; what is not data is described, never sent.
            depth: Containers around it.

        Raises:
            EncodeError: If it is nested deeper than 16 or larger than 64 MiB.
        """
        kind = type(value)
        if kind is str and len(value) < LONG_TEXT or kind is bool or value is None:
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
            self._append(raw, len(raw))
            return {"$b" if kind is bytes else "$u": len(raw)}
        if kind is complex:
            return {"$c": [self.tree(value.real), self.tree(value.imag)]}
        if value is Ellipsis:
            return {"$e": 0}
        if kind is Reference:
            return {"$v": value.name}
        if kind is FunctionInfo:
            return {"$o": [value.kind, value.name, value.signature, value.doc]}
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
        for base in PLAIN:
            # A subclass of a builtin (an enum, a named tuple, a counter) is sent as the plain one.
            if kind is not base and issubclass(kind, base):
                return self.tree(PLAIN[base](value), depth)
        return self.tree(describe(value), depth)

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


class Decoder:
    """One message on its way in. Nothing that it is fed raises anything but `ProtocolError`.

    Args:
        body: The raw bytes after the header. Arrays are views of it.
        resolve: Turns the name in a `Reference` into a value; without it there are none.
    """

    def __init__(self, body: bytearray, resolve: Callable[[str], Any] | None = None) -> None:
        self._body = body
        self._cursor = 0
        self._resolve = resolve

    def value(self, node: Any, depth: int = 0) -> Any:
        """The value of a JSON tree.

        Raises:
            ProtocolError: If the tree breaks a rule or names more bytes than there are.
        """
        kind = type(node)
        if kind is str or kind is int or kind is bool or node is None:
            return node
        if kind is float:
            if not math.isfinite(node):
                raise ProtocolError("a number is not finite")
            return node
        if depth >= MAX_DEPTH:
            raise ProtocolError("nested too deep")
        if kind is list:
            return [self.value(item, depth + 1) for item in node]
        if len(node) == 1:
            ((key, content),) = node.items()
            if key[:1] == "$":
                return self._marked(key, content, depth + 1)
        elif any(key[:1] == "$" for key in node):
            raise ProtocolError("a marker among other keys")
        return {key: self.value(item, depth + 1) for key, item in node.items()}

    def finish(self) -> None:
        """Hold that the tree named every byte of the body."""
        if self._cursor != len(self._body):
            raise ProtocolError("the body is longer than what the header names")

    def _marked(self, key: str, content: Any, depth: int) -> Any:
        try:
            if key == "$a":
                name, shape, order = content
                return self._array(DTYPES[name], shape, order)
            if key == "$t":
                return tuple([self.value(item, depth) for item in self._list(content)])
            if key == "$n":
                return self._array(DTYPES[content], [], [])[()]
            if key == "$T":
                return self._tensor(*content)
            if key == "$d":
                pairs = [(self.value(k, depth), self.value(v, depth)) for k, v in content]
                mapping = dict(pairs)
                if len(mapping) != len(pairs):
                    raise ProtocolError("a key appears twice")
                return mapping
            return self._rare(key, content)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError) as error:
            raise ProtocolError(f"malformed {key}: {type(error).__name__}") from None

    def _rare(self, key: str, content: Any) -> Any:
        if key == "$f" and content in ("nan", "inf", "-inf"):
            return float(content)
        if key == "$i":
            return int(content, 16)
        if key == "$b":
            return bytes(self._take(content))
        if key == "$u":
            return bytes(self._take(content)).decode("utf-8", "surrogatepass")
        if key == "$c":
            real, imaginary = self._list(content)
            return complex(self.value(real, MAX_DEPTH - 1), self.value(imaginary, MAX_DEPTH - 1))
        if key == "$o":
            return self._description(content)
        if key == "$e":
            return Ellipsis
        if key == "$v" and self._resolve is not None and type(content) is str:
            return self._resolve(content)
        raise ProtocolError("an unknown marker")

    def _description(self, content: Any) -> FunctionInfo:
        kind, name, signature, doc = content
        texts = [name, doc] if signature is None else [name, doc, signature]
        if kind not in ("function", "class", "object") or not all(type(t) is str for t in texts):
            raise ProtocolError("malformed description")
        return FunctionInfo(name, kind, signature, doc)

    @staticmethod
    def _list(content: Any) -> list[Any]:
        if type(content) is not list:
            raise ProtocolError("a list was expected")
        return content

    def _take(self, size: Any) -> memoryview:
        if type(size) is not int or size < 0:
            raise ProtocolError("a size is not a natural number")
        end = self._cursor + size
        after = end + -size % ALIGNMENT
        if after > len(self._body):
            raise ProtocolError("the header names more bytes than there are")
        raw = memoryview(self._body)[self._cursor : end]
        self._cursor = after
        return raw

    def _array(self, dtype: np.dtype[Any], shape: Any, order: Any) -> Array:
        if len(self._list(shape)) > MAX_RANK:
            raise ProtocolError("too many dimensions")
        count = 1
        for length in shape:
            if type(length) is not int or not 0 <= length <= MAX_BODY:
                raise ProtocolError("a dimension is out of range")
            count *= length
        raw = self._take(dtype.itemsize * count)
        flat = np.frombuffer(raw, dtype) if count else np.empty(0, dtype)
        if dtype == bool:
            # Any other byte than 0 and 1 in a bool is undefined behaviour in compiled code.
            flat = flat.view(np.uint8) != 0
        if not self._list(order):
            return flat.reshape(shape)
        if sorted(order) != list(range(len(shape))):
            raise ProtocolError("the order of axes is not a permutation")
        stored = flat.reshape([shape[axis] for axis in order])
        return stored.transpose(np.argsort(order))

    def _tensor(self, name: str, shape: Any, order: Any, requires_grad: Any) -> Any:
        array = self._array(TENSOR_DTYPES[name], shape, order)
        torch = sys.modules.get("torch")
        if torch is None:
            return array
        tensor = torch.from_numpy(array)
        if name == "bfloat16":
            tensor = tensor.view(torch.bfloat16)
        return tensor.requires_grad_() if requires_grad is True else tensor
