"""A call and what is expected of it, as a text that can be printed, saved and read again."""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from gradekit.probes.plain_values import is_tensor

SHORT = 4
"""Characters of the fingerprint: two replays of one question have the same one in 1 of 10**6."""

LARGEST = 1 << 22
"""Bytes that a text may unpack to."""

ABSENT = "<absent>"
"""Stands for a part that a report does not have."""

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: they are misread


class NotPlain(ValueError):  # noqa: N818  (says what a value is)
    """A value that no text can hold."""


@dataclass(frozen=True)
class Expected:
    """What a call should come to.

    Attributes:
        value: What it returns.
        error: Name of the exception that it raises instead; empty if it returns.
        changed: Positions and keywords of the arguments that it changes.
        dtype: Name of the dtype that an array must have; empty where any real numbers will do.
        graph: Whether it counts if a tensor requires a gradient.
        part: Where in the report of a probe the value stands; empty for a plain call.
    """

    value: Any = None
    error: str = ""
    changed: tuple[int | str, ...] = ()
    dtype: str = ""
    graph: bool = False
    part: tuple[int | str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """One call of a student's function, and what is expected of it.

    Attributes:
        question: Question id.
        name: The variable that is called.
        args: Positional arguments, of the probe if there is one.
        kwargs: Keyword arguments, likewise.
        probe: Name of a function in `gradekit.probes` that makes the call; empty for a plain one.
        expected: What it should come to.
    """

    question: str
    name: str
    args: tuple[Any, ...] = ()
    kwargs: Mapping[str, Any] = field(default_factory=dict)
    probe: str = ""
    expected: Expected = field(default_factory=Expected)

    def pack(self) -> str:
        """The scenario as letters, digits, `-` and `_`.

        Raises:
            NotPlain: If an argument or the expected value is no plain value.
        """
        wanted = self.expected
        data = [
            *(self.question, self.name, self.probe, _down(self.args), _down(dict(self.kwargs))),
            *(_down(wanted.value), wanted.error, list(wanted.changed), wanted.dtype),
            *(wanted.graph, list(wanted.part)),
        ]
        raw = zlib.compress(json.dumps(data, separators=(",", ":")).encode("ascii"), 9)
        return base64.urlsafe_b64encode(raw).decode("ascii").rstrip("=")

    @classmethod
    def unpack(cls, text: str) -> "Scenario":
        """Read what `pack` wrote.

        Raises:
            ValueError: If it is something else.
        """
        try:
            raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            data = json.loads(zlib.decompressobj().decompress(raw, LARGEST))
            question, name, probe, args, kwargs, value, error, changed, dtype, graph, part = data
            wanted = Expected(_up(value), error, tuple(changed), dtype, graph, tuple(part))
            return cls(question, name, _up(args), _up(kwargs), probe, wanted)
        except (ValueError, TypeError, KeyError, IndexError, zlib.error, RecursionError) as error:
            raise ValueError(f"this is not the text of a replay ({error})") from error


def fingerprint(packed: str) -> str:
    """The four characters by which a packed scenario is called."""
    digest = int.from_bytes(hashlib.sha256(packed.encode("ascii")).digest()[:8], "big")
    return "".join(_ALPHABET[digest >> 5 * place & 31] for place in range(SHORT))


def _down(value: Any) -> Any:
    """A value in JSON: lists as they are, everything else that JSON lacks as an object."""
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, np.generic):
        return {"n": [str(value.dtype), value.item()]}
    if type(value) in (int, float):
        return value
    if type(value) is list:
        return [_down(item) for item in value]
    if type(value) is tuple:
        return {"t": [_down(item) for item in value]}
    if type(value) is dict:
        return {"d": [[_down(key), _down(item)] for key, item in value.items()]}
    if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
        order = "C" if value.flags.c_contiguous else "F"
        return {"a": [str(value.dtype), list(value.shape), _numbers(value), order]}
    if is_tensor(value) and not value.dtype.is_complex:
        plain = value.detach().cpu()
        kind = str(plain.dtype).removeprefix("torch.")
        return {"T": [kind, list(plain.shape), plain.flatten().tolist(), value.requires_grad]}
    raise NotPlain(f"a {type(value).__name__} cannot be written down")


def _numbers(array: Any) -> list[Any]:
    """The numbers of an array, whole ones without a point: they are shorter."""
    numbers: list[Any] = array.ravel().tolist()
    whole = (int(one) if type(one) is float and one.is_integer() else one for one in numbers)
    return list(whole)


def _up(value: Any) -> Any:
    if type(value) is list:
        return [_up(item) for item in value]
    if type(value) is not dict:
        return value
    ((kind, held),) = value.items()
    return _READERS[kind](held)


def _array(held: Sequence[Any]) -> Any:
    dtype, shape, numbers, order = held
    made = np.array(numbers, dtype=_dtype(dtype)).reshape([int(size) for size in shape])
    return np.asfortranarray(made) if order == "F" else made


def _tensor(held: Sequence[Any]) -> Any:
    import torch

    kind, shape, numbers, graph = held
    dtype = getattr(torch, kind)
    if not isinstance(dtype, torch.dtype):
        raise ValueError(f"{kind} is no dtype")
    return torch.tensor(numbers, dtype=dtype).reshape(shape).requires_grad_(bool(graph))


def _dtype(name: str) -> Any:
    dtype = np.dtype(name)
    if dtype.kind not in "biuf":
        raise ValueError(f"{name} is no dtype of numbers")
    return dtype


_READERS: dict[str, Callable[[Any], Any]] = {
    "n": lambda held: _dtype(held[0]).type(held[1]),
    "t": lambda held: tuple(_up(item) for item in held),
    "d": lambda held: {_up(key): _up(item) for key, item in held},
    "a": _array,
    "T": _tensor,
}
