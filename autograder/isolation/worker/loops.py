"""Event loops without sockets, which a sandbox refuses: they wake themselves through a pipe."""

import asyncio
import os
from typing import Any


class _End:
    """One end of a pipe, with the few methods of a socket that an event loop asks of its own."""

    def __init__(self, descriptor: int) -> None:
        os.set_blocking(descriptor, False)
        self._descriptor = descriptor

    def fileno(self) -> int:
        """The descriptor."""
        return self._descriptor

    def recv(self, size: int) -> bytes:
        """Read what is there."""
        return os.read(self._descriptor, size)

    def send(self, data: bytes) -> int:
        """Write without waiting."""
        return os.write(self._descriptor, data)

    def close(self) -> None:
        """Close the descriptor."""
        os.close(self._descriptor)


def wake_by_pipe() -> None:
    """Have every event loop of this process wake itself through a pipe."""
    kind: Any = asyncio.SelectorEventLoop

    def make(loop: Any) -> None:
        reading, writing = os.pipe()
        loop._ssock, loop._csock = _End(reading), _End(writing)
        loop._internal_fds += 1
        loop._add_reader(reading, loop._read_from_self)

    kind._make_self_pipe = make
