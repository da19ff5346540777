"""A busy machine, made on purpose."""

import multiprocessing
import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def load(processes: int) -> Iterator[None]:
    """So many processes that compute for as long as the block runs."""
    burning = [multiprocessing.get_context("fork").Process(target=_burn) for _ in range(processes)]
    for one in burning:
        one.start()
    try:
        yield
    finally:
        for one in burning:
            one.kill()
            one.join()


def _burn() -> None:
    # A session of its own: where a system shares its processors by session, one is one share.
    os.setsid()
    while os.getppid() > 1:
        sum(range(100_000))
