"""What people see when something is refused, stale, missing or not theirs: a page, no trace."""

from flask import Flask, Response, current_app, render_template, request
from werkzeug.exceptions import HTTPException, SecurityError

from autograder.gradebook import Stale
from autograder.records.errors import AutograderError

_TITLES = {
    400: "That was not understood",
    401: "You are logged out",
    403: "Not for you",
    404: "There is no such page",
    405: "That is not how this page is used",
    409: "Somebody else was faster",
    413: "That is too large",
    429: "Too many requests; wait a minute",
    502: "The log-in cannot be reached",
}
_TOKENS = frozenset({"csrf_token", "revision"})


def install(app: Flask) -> None:
    """Have errors answered by pages."""
    app.register_error_handler(Stale, _stale)
    app.register_error_handler(AutograderError, _refused)
    app.register_error_handler(SecurityError, _other_name)
    app.register_error_handler(HTTPException, _http)


def _other_name(error: Exception) -> tuple[str, int, dict[str, str]]:
    """No page: a request by another name has no address to build links from."""
    return "This page is not served by that name.", 400, {"Content-Type": "text/plain"}


def _stale(error: Exception) -> tuple[str, int]:
    """Both versions, and a way to decide again."""
    assert isinstance(error, Stale)
    yours = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _TOKENS and value
    ]
    simple = isinstance(error.theirs, int) and "revision" in request.form
    current = error.current if isinstance(error.current, dict) else {}
    page = render_template(
        "stale.html",
        message=str(error),
        yours=yours,
        theirs=current,
        revision=error.theirs if simple else None,
        back=_origin(),
    )
    return page, 409


def _refused(error: Exception) -> tuple[str, int]:
    return render_template(
        "refused.html", title=_TITLES[400], message=str(error), back=_origin()
    ), 400


def _http(error: HTTPException) -> tuple[str, int] | Response:
    code = error.code or 500
    if error.response is not None or code < 400:
        # A redirect of the router's own.
        return current_app.make_response(error.get_response())
    message = error.description or ""
    title = _TITLES.get(code, error.name)
    return render_template("refused.html", title=title, message=message, back=_origin()), code


def _origin() -> str:
    """Where the form was, if it says so and it is here."""
    back = request.form.get("back", "")
    safe = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return back if safe else ""
