"""The audit: one entry for each change, and what each changed row came to."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from autograder.gradebook.tables.base import Base, Document, Instant


class EntryRow(Base):
    """An entry of the audit. It is never changed; triggers in the database see to that.

    Attributes:
        seq: From 1, without a gap.
        actor: Who did it.
        action: What was done, such as `override`.
        facts: Numbers, row numbers and ids of assignments, questions and checks: nothing personal,
            so that erasing a student leaves every entry as it is.
        previous: Hash of the entry before; 64 zeros before the first.
        changes: Hash over the rows that it changed.
        hash: Over all of the above.
    """

    __tablename__ = "audit"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(40), index=True)
    facts: Mapped[Any] = mapped_column(Document)
    previous: Mapped[str] = mapped_column(String(64))
    changes: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChangeRow(Base):
    """A row as an entry left it.

    Attributes:
        commitment: SHA-256 of the row's salt and content; None when the row was removed.
    """

    __tablename__ = "audit_changes"
    __table_args__ = (Index("ix_audit_changes_row", "of", "row_id"),)

    seq: Mapped[int] = mapped_column(ForeignKey("audit.seq"), primary_key=True)
    of: Mapped[str] = mapped_column(String(40), primary_key=True)
    row_id: Mapped[int] = mapped_column(primary_key=True)
    commitment: Mapped[str | None] = mapped_column(String(64))
