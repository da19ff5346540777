"""A grader process: `python -m autograder.batch.process FD [CORE]`, started by `pool`.

It ends when the client's end of its socket closes, however that came about, also in the middle of a
submission: nothing of a batch outlives its client.
"""

import atexit
import os
import select
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection

from autograder.batch.grader import Grader, open_grader
from autograder.records.errors import AutograderError, EngineError


class _Watch:
    """Ends this process, its engine first, when the client is gone."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self.grader: Grader | None = None
        self._thread = threading.Thread(target=self._wait, name="client watch", daemon=True)
        self._thread.start()

    def join(self) -> None:
        """Wait until this process is ended: taking the interpreter apart would take longer."""
        self._thread.join()

    def _wait(self) -> None:
        poll = select.poll()
        # Hanging up is always reported, and nothing else is asked for.
        poll.register(self._fd, getattr(select, "POLLRDHUP", 0))
        poll.poll()
        if self.grader is not None:
            self.grader.close()
        # Of a warm process that is still starting its scratch folder goes; it ends by itself.
        atexit._run_exitfuncs()
        os._exit(0)


def main(fd: int, core: int | None = None) -> None:
    """Serve jobs until the client hangs up.

    Args:
        fd: The socket to the client.
        core: The processor to stay on, for this process and all that it starts.
    """
    if core is not None:
        # Only a place to be faster at: one that is gone since is no reason not to grade.
        with suppress(OSError):
            os.sched_setaffinity(0, {core})
    # Ctrl-C is the client's to handle; it hangs up.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch = _Watch(fd)
    client = Connection(fd)
    try:
        grader = open_grader(client.recv())
    except AutograderError as error:
        client.send((type(error), str(error)))
        return
    except Exception as error:  # noqa: BLE001 - it is told to the client, who raises it
        client.send((EngineError, f"A grader process failed: {type(error).__name__}: {error}"))
        return
    watch.grader = grader
    try:
        client.send(grader.about())
        while True:
            client.send(grader.grade(client.recv()))
    except (EOFError, ConnectionError):
        watch.join()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
