"""Reading and writing frames: blocking inside the worker, never blocking in the grader."""

import os
import select
import time

from autograder.isolation.wire.bounds import MAX_BODY, Buffer, ProtocolError
from autograder.isolation.wire.decode import NO_LINKS
from autograder.isolation.wire.links import Links
from autograder.isolation.wire.protocol import PREFIX, Message, lengths, unpack

CHUNK = 1 << 16
VECTORS = 512


class Closed(Exception):
    """The other end of a pipe is closed."""


class Late(Exception):
    """The deadline passed."""


class Flood(Exception):
    """More output than the limit."""


def read_frame(fd: int) -> tuple[bytearray, bytearray]:
    """Wait for a frame on a non-blocking descriptor, as long as it takes.

    Returns:
        Its header and its body.

    Raises:
        Closed: If the other end closed.
    """
    reader = FrameReader(fd, MAX_BODY)
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    while not reader.step():
        poll.poll()
    return reader.parts()


def write_all(fd: int, buffers: list[Buffer]) -> None:
    """Write buffers to a blocking descriptor, in order."""
    pending = buffers
    while pending:
        pending = _advance(pending, os.writev(fd, pending[:VECTORS]))


def _advance(buffers: list[Buffer], count: int) -> list[Buffer]:
    """What is left of `buffers` when their first `count` bytes are gone."""
    for index, buffer in enumerate(buffers):
        if count < len(buffer):
            return [memoryview(buffer)[count:], *buffers[index + 1 :]]
        count -= len(buffer)
    return []


class Output:
    """What a worker prints: a bounded beginning is kept, the rest is counted.

    Args:
        fd: Non-blocking end of its pipe.
        keep: Bytes that are kept.
        flood: Bytes after which `drain` gives up.
    """

    def __init__(self, fd: int, keep: int, flood: int) -> None:
        self.fd = fd
        self.open = True
        self._keep = keep
        self._flood = flood
        self._kept = bytearray()
        self._count = 0

    def drain(self) -> None:
        """Take what is there.

        Raises:
            Flood: If the limit is passed.
        """
        while self.open:
            try:
                data = os.read(self.fd, CHUNK)
            except BlockingIOError:
                return
            self.open = bool(data)
            self._count += len(data)
            self._kept += data[: max(0, self._keep - len(self._kept))]
            if self._count > self._flood:
                raise Flood
            if len(data) < CHUNK:
                return

    def text(self) -> str:
        """The beginning, and how much was left out."""
        text = self._kept.decode("utf-8", "replace")
        more = self._count - len(self._kept)
        return f"{text}\n... {more} bytes more" if more else text


class Channel:
    """The grader's end of a worker's pipes. No method waits longer than its deadline.

    Args:
        request: Non-blocking write end.
        response: Non-blocking read end.
        output: What the worker prints, emptied while waiting.
        limit: Bytes that the body of a reply may have.
    """

    def __init__(self, request: int, response: int, output: Output, limit: int = MAX_BODY) -> None:
        self._request = request
        self._response = response
        self._output = output
        self._limit = limit
        self._reader: FrameReader | None = None
        self._poll = select.poll()
        self._poll.register(response, select.POLLIN)
        self._poll.register(output.fd, select.POLLIN)

    def quiet(self) -> None:
        """Check that nothing has arrived unasked.

        Raises:
            ProtocolError: If something did.
            Closed: If the worker has closed its end.
        """
        try:
            data = os.read(self._response, 1)
        except BlockingIOError:
            return
        if not data:
            raise Closed
        raise ProtocolError("something arrived unasked")

    def send(self, buffers: list[Buffer], deadline: float) -> None:
        """Write a frame.

        Args:
            buffers: From `protocol.pack`.
            deadline: On `time.monotonic`.

        Raises:
            Late, Closed, Flood: See there.
        """
        pending = buffers
        while pending:
            try:
                pending = _advance(pending, os.writev(self._request, pending[:VECTORS]))
            except BlockingIOError:
                self._wait_for_room(deadline)
            except BrokenPipeError:
                raise Closed from None

    def receive(self, deadline: float, links: Links = NO_LINKS) -> Message:
        """Read one frame.

        Args:
            deadline: On `time.monotonic`.
            links: What is made of objects that are no data.

        Raises:
            Late, Closed, Flood: See there.
            ProtocolError: If it is not a frame within its bounds.
        """
        if self._reader is None:
            self._reader = FrameReader(self._response, self._limit)
        while not self._reader.step():
            # When this is late, the next call goes on with the frame's rest.
            self._wait(deadline)
        message = unpack(*self._reader.parts(), links)
        self._reader = None
        return message

    def close(self) -> None:
        """Close the grader's ends."""
        for fd in (self._request, self._response, self._output.fd):
            os.close(fd)

    def _wait(self, deadline: float) -> None:
        """Until the worker answers; what it prints meanwhile is taken."""
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise Late
            ready = False
            events = self._poll.poll(int(left * 1000) + 1)
            for fd, event in events:
                if fd == self._response:
                    ready = True
                else:
                    self._take_output(event)
            if ready:
                return

    def _wait_for_room(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise Late
        self._poll.register(self._request, select.POLLOUT)
        try:
            for fd, event in self._poll.poll(int(left * 1000) + 1):
                if fd == self._output.fd:
                    self._take_output(event)
                elif fd == self._response:
                    self.quiet()
        finally:
            self._poll.unregister(self._request)

    def _take_output(self, event: int) -> None:
        self._output.drain()
        if (
            event & (select.POLLHUP | select.POLLERR | select.POLLNVAL)
            and not event & select.POLLIN
        ):
            self._output.open = False
        if not self._output.open:
            # Closed by the student's code: polling it further would spin.
            self._poll.unregister(self._output.fd)


class FrameReader:
    """One frame in the making: takes what is there, never waits.

    Args:
        fd: Non-blocking descriptor.
        limit: Bytes that the body may have.
    """

    def __init__(self, fd: int, limit: int) -> None:
        self._fd = fd
        self._limit = limit
        self._parts: list[bytearray] = []
        self._view = self._expect(PREFIX.size)

    def _expect(self, size: int) -> memoryview:
        self._parts.append(bytearray(size))
        return memoryview(self._parts[-1])

    def step(self) -> bool:
        """Read what is there; whether the frame is complete.

        Raises:
            Closed: If the worker closed its end.
            ProtocolError: If the prefix is not one.
        """
        while True:
            while self._view:
                try:
                    count = os.readv(self._fd, [self._view])
                except BlockingIOError:
                    return False
                if not count:
                    raise Closed
                self._view = self._view[count:]
            if len(self._parts) == 1:
                header, self._body = lengths(self._parts[0], self._limit)
                self._view = self._expect(header)
            elif len(self._parts) == 2:
                self._view = self._expect(self._body)
            else:
                return True

    def parts(self) -> tuple[bytearray, bytearray]:
        """Header and body of the complete frame."""
        return self._parts[1], self._parts[2]
