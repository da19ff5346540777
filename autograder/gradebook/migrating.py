"""Bringing the tables of a gradebook to this version."""

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from autograder.gradebook.errors import GradebookError

if TYPE_CHECKING:
    from autograder.gradebook.opening import Gradebook

_FOLDER = Path(__file__).parent / "migrations"


def revisions() -> tuple[str, ...]:
    """Every version of the tables, oldest first."""
    found = ScriptDirectory(str(_FOLDER)).walk_revisions()
    return tuple(reversed([script.revision for script in found]))


def migrate(connection: Connection, revision: str = "head") -> None:
    """Bring the tables to a version, in the connection's own transaction."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def bring_up_to_date(book: "Gradebook", *, create: bool) -> list[str]:
    """Make the tables where there are none; migrate an older version.

    Returns:
        What was done, for a person.

    Raises:
        GradebookError: If the database is something else, empty and not to be made, or newer.
    """
    known = revisions()
    with book.read() as session:
        if _revision(session.connection(), book.url, known, create=create) == known[-1]:
            return []
    # Alone from here on: of two that open an old gradebook at once the second finds it done.
    with book.exclusive() as session:
        connection = session.connection()
        there = _revision(connection, book.url, known, create=create)
        if there == known[-1]:
            return []
        migrate(connection)
    return (
        [] if there is None else [f"{book.url} was migrated from version {there} to {known[-1]}."]
    )


def _revision(
    connection: Connection, url: str, known: tuple[str, ...], *, create: bool
) -> str | None:
    there = MigrationContext.configure(connection).get_current_revision()
    if there is None:
        tables = inspect(connection).get_table_names()
        if tables:
            raise GradebookError(
                f"{url} is a database of something else: it has tables, such as {tables[0]!r}, and "
                "none of a gradebook. Name another one."
            )
        if not create:
            raise GradebookError(
                f"{url} is empty; make a gradebook there with: autograder gradebook init"
            )
    elif there not in known:
        raise GradebookError(
            f"{url} is a gradebook of version {there}, newer than this autograder knows "
            f"({known[-1]}); install the newer autograder."
        )
    return there
