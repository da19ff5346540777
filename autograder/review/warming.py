"""What takes long the first time, read before anybody asks for it."""

import gc
from collections.abc import Callable, Iterator
from functools import partial
from threading import Event

from flask import Flask

from autograder.gradebook import KnownAssignment
from autograder.review.answers import reading
from autograder.review.class_figures import commonest
from autograder.review.desk import KEY, Desk
from autograder.review.items import mcq_class
from autograder.review.leaderboard import boards
from autograder.review.training import checkpoint_lines, training_lines


def warm(app: Flask, ended: Event | None = None) -> None:
    """Read every verdict and hand-in once, as the first view of each page would.

    Afterwards what is there is left out of the collection of garbage, which would look through all
    of it again and again in the middle of a request: it stays until it is replaced.

    Args:
        app: The application.
        ended: Set when nobody needs it any more.
    """
    desk: Desk = app.extensions[KEY]
    _settle()
    for of in desk.assignments():
        for read in _readings(desk, of):
            if ended is not None and ended.is_set():
                return
            read()
    _settle()


def _readings(desk: Desk, of: KnownAssignment) -> Iterator[Callable[[], object]]:
    """In the order in which people come to the pages."""
    yield partial(commonest, desk, of)
    yield partial(desk.error_groups, of.id)
    for question in of.questions:
        if question.kind != "mcq":
            yield partial(reading, desk, of, question)
    yield partial(mcq_class, desk, of)
    yield partial(training_lines, desk, of)
    yield partial(checkpoint_lines, desk, of)
    yield partial(boards, desk, of)


def _settle() -> None:
    gc.collect()
    gc.freeze()
