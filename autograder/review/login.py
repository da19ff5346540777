"""The door: a one-time token on this machine, or the university's log-in."""

import hmac
import secrets
import threading
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request, session
from flask import url_for as url

from autograder.records.review import ReviewPerson
from autograder.review import sso
from autograder.review.access import Answer, admit, public, who
from autograder.review.shield import limiter

page = Blueprint("login", __name__)

_KEY = "autograder-tokens"


@dataclass
class Tokens:
    """One-time tokens of the machine's own user.

    Attributes:
        person: Who comes in by one.
        waiting: The token that is good now; it is spent by its first use.
    """

    person: ReviewPerson
    waiting: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def make(self) -> str:
        """A new token; an older one is no longer good."""
        with self._lock:
            self.waiting = secrets.token_urlsafe(32)
            return self.waiting

    def spend(self, token: str) -> bool:
        """Whether the token is good; it is not a second time."""
        with self._lock:
            good = bool(self.waiting) and hmac.compare_digest(
                token.encode("utf-8", "replace"), self.waiting.encode()
            )
            if good:
                self.waiting = ""
            return good


def install(app: Flask, tokens: Tokens | None) -> None:
    """Let people in by tokens, if there are any."""
    app.extensions[_KEY] = tokens


@page.get("/log-in")
@public
def door() -> Answer:
    """Show the ways in."""
    if who() is not None:
        return redirect(_next())
    tokens = current_app.extensions[_KEY] is not None
    return render_template("login.html", ways=sso.ways(), tokens=tokens, next=_next())


@page.get("/enter")
@public
@limiter.limit("10 per minute")
def enter() -> Answer:
    """Come in by the link that the command printed."""
    tokens: Tokens | None = current_app.extensions[_KEY]
    if tokens is None or not tokens.spend(request.args.get("token", "")):
        abort(
            403,
            "This link is not good any more: each can be used once. Press Enter where autograder "
            "review runs to print a new one.",
        )
    admit(tokens.person)
    session["by"] = "token"
    return redirect(_next())


@page.post("/log-out")
@public
def leave() -> Answer:
    """End the session."""
    session.clear()
    return redirect(url("login.door"))


def _next() -> str:
    """Where to go after log-in: a path of this site, never another one."""
    wanted = request.args.get("next", "")
    parts = urlsplit(wanted)
    inside = not parts.scheme and not parts.netloc and wanted.startswith("/")
    if inside and not wanted.startswith(("//", "/\\")) and wanted.isprintable():
        return wanted
    return url("overview.front")
