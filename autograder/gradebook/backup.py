"""Backup and restore. A backup is a gradebook in one SQLite file, wherever it came from.

It is one state of everything, also while others write, and it can be opened like any gradebook.
It is restored to a SQLite file or to PostgreSQL alike, in one transaction: who reads meanwhile sees
the old gradebook or the new one.
"""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Table, insert, select, text

from autograder.gradebook import audit
from autograder.gradebook.audit import Verification
from autograder.gradebook.errors import Refused
from autograder.gradebook.opening import Gradebook, open_gradebook
from autograder.gradebook.tables import Base, EntryRow

_ROWS = 2000
_KEPT = ("audit", "audit_changes")


def backup(book: Gradebook, path: Path) -> Verification:
    """Write a backup; the file appears when it is whole.

    Args:
        book: The gradebook; others may go on writing.
        path: The file.

    Returns:
        What verifying the backup found; its head is worth keeping elsewhere.

    Raises:
        Refused: If the file is there already.
        OSError: If it cannot be written.
    """
    if path.exists():
        raise Refused(f"{path} is there already; name another file, or remove it.")
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".backup-") as scratch:
        made = Path(scratch) / "backup.db"
        if book.path is not None:
            with (
                closing(sqlite3.connect(book.path)) as source,
                closing(sqlite3.connect(made)) as target,
            ):
                source.backup(target)
        else:
            with (
                open_gradebook(made) as target_book,
                book.read() as session,
                target_book.exclusive() as target,
            ):
                _fill(session.connection(), target.connection())
        with closing(sqlite3.connect(made)) as whole:
            # One file: a backup is copied by people who do not know of others beside it.
            whole.execute("PRAGMA journal_mode = DELETE")
        with open_gradebook(made, create=False) as copy:
            found = audit.verify(copy)
        with closing(sqlite3.connect(made)) as whole:
            whole.execute("PRAGMA journal_mode = DELETE")
        made.chmod(0o600)
        made.replace(path)
    return found


def restore(book: Gradebook, path: Path, *, replace: bool = False) -> Verification:
    """Put the gradebook into the state of a backup.

    Args:
        book: The gradebook; others may have it open.
        path: The backup, of this version or an earlier one.
        replace: Whether to give up what is there. Make a backup of it first.

    Returns:
        What verifying the restored gradebook found.

    Raises:
        Refused: If the gradebook holds something and is not to be replaced, or the backup is none.
        Tampered: If the backup was changed past its audit.
    """
    if not path.is_file():
        raise Refused(f"There is no backup at {path}; check the path.")
    with tempfile.TemporaryDirectory(prefix="autograder-restore-") as scratch:
        # A copy, so that an older backup can be migrated and the backup stays what it is.
        copied = Path(scratch) / "backup.db"
        shutil.copyfile(path, copied)
        with open_gradebook(copied, create=False) as source:
            audit.verify(source).check()
            with source.read() as session, book.exclusive() as target:
                connection = target.connection()
                there = connection.execute(select(EntryRow.seq).limit(1)).first()
                if there is not None and not replace:
                    raise Refused(
                        f"{book.url} holds a gradebook already; make a backup of it, then restore "
                        "with --replace."
                    )
                _empty(connection)
                _fill(session.connection(), connection)
                return audit.verify_session(target).check()


def _fill(source: Connection, target: Connection) -> None:
    """Copy every row."""
    for table in Base.metadata.sorted_tables:
        found = source.execution_options(yield_per=_ROWS).execute(
            select(table).order_by(*table.primary_key.columns)
        )
        for rows in found.mappings().partitions(_ROWS):
            target.execute(insert(table), [dict(row) for row in rows])
        _continue(target, table)


def _empty(connection: Connection) -> None:
    """Remove every row, those of the audit too: for a restore its triggers stand aside."""
    sqlite = connection.dialect.name == "sqlite"
    triggers = _triggers(connection)
    if sqlite:
        for name, _ in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        for table in _KEPT:
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
    for table in reversed(Base.metadata.sorted_tables):
        connection.execute(table.delete())
    if sqlite:
        for _, made in triggers:
            connection.exec_driver_sql(made)
    else:
        for table in _KEPT:
            connection.execute(text(f"ALTER TABLE {table} ENABLE TRIGGER USER"))


def _triggers(connection: Connection) -> list[tuple[str, str]]:
    if connection.dialect.name != "sqlite":
        return []
    rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return [(row.name, row.sql) for row in rows]


def _continue(connection: Connection, table: Table) -> None:
    """Have PostgreSQL number new rows from where the old ones end."""
    if connection.dialect.name != "postgresql" or "id" not in table.c:
        return
    connection.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), "  # noqa: S608
            f"COALESCE((SELECT max(id) FROM {table.name}), 0) + 1, false)"
        )
    )
