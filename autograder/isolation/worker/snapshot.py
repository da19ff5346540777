"""What a call changed in place."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.isolation.wire.codec import Encoder


class Snapshot:
    """The arguments of a call before it, so that what it changed in place can be told.

    Args:
        args: Positional arguments.
        kwargs: Keyword arguments.
        other: See `codec.Encoder`.
    """

    def __init__(
        self, args: Sequence[Any], kwargs: Mapping[str, Any], other: Callable[[Any], Any]
    ) -> None:
        self._other = other
        named: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
        self._before = [(key, value, self._of(value)) for key, value in named if _mutable(value)]

    def changed(self) -> dict[int | str, Any]:
        """Position or keyword of every argument that is not what it was, and what it is now."""
        return {key: value for key, value, old in self._before if self._of(value) != old}

    def _of(self, value: Any) -> Any:
        if type(value) is np.ndarray and not value.dtype.hasobject:
            return value.tobytes(), value.shape
        if type(value) is set:
            return frozenset(value)
        encoder = Encoder(sys.maxsize, self._other)
        tree = encoder.tree(value)
        return tree, [bytes(buffer) for buffer in encoder.buffers]


def _mutable(value: Any) -> bool:
    return type(value) in (np.ndarray, list, dict, set, bytearray) or type(value).__name__ in (
        "Tensor",
        "Parameter",
        "DataFrame",
        "Series",
    )
