"""What every page has around it: navigation, the person's name, filters of the templates."""

import base64
import functools
import hashlib
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from flask import Flask, request, session
from markupsafe import Markup

from autograder.records.plain_text import visible
from autograder.records.status import in_words
from autograder.review.access import RANK, who
from autograder.review.desk import desk
from autograder.review.linking import is_frozen, link
from autograder.review.views import PLACES

_MOST_TEXT = 64 * 1024
_HERE = Path(__file__).parent


def install(app: Flask) -> None:
    """Give templates their globals and filters."""
    app.jinja_env.filters.update(
        visible=lambda text: visible(str(text)),
        text=lambda text: visible(str(text)[:_MOST_TEXT], lines=True),
        number=number,
        percent=percent,
        moment=moment,
        words=words,
        shell=shlex.quote,
    )
    app.jinja_env.globals.update(link=link)
    app.context_processor(_context)


def number(value: float | None) -> str:
    """Points as people write them; a dash for none."""
    return "–" if value is None else f"{round(value, 2):g}"


def percent(share: float | None, digits: int = 0) -> str:
    """A share in percent; a dash for none."""
    return "–" if share is None else f"{100 * share:.{digits}f} %"


def moment(time: datetime | None) -> str:
    """A time in UTC, to the minute; a dash for none."""
    return "–" if time is None else f"{time.astimezone(UTC):%Y-%m-%d %H:%M}"


def words(status: str) -> str:
    """Words for a status of the gradebook."""
    return in_words(status)


def here() -> str:
    """The address of this page, to come back to; whatever was typed into it stays encoded."""
    query = request.query_string.decode("ascii", "replace")
    return quote(request.path) + (f"?{query}" if query else "")


def _context() -> dict[str, Any]:
    person = who()
    frozen = is_frozen()
    assignment = (request.view_args or {}).get("assignment")
    rank = 1 if frozen else RANK[person.role] if person else 0
    known = [one.id for one in desk().assignments()] if rank else []
    current = assignment if assignment in known else None
    places = [
        {
            "words": place.words,
            "href": link(place.endpoint, assignment=current or known[0]),
            "here": request.blueprint in place.blueprints,
        }
        for place in PLACES
        if known and RANK[place.role] <= rank
    ]
    return {
        "person": person,
        "frozen": frozen,
        "course_title": desk().title() if rank else "Review",
        "current": current,
        "known": desk().assignments() if rank else [],
        "places": [one for one in places if one["href"]],
        "blurred": bool(session.get("blurred")) and not frozen,
        "sheet": sheet() if frozen else None,
        "policy": frozen_policy() if frozen else "",
        "path": here(),
    }


@functools.cache
def sheet() -> Markup:
    """The style sheet, to stand in a frozen page; it holds nothing that ends its element."""
    return Markup((_HERE / "static" / "review.css").read_text(encoding="utf-8"))  # noqa: S704


@functools.cache
def frozen_policy() -> str:
    """The policy of a frozen page: its own style and nothing else."""
    digest = hashlib.sha256(f"\n{sheet()}\n".encode()).digest()
    known = base64.b64encode(digest).decode()
    # A page from the disk has no origin that 'self' would mean in every browser.
    beside = "'self' file:"
    return (
        f"default-src 'none'; style-src 'sha256-{known}'; img-src data: {beside}; "
        f"frame-src {beside}"
    )
