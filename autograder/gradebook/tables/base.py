"""What every table shares: columns that read alike on SQLite and PostgreSQL, and the salt.

Times and documents are stored as text, so that a row has the same bytes in every database and its
commitment in the audit (see `autograder.gradebook.chain`) can be computed anew anywhere.
"""

import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Dialect, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


def canonical(value: Any) -> str:
    """JSON text of a value: the same value gives the same bytes, and no byte that a database bars.

    Everything outside ASCII is escaped, NUL and lone surrogates of students' output included.
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)


class Instant(TypeDecorator[datetime]):
    """A moment in UTC as ISO 8601 text of fixed width; it sorts as time does."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """The text of a time with an offset; one without is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"{value} has no offset from UTC; say which zone is meant")
        return value.astimezone(UTC).isoformat(timespec="microseconds")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """The time, in UTC."""
        return None if value is None else datetime.fromisoformat(value)


class Document(TypeDecorator[Any]):
    """A JSON value as canonical text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """The text; None stays NULL."""
        return None if value is None else canonical(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """The value."""
        return None if value is None else json.loads(value)


class Base(DeclarativeBase):
    """Base of all tables."""

    metadata = MetaData(naming_convention=_NAMES)


class Audited:
    """A table whose rows are committed to in the audit.

    Attributes:
        id: Number of the row; never used again for another.
        salt: Random; hashed with the row, so that a commitment does not give away what a short
            personal text was once the text and its salt are erased.
    """

    id: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[str] = mapped_column(String(32))
