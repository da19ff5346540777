"""A gradebook, results to put into it, a clock that is told the time, and a real PostgreSQL."""

import os
import pwd
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from autograder.gradebook import Gradebook, open_gradebook

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


def _without(why: str) -> None:
    """Skip what needs a server; where one is promised, as in CI, fail instead."""
    if os.environ.get("AUTOGRADER_NEEDS_POSTGRES"):
        pytest.fail(why)
    pytest.skip(why)


def _programs() -> Path | None:
    """Folder of PostgreSQL's server programs, the newest if there are several."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3])
    )
    return folders[-1].parent if folders else None


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """Address of a PostgreSQL server of our own, reached through a socket in a scratch folder."""
    programs = _programs()
    if programs is None:
        _without("PostgreSQL is not installed (Debian: apt-get install postgresql)")
        return
    prefix: list[str] = []
    if os.geteuid() == 0:
        # The server refuses to run as root.
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            _without("PostgreSQL does not run as root, and there is no user postgres")
        prefix = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
    # A socket's path has at most 107 bytes: pytest's own folders may be longer.
    with tempfile.TemporaryDirectory(prefix="pg-") as scratch:
        root = Path(scratch)
        if prefix:
            shutil.chown(root, "postgres")
        data = root / "data"

        def run(*command: str) -> None:
            done = subprocess.run(
                [*prefix, *command], cwd=root, capture_output=True, text=True, check=False
            )
            log = (root / "log").read_text() if (root / "log").is_file() else ""
            assert done.returncode == 0, done.stdout + done.stderr + log

        run(
            str(programs / "initdb"),
            "--pgdata",
            str(data),
            "--username",
            "autograder",
            "--auth",
            "trust",
            "--encoding",
            "UTF8",
            "--locale",
            "C",
            "--no-sync",
        )
        options = f"-k {root} -c listen_addresses='' -c fsync=off -c max_connections=60"
        control = (str(programs / "pg_ctl"), "--pgdata", str(data), "--wait")
        run(*control, "--timeout", "300", "--log", str(root / "log"), "--options", options, "start")
        try:
            yield f"postgresql://autograder@/postgres?host={root}"
        finally:
            run(*control, "--timeout", "300", "--mode", "immediate", "stop")


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
