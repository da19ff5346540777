"""A gradebook, results to put into it, a clock that is told the time, and a real PostgreSQL."""

import os
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from autograder.gradebook import Gradebook, open_gradebook
from tests.postgres import Absent, Server

START = datetime(2026, 10, 1, 12, tzinfo=UTC)


class Clock:
    """Time that stands still until it is moved."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def book(tmp_path: Path, clock: Clock) -> Iterator[Gradebook]:
    with open_gradebook(tmp_path / "gradebook.db", clock=clock) as opened:
        yield opened


def _without(why: str) -> NoReturn:
    """Skip what needs a server; where one is promised, as in CI, fail instead."""
    if os.environ.get("AUTOGRADER_NEEDS_POSTGRES"):
        pytest.fail(why)
    pytest.skip(why)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server of our own."""
    # A socket's path has at most 107 bytes: pytest's own folders may be longer.
    with tempfile.TemporaryDirectory(prefix="pg-") as scratch:
        try:
            server = Server(Path(scratch))
        except Absent as absent:
            _without(str(absent))
        server.start()
        try:
            yield server.address
        finally:
            server.stop()


@pytest.fixture
def postgres(postgres_server: str, request: pytest.FixtureRequest) -> str:
    """Address of an empty schema of the test's own."""
    import psycopg

    # A schema is as empty as a database and made in a tenth of the time.
    name = f"t{zlib.crc32(request.node.nodeid.encode())}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
    return f"{postgres_server}&options=-csearch_path%3D{name}"


@pytest.fixture(params=["sqlite", "postgres"])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Where a gradebook is to be made: a file, then a PostgreSQL server."""
    if request.param == "sqlite":
        return str(tmp_path / "gradebook.db")
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def any_book(any_url: str, clock: Clock) -> Iterator[Gradebook]:
    with open_gradebook(any_url, clock=clock) as opened:
        yield opened
