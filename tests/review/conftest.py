"""A class of 30, made once a session and copied for each test that changes it."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, sync_playwright
from werkzeug.test import TestResponse

from autograder.gradebook import Gradebook
from autograder.records.course import Course
from autograder.records.review import ReviewPerson, ReviewSettings
from autograder.review.access import admit
from autograder.review.app import create_app
from autograder.review.work import WorkStore
from tests.review_class import make_class, reopened

PEOPLE = (
    ReviewPerson(login="ada@example.edu", role="instructor", name="Ada"),
    ReviewPerson(login="tom@example.edu", role="ta", name="Tom"),
    ReviewPerson(login="ulla@example.edu", role="ta", name="Ulla"),
)
ROLES = {"instructor": "ada@example.edu", "ta": "tom@example.edu"}


@dataclass
class Staff:
    """Somebody of the staff at the page.

    Attributes:
        client: Their browser.
        app: The application.
        book: Its gradebook.
        work: Its hand-ins.
    """

    client: FlaskClient
    app: Flask
    book: Gradebook
    work: WorkStore

    def get(self, path: str, **more: object) -> TestResponse:
        """Open a page."""
        return self.client.get(path, **more)

    def post(self, path: str, data: dict[str, object] | None = None) -> TestResponse:
        """Send a form with the token that pages give."""
        return self.client.post(path, data={"csrf_token": self.token(), **(data or {})})

    def token(self) -> str:
        """The token of a page with a form."""
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get("/").text)
        assert found is not None
        return found[1]


@pytest.fixture(scope="session")
def class_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return make_class(tmp_path_factory.mktemp("class"))


def application(book: Gradebook, work: WorkStore, *, course: Course | None = None) -> Flask:
    app = create_app(book, course=course, settings=ReviewSettings(people=PEOPLE), work=work)
    app.config.update(TESTING=True, PROPAGATE_EXCEPTIONS=False, RATELIMIT_ENABLED=False)
    return app


def member(app: Flask, book: Gradebook, work: WorkStore, role: str) -> Staff:
    client = app.test_client()
    person = next(one for one in PEOPLE if one.login == ROLES[role])
    # The session that a log-in would begin.
    with app.test_request_context():
        from flask import session

        admit(person)
        begun = dict(session)
    with client.session_transaction() as held:
        held.update(begun)
    return Staff(client, app, book, work)


@pytest.fixture(scope="session")
def klass(class_files: tuple[Path, Path]) -> Iterator[dict[str, Staff]]:
    """An instructor and a TA at a class that nobody changes."""
    book, work = reopened(*class_files)
    with book:
        app = application(book, work)
        yield {role: member(app, book, work, role) for role in ROLES}


@pytest.fixture
def staff(class_files: tuple[Path, Path], tmp_path: Path) -> Iterator[dict[str, Staff]]:
    """An instructor and a TA at a class of their own, to be changed."""
    copies = [Path(shutil.copy(path, tmp_path)) for path in class_files]
    book, work = reopened(*copies)
    with book:
        app = application(book, work)
        yield {role: member(app, book, work, role) for role in ROLES}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser without a window."""
    # That module needs this one.
    from tests.review.browser import CHROMIUM

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()
