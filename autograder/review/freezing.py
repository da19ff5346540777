"""The site of a class frozen into a folder: no server, no network, the same templates.

Starting at the front page, each page is drawn and written, and whatever it links to comes next.
Pages that only work (forms, proposals, exports) have no place in it; links to them are left out.
"""

import gc
import multiprocessing
import os
from collections import deque
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for
from werkzeug.wrappers import Response

from autograder.records import files
from autograder.records.errors import AutograderError
from autograder.records.naming import slug
from autograder.review.desk import KEY
from autograder.review.linking import frozen_by

FRONT = "overview.front"
_INDEX = {FRONT: "index.html"}
_PLOTS = "handed_in.plot"


@dataclass(frozen=True)
class Frozen:
    """What was written.

    Attributes:
        front: The page to open.
        pages: How many files there are.
    """

    front: Path
    pages: int


@dataclass(frozen=True)
class _Stop:
    """A page to be frozen: its endpoint and the arguments that make it another one."""

    endpoint: str
    values: tuple[tuple[str, str], ...]


class _Tour:
    """Notes which pages are linked to, and where they lie."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.queue: deque[_Stop] = deque()
        self.files: dict[_Stop, str] = {}
        self.here = "index.html"
        self.head = ""
        self.arguments = {
            rule.endpoint: set(rule.arguments)
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
        }

    def note(self, stop: _Stop) -> None:
        """A page that is linked to."""
        if stop not in self.files:
            self.files[stop] = _file(stop)
            self.queue.append(stop)

    def link(self, endpoint: str, values: dict[str, Any]) -> str:
        """See `linking.Tour`."""
        identity = frozen_by(self.app.view_functions[endpoint])
        if identity is None:
            return ""
        wanted = self.arguments[endpoint] | set(identity)
        given = {key: str(value) for key, value in values.items() if value is not None}
        stop = _Stop(endpoint, tuple(sorted((k, v) for k, v in given.items() if k in wanted)))
        self.note(stop)
        anchor = f"#{values['_anchor']}" if values.get("_anchor") else ""
        return _between(self.here, self.files[stop]) + anchor


def _between(here: str, there: str) -> str:
    """The way from one file to another; both lie on top or in a folder there."""
    folder, _, name = there.rpartition("/")
    own = here.rpartition("/")[0]
    return name if folder == own else f"../{there}" if own else there


_MANY, _PART = 400, 40
JOBS = min(4, os.cpu_count() or 1)
"""Processes that a command lets draw."""


def freeze(
    app: Flask,
    out: Path,
    progress: Callable[[int], None] = lambda count: None,
    *,
    jobs: int = 1,
    many: int = _MANY,
) -> Frozen:
    """Write the site of an application's gradebook.

    Args:
        app: The application; nobody has to be logged in.
        out: The folder; files of an earlier site are replaced.
        progress: Told how many pages are written.
        jobs: Processes that draw where there are many pages.
        many: How many waiting pages that is.

    Raises:
        AutograderError: If the folder cannot be written.
    """
    tour = _Tour(app)
    with app.test_request_context():
        tour.link(FRONT, {})
    count = 0
    while tour.queue:
        if (
            jobs > 1
            and len(tour.queue) >= many
            and "fork" in multiprocessing.get_all_start_methods()
        ):
            batch = list(tour.queue)
            tour.queue.clear()
            count = _together(app, tour, batch, out, jobs, count, progress)
            continue
        _write(app, tour, tour.queue.popleft(), out)
        count += 1
        progress(count)
    return Frozen(out / _INDEX[FRONT], count)


def _together(
    app: Flask,
    tour: _Tour,
    batch: list[_Stop],
    out: Path,
    jobs: int,
    count: int,
    progress: Callable[[int], None],
) -> int:
    """Write pages by several processes; what they link to joins the tour."""
    parts = [batch[at : at + _PART] for at in range(0, len(batch), _PART)]
    # A forked process has gradebook and course open already; connections it makes for itself.
    context = multiprocessing.get_context("fork")
    # What is there stays: no process looks through it for garbage, or copies it for that.
    gc.collect()
    gc.freeze()
    try:
        with ProcessPoolExecutor(jobs, context, initializer=_alone, initargs=(app,)) as pool:
            for number, linked in pool.map(partial(_part, out=out), parts):
                for stop in linked:
                    tour.note(stop)
                count += number
                progress(count)
    finally:
        gc.unfreeze()
    return count


_mine: Flask


def _alone(app: Flask) -> None:
    """Begin a process that draws: no connection is shared with the one that forked it."""
    global _mine
    _mine = app
    app.extensions[KEY].forked()


def _part(stops: list[_Stop], out: Path) -> tuple[int, list[_Stop]]:
    tour = _Tour(_mine)
    for stop in stops:
        tour.files[stop] = _file(stop)
        _write(_mine, tour, stop, out)
    return len(stops), list(tour.queue)


def _write(app: Flask, tour: _Tour, stop: _Stop, out: Path) -> None:
    data = _drawn(app, tour, stop)
    try:
        files.write_bytes(out / tour.files[stop], data, mode=0o600)
    except OSError as error:
        raise AutograderError(
            f"{out} cannot be written ({error.strerror}); make room, or name another folder."
        ) from error


def _drawn(app: Flask, tour: _Tour, stop: _Stop) -> bytes:
    """The bytes of a page, with links as they are from where it lies."""
    values: dict[str, Any] = dict(stop.values)
    tour.here = tour.files[stop]
    with app.test_request_context():
        address = url_for(stop.endpoint, **values)
    with app.test_request_context(address):
        g.tour = tour
        named = {key: values[key] for key in tour.arguments[stop.endpoint]}
        view: Callable[..., Any] = app.view_functions[stop.endpoint]
        answer: Any = view(**named)
        response: Response = app.make_response(answer)
        return response.get_data()


def _file(stop: _Stop) -> str:
    """Where a page lies: the assignment's folder, then a name made of everything that it shows."""
    if stop.endpoint in _INDEX:
        return _INDEX[stop.endpoint]
    values = dict(stop.values)
    folder = slug(values.pop("assignment"))
    parts = [stop.endpoint.replace(".", "-"), *(slug(one) for _, one in sorted(values.items()))]
    name = "-".join(parts)
    return f"{folder}/{name}{'.png' if stop.endpoint == _PLOTS else '.html'}"
