"""Who is there, and what they may do: sessions, roles, and one decorator that every view bears.

A session holds a login and two times. Role and name are looked up for each request, so that who is
taken off `course.toml` is out at the next start. Sessions end after a while without a request, and
after some hours whatever happens.
"""

import functools
import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from flask import Flask, Response, abort, g, redirect, request, session, url_for

from autograder.records.review import ReviewPerson, Role
from autograder.review.desk import desk
from autograder.review.linking import is_frozen

Answer = str | Response | Any
View = TypeVar("View", bound=Callable[..., Any])

RANK: dict[str, int] = {"ta": 1, "instructor": 2}
_MARK = "_needs"
_OPEN = "anybody"


def needs(role: Role) -> Callable[[View], View]:
    """Let only staff of a role, or a higher one, have a view.

    Who is not logged in is sent to the log-in, who may not is told so.
    """

    def wrap(view: View) -> View:
        @functools.wraps(view)
        def guarded(*args: Any, **values: Any) -> Answer:
            if is_frozen():
                # Who freezes a site has the gradebook itself in hand.
                return view(*args, **values)
            person = who()
            if person is None:
                if request.method != "GET":
                    abort(401, "You are logged out; log in, go back, and send it again.")
                return redirect(url_for("login.door", next=request.full_path.rstrip("?")))
            if RANK[person.role] < RANK[role]:
                abort(403, f"This is for people of the role {role}; you are {person.role}.")
            return view(*args, **values)

        setattr(guarded, _MARK, role)
        return guarded  # type: ignore[return-value]

    return wrap


def public(view: View) -> View:
    """Let anybody have a view, logged in or not."""
    setattr(view, _MARK, _OPEN)
    return view


def needed(view: Callable[..., Any]) -> str | None:
    """The role that a view asks for, `anybody`, or None if nobody said."""
    return getattr(view, _MARK, None)


def check_guards(app: Flask) -> None:
    """Refuse an application that has a view of which nobody said who may have it.

    Raises:
        RuntimeError: Naming the view; it is a fault of the program.
    """
    for endpoint, view in app.view_functions.items():
        if endpoint != "static" and needed(view) is None:
            raise RuntimeError(f"The view {endpoint} does not say who may have it; see needs().")


def admit(person: ReviewPerson) -> None:
    """Begin a session; whatever an earlier one held is gone."""
    session.clear()
    now = datetime.now(UTC).timestamp()
    session.update(login=person.login, role=person.role, since=now, seen=now)
    session["form"] = secrets.token_hex(8)
    session.permanent = True


def who() -> ReviewPerson | None:
    """The person of this request; None if nobody is logged in, or no longer."""
    if "person" not in g:
        g.person = _who()
    person: ReviewPerson | None = g.person
    return person


def author() -> str:
    """The login of the person of this request, as the audit names them."""
    person = who()
    if person is None:
        abort(401)
    return person.login


def is_instructor() -> bool:
    """Whether the person of this request is an instructor."""
    person = who()
    return person is not None and person.role == "instructor"


def _who() -> ReviewPerson | None:
    login = session.get("login")
    if not isinstance(login, str):
        return None
    settings, now = desk().settings, datetime.now(UTC).timestamp()
    idle = now - float(session.get("seen", 0))
    old = now - float(session.get("since", 0))
    if idle > 60 * settings.idle_minutes or old > 3600 * settings.session_hours:
        session.clear()
        return None
    session["seen"] = now
    if session.get("by") == "token":
        # Who started the program is who they say: the token stood in their terminal.
        role: Role = "ta" if session.get("role") == "ta" else "instructor"
        return settings.person(login) or ReviewPerson(login=login, role=role)
    return settings.person(login)
