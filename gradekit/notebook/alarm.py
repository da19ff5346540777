"""Stopping what does not end, in the student's own kernel."""

import _thread
import contextlib
import signal
import threading
from collections.abc import Iterator
from typing import NoReturn

WAITS = 10
"""So many times the seconds may pass on the clock, for code that waits and computes nothing."""

_AGAIN = 1.0


class Overdue(BaseException):
    """The time is over."""


@contextlib.contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise `Overdue` in the body once it has computed for so long.

    Processor seconds count, so that a busy machine makes nobody late. Where the system has no timer
    for them (Windows), those of the clock do. A body that catches the exception and goes on is
    stopped again.

    Args:
        seconds: Processor seconds of this process.

    Raises:
        Overdue: If the body did not end in time.
    """
    if threading.current_thread() is not threading.main_thread():
        # Signals reach the main thread alone; a kernel runs its cells there.
        yield
    elif hasattr(signal, "setitimer"):
        with _timers(seconds):
            yield
    else:
        with _interrupt(seconds):
            yield


@contextlib.contextmanager
def _timers(seconds: float) -> Iterator[None]:
    def over(number: int, frame: object) -> NoReturn:
        raise Overdue

    clocks = (
        (signal.ITIMER_PROF, signal.SIGPROF, seconds),
        (signal.ITIMER_REAL, signal.SIGALRM, WAITS * seconds),
    )
    before = [signal.signal(number, over) for _, number, _ in clocks]
    try:
        for timer, _, after in clocks:
            signal.setitimer(timer, after, _AGAIN)
        yield
    finally:
        for (timer, number, _), handler in zip(clocks, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


@contextlib.contextmanager
def _interrupt(seconds: float) -> Iterator[None]:
    over = threading.Event()

    def ring() -> None:
        over.set()
        _thread.interrupt_main()

    timer = threading.Timer(seconds, ring)
    timer.daemon = True
    timer.start()
    try:
        yield
    except KeyboardInterrupt:
        if over.is_set():
            raise Overdue from None
        raise
    finally:
        timer.cancel()
