"""The site of a class frozen into a folder: no server, no network, the same templates.

Starting at the front page, each page is drawn and written, and whatever it links to comes next.
Pages that only work (forms, proposals, exports) have no place in it; links to them are left out.
"""

import posixpath
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, g, url_for
from werkzeug.wrappers import Response

from autograder.records import files
from autograder.records.errors import AutograderError
from autograder.records.naming import slug
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
        self.arguments = {
            rule.endpoint: set(rule.arguments)
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
        }

    def link(self, endpoint: str, values: dict[str, Any]) -> str:
        """See `linking.Tour`."""
        identity = frozen_by(self.app.view_functions[endpoint])
        if identity is None:
            return ""
        wanted = self.arguments[endpoint] | set(identity)
        given = {key: str(value) for key, value in values.items() if value is not None}
        stop = _Stop(endpoint, tuple(sorted((k, v) for k, v in given.items() if k in wanted)))
        if stop not in self.files:
            self.files[stop] = _file(stop)
            self.queue.append(stop)
        anchor = f"#{values['_anchor']}" if values.get("_anchor") else ""
        return posixpath.relpath(self.files[stop], posixpath.dirname(self.here) or ".") + anchor


def freeze(app: Flask, out: Path, progress: Callable[[int], None] = lambda count: None) -> Frozen:
    """Write the site of an application's gradebook.

    Args:
        app: The application; nobody has to be logged in.
        out: The folder; files of an earlier site are replaced.
        progress: Told how many pages are written.

    Raises:
        AutograderError: If the folder cannot be written.
    """
    tour = _Tour(app)
    with app.test_request_context():
        tour.link(FRONT, {})
    count = 0
    while tour.queue:
        stop = tour.queue.popleft()
        data = _drawn(app, tour, stop)
        try:
            files.write_bytes(out / tour.files[stop], data, mode=0o600)
        except OSError as error:
            raise AutograderError(
                f"{out} cannot be written ({error.strerror}); make room, or name another folder."
            ) from error
        count += 1
        progress(count)
    return Frozen(out / _INDEX[FRONT], count)


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
