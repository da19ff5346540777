"""Values from what came over the wire. See `codec` for the form; here all of it is untrusted."""

import importlib
import math
from typing import Any

import numpy as np

from autograder.isolation.wire.bounds import (
    ALIGNMENT,
    DTYPES,
    MAX_BODY,
    MAX_DEPTH,
    MAX_RANK,
    TENSOR_DTYPES,
    Array,
    ProtocolError,
)
from autograder.isolation.wire.links import Links
from autograder.isolation.wire.rebuild import MAKERS, apart
from autograder.isolation.wire.values import Callback, FunctionInfo, InstalledName, Iterated

NO_LINKS = Links()
KINDS = frozenset({"function", "class", "module", "object"})
MAX_METHODS = 80


class Decoder:
    """One message on its way in. Nothing that it is fed raises anything but `ProtocolError`.

    Args:
        body: The raw bytes after the header. Arrays are views of it.
        links: Turns what stands for something else into a value.
    """

    def __init__(self, body: bytearray, links: Links = NO_LINKS) -> None:
        self._body = body
        self._cursor = 0
        self._links = links

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
                apart([key for key, _ in pairs])
                mapping = dict(pairs)
                if len(mapping) != len(pairs):
                    raise ProtocolError("a key appears twice")
                return mapping
            if key == "$k":
                return self._everyday(self._list(content), depth)
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
        if key == "$v" and type(content) is str:
            return self._links.variable(content)
        raise ProtocolError("an unknown marker")

    def _everyday(self, content: list[Any], depth: int) -> Any:
        """A value of a named kind; what its parts lack is found by the kind's own constructor."""
        if not content:
            raise ProtocolError("an everyday value without a kind")
        kind, parts = content[0], [self.value(part, depth) for part in content[1:]]
        if kind == Callback.KIND and [type(part) for part in parts] == [int, str]:
            return self._links.callback(*parts)
        if kind == InstalledName.KIND and [type(part) for part in parts] == [str, str]:
            return self._links.imported(*parts)
        if kind == Iterated.KIND and [type(part) for part in parts] == [list]:
            return self._links.iterated(*parts)
        try:
            return MAKERS[kind](*parts)
        except Exception as error:
            raise ProtocolError(f"malformed {kind!s:.20}: {type(error).__name__}") from None

    def _description(self, content: Any) -> Any:
        kind, name, signature, doc, handle, can = content
        texts = [name, doc, handle] if signature is None else [name, doc, handle, signature]
        if kind not in KINDS or not all(type(t) is str for t in texts):
            raise ProtocolError("malformed description")
        if len(self._list(can)) > MAX_METHODS or not all(type(m) is str for m in can):
            raise ProtocolError("malformed description")
        return self._links.described(FunctionInfo(name, kind, signature, doc, handle, tuple(can)))

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
        if dtype.kind == "b":
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
        try:
            # Whoever reads a tensor loads torch for it; a grader of arrays never does.
            torch = importlib.import_module("torch")
        except ImportError:
            return array
        tensor = torch.from_numpy(array)
        if name == "bfloat16":
            tensor = tensor.view(torch.bfloat16)
        return tensor.requires_grad_() if requires_grad is True else tensor
