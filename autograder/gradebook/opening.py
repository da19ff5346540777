"""A gradebook opened: one database, one snapshot a reading, one transaction a change."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError
from sqlalchemy.orm import Session

from autograder.gradebook import chain, migrating
from autograder.gradebook.errors import GradebookError
from autograder.gradebook.filesystem import network_type

BUSY_SECONDS = 60.0
"""How long a change waits for another one to end."""

_WRITE = "autograder_write"
# Any number will do, as long as every writer of the gradebook takes the same.
_LOCK = 7_140_223


class Gradebook:
    """An open gradebook. It may be shared by threads; each reading or change has its own session.

    Attributes:
        url: Where it lies, without a password.
        notes: What a person should know about how it was opened, one sentence each.
        engine: SQLAlchemy's engine, for this package alone.
    """

    def __init__(
        self, engine: Engine, notes: tuple[str, ...], clock: Callable[[], datetime] | None
    ) -> None:
        self.engine = engine
        self.notes = notes
        self.url = engine.url.render_as_string(hide_password=True)
        self._clock = clock

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file of SQLite; else it is PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @property
    def path(self) -> Path | None:
        """The file of a SQLite gradebook."""
        return Path(self.engine.url.database or "") if self.is_sqlite else None

    def now(self) -> datetime:
        """The time: that of the database's machine where several machines share it."""
        if self._clock is not None or self.is_sqlite:
            return datetime.now(UTC) if self._clock is None else self._clock()
        with self.engine.connect() as connection:
            return self._time(connection)

    def _time(self, connection: Connection) -> datetime:
        """The time, over a connection that is there already."""
        if self._clock is not None or self.is_sqlite:
            return self.now()
        now: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
        return now.astimezone(UTC)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of everything, whatever others write meanwhile."""
        with self._connected(write=False) as connection, Session(connection) as session:
            yield session

    @contextmanager
    def change(self, actor: str, action: str, **facts: Any) -> Iterator[Session]:
        """A transaction with one entry in the audit; it happens wholly or not at all.

        Whatever is added or changed through the session is committed to in the entry. Facts may be
        added while it runs, through `session.info["facts"]`. A transaction that changes nothing
        leaves no entry.

        Args:
            actor: Who does it.
            action: What is done.
            **facts: Numbers and ids, nothing personal.

        Raises:
            GradebookError: If the database cannot be written.
        """
        if not actor.strip():
            raise GradebookError("A change needs an author; say who makes it.")
        with self._connected(write=True) as connection, Session(connection) as session:
            touched = chain.watch(session)
            session.info["facts"] = dict(facts)
            session.info["now"] = self._time(connection)
            yield session
            session.flush()
            if touched:
                at, noted = session.info["now"], session.info["facts"]
                chain.append(session, touched, at, actor.strip(), action, noted)
            session.flush()
            connection.commit()

    @contextmanager
    def exclusive(self) -> Iterator[Session]:
        """A transaction without an entry, alone with the database: for claims and restoring."""
        with self._connected(write=True) as connection, Session(connection) as session:
            yield session
            session.flush()
            connection.commit()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def __enter__(self) -> "Gradebook":
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    @contextmanager
    def _connected(self, *, write: bool) -> Iterator[Connection]:
        options: dict[str, Any] = {_WRITE: write}
        if not self.is_sqlite:
            # A writer comes after the lock, so that it sees what the one before it committed.
            options["isolation_level"] = "READ COMMITTED" if write else "REPEATABLE READ"
        try:
            with self.engine.connect().execution_options(**options) as connection:
                if write and not self.is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _LOCK})
                yield connection
        except OperationalError as error:
            raise GradebookError(_sentence(self.url, error)) from error


def open_gradebook(
    url: str | Path, *, create: bool = True, clock: Callable[[], datetime] | None = None
) -> Gradebook:
    """Open a gradebook, make it where there is none, and bring an older one up to date.

    Args:
        url: A file of SQLite, or an address such as `postgresql://user@host/course`.
        create: Whether to make it when it is not there.
        clock: Tells the time in UTC; the system's, or the database's, when None.

    Raises:
        GradebookError: If it cannot be reached, is something else, or is of a newer version.
    """
    address = _address(url)
    sqlite = address.get_backend_name() == "sqlite"
    if sqlite:
        path = Path(address.database or "")
        if not create and not path.is_file():
            raise GradebookError(
                f"There is no gradebook at {path}; make one with: autograder gradebook init"
            )
        _private(path)
    engine = _sqlite_engine(address) if sqlite else _postgres_engine(address)
    notes: list[str] = []
    book = Gradebook(engine, (), clock)
    try:
        if sqlite:
            notes += _journal(engine, Path(address.database or ""))
        notes += migrating.bring_up_to_date(book, create=create)
    except (DBAPIError, sqlite3.Error) as error:
        engine.dispose()
        raise GradebookError(_sentence(book.url, error)) from error
    except BaseException:
        engine.dispose()
        raise
    book.notes = tuple(notes)
    return book


def _private(path: Path) -> None:
    """Have a new file be its owner's alone: it holds what students are called and how they did."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
    except OSError as error:
        raise GradebookError(
            f"{path} cannot be written ({error.strerror}); check its folder's permissions."
        ) from error


def _address(url: str | Path) -> URL:
    """The URL of what a person wrote: a path, or an address of one of both kinds."""
    if isinstance(url, Path) or "://" not in url:
        return URL.create("sqlite+pysqlite", database=str(Path(url).absolute()))
    try:
        address = make_url(url)
        backend = address.get_backend_name()
    except (ArgumentError, NoSuchModuleError) as error:
        raise GradebookError(f"{url!r} is not the address of a database ({error}).") from error
    if backend == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and address.database not in (None, "", ":memory:"):
        database = str(Path(str(address.database)).absolute())
        return address.set(drivername="sqlite+pysqlite", database=database)
    raise GradebookError(
        f"A gradebook lies in a SQLite file or on a PostgreSQL server, not at {backend!r}; "
        "give a path, or an address such as postgresql://user@host/course"
    )


def _postgres_engine(address: URL) -> Engine:
    # A thread of a web server needs one connection; more of them than connections wait for one.
    try:
        return create_engine(
            address, pool_pre_ping=True, pool_size=10, max_overflow=20, pool_timeout=BUSY_SECONDS
        )
    except ModuleNotFoundError as error:
        raise GradebookError(
            "A gradebook on PostgreSQL needs psycopg; install it with: "
            "pip install 'cnn-autograder[postgres]'"
        ) from error


def _sqlite_engine(address: URL) -> Engine:
    engine = create_engine(
        address, connect_args={"timeout": BUSY_SECONDS}, pool_size=10, max_overflow=20
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, record: object) -> None:
        # Transactions begin where we say, so that changes of the schema are part of them too.
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        # What was erased must not stay readable in free pages of the file.
        connection.execute("PRAGMA secure_delete = ON")
        connection.execute("PRAGMA synchronous = FULL")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        write = connection.get_execution_options().get(_WRITE, False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")

    return engine


def _journal(engine: Engine, path: Path) -> list[str]:
    """Choose the journal: a write-ahead log, but not on a network file system."""
    network = network_type(path.parent)
    wanted = "delete" if network else "wal"
    raw = engine.raw_connection()
    try:
        given = raw.cursor().execute(f"PRAGMA journal_mode = {wanted}").fetchone()[0]
    finally:
        raw.close()
    if network:
        return [
            f"{path} lies on a network file system ({network}): it is kept without a write-ahead "
            "log, so that changes wait for each other. For several machines use PostgreSQL."
        ]
    if given != "wal":
        return [f"{path} cannot have a write-ahead log here: changes wait for each other."]
    return []


def _sentence(url: str, error: DBAPIError | sqlite3.Error) -> str:
    cause = " ".join(str(error.orig if isinstance(error, DBAPIError) else error).split())
    text = cause.casefold()
    if "not a database" in text:
        return f"{url} is not a gradebook ({cause}); check the path."
    if "locked" in text:
        return f"{url} is being written by somebody else for over a minute; try again."
    if "full" in text or "no space" in text:
        return f"{url}: the disk is full ({cause}). Nothing of this change was kept; make room."
    if "readonly" in text or "read-only" in text or "unable to open" in text:
        return f"{url} cannot be written ({cause}); check its folder's permissions."
    return f"{url} cannot be used ({cause[:300]}); check the address and whether the server runs."
