"""The application: one gradebook, its course, its staff."""

import secrets
from datetime import timedelta
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined

from autograder.gradebook import Gradebook
from autograder.records.course import Course
from autograder.records.review import ReviewPerson, ReviewSettings
from autograder.review import access, desk, failing, frame, login, shield, sso
from autograder.review.compiling import compiled_templates
from autograder.review.views import PAGES
from autograder.review.work import WorkStore

_MOST_BYTES = 4 * 1024 * 1024  # of one form
_MOST_FIELDS = 20_000  # a group of equal answers has two for each member


def create_app(
    book: Gradebook,
    *,
    course: Course | None = None,
    settings: ReviewSettings | None = None,
    work: WorkStore | None = None,
    owner: ReviewPerson | None = None,
    secret: str | None = None,
    hosts: list[str] | None = None,
    secure: bool = False,
) -> Flask:
    """Make the review page of a gradebook.

    Args:
        book: The gradebook, open; it stays open as long as the application serves.
        course: The course on disk: solutions, templates, keys. None: the pages show less.
        settings: Who may log in and how; the course's own when None.
        work: What was handed in; None: pages show no code.
        owner: Who comes in by a one-time token; None: nobody does.
        secret: Signs sessions; a new one at each start when None.
        hosts: Names that the page is asked for by; any when None.
        secure: Whether it is served over HTTPS only.

    Raises:
        ConfigError: If a log-in is set up without its secret.
    """
    settings = settings or (course.settings.review if course is not None else ReviewSettings())
    here = Path(__file__).parent
    app = Flask("autograder.review", root_path=str(here))
    app.config.update(
        SECRET_KEY=secret or secrets.token_hex(32),
        SESSION_COOKIE_NAME="autograder_review",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=timedelta(hours=settings.session_hours),
        MAX_CONTENT_LENGTH=_MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=_MOST_BYTES,
        MAX_FORM_PARTS=_MOST_FIELDS,
        TRUSTED_HOSTS=hosts,
        WTF_CSRF_TIME_LIMIT=None,
        PREFERRED_URL_SCHEME="https" if secure else "http",
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.bytecode_cache = compiled_templates()
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    desk.install(app, desk.Desk(book, course, settings, work or WorkStore(None)))
    shield.install(app)
    failing.install(app)
    frame.install(app)
    login.install(app, login.Tokens(owner) if owner is not None else None)
    sso.install(app, settings)
    for page in (login.page, sso.page, *PAGES):
        app.register_blueprint(page)
    access.check_guards(app)
    return app


def new_link(app: Flask, base: str) -> str:
    """A link that lets the machine's own user in, once.

    Args:
        app: An application that was made with an owner.
        base: Its address, such as `http://127.0.0.1:8080`.
    """
    tokens: login.Tokens = app.extensions["autograder-tokens"]
    return f"{base}/enter?token={tokens.make()}"
