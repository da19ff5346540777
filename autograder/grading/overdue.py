"""A limit on our own side: a check that never ends must not hold up a class.

Student code is limited where it runs. What a check computes itself, say a generator of cases that
does not stop, is limited here, by the CPU time of the thread that runs it: waiting for a worker
does not count, nor does a busy machine.
"""

import ctypes
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

_POLL_SECONDS = 0.2
_raise_in = ctypes.pythonapi.PyThreadState_SetAsyncExc
_raise_in.argtypes = [ctypes.c_ulong, ctypes.py_object]


class CheckOverdue(BaseException):
    """A check used more CPU time than it may; no `except Exception` on its way keeps it."""


class Overseer:
    """Ends checks of one thread that take too long; close it when they are done.

    Args:
        cpu_seconds: What one check may use, in CPU seconds of the calling thread.
    """

    def __init__(self, cpu_seconds: float) -> None:
        self._limit = cpu_seconds
        self._thread = threading.get_ident()
        self._clock = _clock_of(self._thread)
        self._lock = threading.Lock()
        self._until: float | None = None
        self._done = threading.Event()
        if self._clock is not None:
            threading.Thread(target=self._watch, name="overseer", daemon=True).start()

    @contextmanager
    def check(self) -> Iterator[None]:
        """Watch what runs inside.

        Raises:
            CheckOverdue: If it used too much time.
        """
        if self._clock is not None:
            with self._lock:
                self._until = time.clock_gettime(self._clock) + self._limit
        try:
            yield
        finally:
            with self._lock:
                self._until = None

    def close(self) -> None:
        """Stop watching."""
        self._done.set()

    def _watch(self) -> None:
        assert self._clock is not None
        while not self._done.wait(_POLL_SECONDS):
            with self._lock:
                if self._until is not None and time.clock_gettime(self._clock) > self._until:
                    self._until = None
                    _raise_in(self._thread, CheckOverdue)


def _clock_of(thread: int) -> int | None:
    """The CPU clock of a thread, or None where the system tells none (macOS)."""
    clock = getattr(time, "pthread_getcpuclockid", None)
    return None if clock is None else int(clock(thread))
