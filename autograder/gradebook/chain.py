"""The audit: an append-only chain of hashes that commits to every row of the gradebook.

Theory. Each audited row has a random salt. Its *commitment* is SHA-256 over the salt and the row's
content. An entry lists the commitments of the rows that its change left behind, and its hash covers
that list, its facts and the hash of the entry before. To verify is to compute the chain anew and to
hold each row's latest commitment against the row as it is. So a value edited past the gradebook is
found, as is a row added or removed, an entry changed, removed or put in between.

Nothing personal stands in an entry: a person's data may be erased from the rows, with their salts,
and no entry has to change. What a chain cannot show is that a whole gradebook was put back to an
earlier state, or written anew from the start: keep the head that `verify` gives, and ask for it.
"""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Float,
    Table,
    event,
    insert,
    literal_column,
    select,
)
from sqlalchemy.orm import Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from autograder.gradebook.tables import AUDITED, CHILDREN, Audited, Base, ChangeRow, EntryRow
from autograder.gradebook.tables.base import canonical

START = "0" * 64
"""What the first entry names as the one before."""

Touched = dict[tuple[str, int], None]
"""Table and number of each row that a transaction changed: a set that keeps its order."""

_CHUNK = 400  # numbers in one IN (...): far below every database's bound on parameters


def _table(model: type[Any]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)
    return table


TABLES: dict[str, Table] = {_table(model).name: _table(model) for model in AUDITED}
"""The audited tables by name."""

PARTS: dict[str, tuple[tuple[Table, str], ...]] = {
    _table(model).name: tuple((_table(child), key) for child, key in children)
    for model, children in CHILDREN.items()
}
"""Tables whose rows are committed to with the row that they belong to, and the column that says."""


def new_salt() -> str:
    """A salt for a row: 128 random bits."""
    return secrets.token_hex(16)


def watch(session: Session) -> Touched:
    """Collect what a session changes, and salt what it adds.

    Returns:
        Filled as the session flushes.
    """
    touched: Touched = {}
    owners = {child: key for children in CHILDREN.values() for child, key in children}
    parents = {child: model for model, children in CHILDREN.items() for child, _ in children}

    changed: list[Any] = []

    @event.listens_for(session, "before_flush")
    def salt(session: Session, context: UOWTransaction, instances: object) -> None:
        for row in session.new:
            if isinstance(row, Audited) and not row.salt:
                row.salt = new_salt()
        changed[:] = [*session.new, *session.deleted]
        changed.extend(row for row in session.dirty if session.is_modified(row))

    @event.listens_for(session, "after_flush")
    def collect(session: Session, context: UOWTransaction) -> None:
        # Numbers of new rows are known only now.
        for row in changed:
            if isinstance(row, Audited):
                touched[_table(type(row)).name, row.id] = None
            elif (model := type(row)) in owners:
                touched[_table(parents[model]).name, getattr(row, owners[model])] = None

    session.info["touched"] = touched
    return touched


def touch(session: Session, model: type[Base], ids: Collection[int]) -> None:
    """Say that rows were changed by a statement that the session did not see row by row."""
    for number in ids:
        session.info["touched"][_table(model).name, number] = None


def append(
    session: Session,
    touched: Touched,
    at: datetime,
    actor: str,
    action: str,
    facts: dict[str, Any],
) -> int:
    """Add the entry of a transaction.

    Returns:
        Its number.
    """
    last = session.execute(
        select(EntryRow.seq, EntryRow.hash).order_by(EntryRow.seq.desc()).limit(1)
    ).one_or_none()
    seq, previous = (1, START) if last is None else (last.seq + 1, last.hash)
    by_table: dict[str, list[int]] = defaultdict(list)
    for table, number in touched:
        by_table[table].append(number)
    changes = [
        {"seq": seq, "of": table, "row_id": number, "commitment": made.get(number)}
        for table, numbers in sorted(by_table.items())
        for made in [dict(commitments(session, TABLES[table], numbers))]
        for number in sorted(numbers)
    ]
    digest = digest_of((one["of"], one["row_id"], one["commitment"]) for one in changes)
    entry = EntryRow(
        seq=seq,
        at=at,
        actor=actor,
        action=action,
        facts=facts,
        previous=previous,
        changes=digest,
        hash=entry_hash(seq, previous, instant(at), actor, action, canonical(facts), digest),
    )
    session.add(entry)
    session.flush()
    session.execute(insert(ChangeRow), changes)
    return seq


def entry_hash(
    seq: int, previous: str, at: str, actor: str, action: str, facts: str, changes: str
) -> str:
    """The hash of an entry over all that stands in it."""
    return _sha256(canonical([seq, previous, at, actor, action, facts, changes]))


def digest_of(changes: Any) -> str:
    """The hash over an entry's changes, triples of table, number and commitment in their order."""
    digest = hashlib.sha256()
    for of, number, commitment in changes:
        digest.update(f"{of}\0{number}\0{commitment or ''}\n".encode())
    return digest.hexdigest()


def instant(at: datetime) -> str:
    """A time as it is stored; see `autograder.gradebook.tables.base.Instant`."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def commitments(
    session: Session, table: Table, ids: Collection[int] | None = None
) -> Iterator[tuple[int, str]]:
    """Number and commitment of rows as they are in the database now; of all when ids is None."""
    for content in contents(session, table, ids):
        salt = content.pop("salt")
        yield content["id"], _sha256(f"{salt}\0{canonical(content)}")


def contents(
    session: Session, table: Table, ids: Collection[int] | None = None
) -> Iterator[dict[str, Any]]:
    """Rows as plain values, with the rows that belong to them, in the order of their numbers.

    A column without a value is left out, so that a column which a later version adds does not
    change what earlier rows came to.
    """
    numbers = None if ids is None else sorted(ids)
    chunks = [None] if numbers is None else _chunks(numbers)
    for chunk in chunks:
        parts = {
            child.name: _parts(session, child, key, chunk)
            for child, key in PARTS.get(table.name, ())
        }
        for row in _raw(session, table, "id", chunk):
            for name, by_owner in parts.items():
                row[name] = by_owner.get(row["id"], [])
            yield row


def orphans(session: Session) -> list[str]:
    """Sentences about rows that belong to a row which is not there."""
    found = []
    for name, children in PARTS.items():
        for child, key in children:
            owner = TABLES[name]
            count = len(
                session.execute(
                    select(child.c[key])
                    .outerjoin(owner, owner.c.id == child.c[key])
                    .where(owner.c.id.is_(None))
                ).all()
            )
            if count:
                found.append(f"{count} rows of {child.name} belong to no row of {name}.")
    return found


def _parts(
    session: Session, child: Table, key: str, chunk: list[int] | None
) -> dict[int, list[dict[str, Any]]]:
    by_owner: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in _raw(session, child, key, chunk):
        by_owner[row.pop(key)].append(row)
    return by_owner


def _raw(
    session: Session, table: Table, key: str, chunk: list[int] | None
) -> Iterator[dict[str, Any]]:
    """Rows as the driver gives them, in the order of the primary key.

    Columns are read without their types: a value that somebody put there by hand may not fit the
    type, and has to be found rather than to stop the reading.
    """
    columns = list(table.columns)
    quote = session.get_bind().dialect.identifier_preparer.quote
    raw: list[ColumnElement[Any]] = [literal_column(quote(one.name)) for one in columns]
    statement = select(*raw).select_from(table).order_by(*table.primary_key.columns)
    if chunk is not None:
        statement = statement.where(table.c[key].in_(chunk))
    makers = [(one.name, _normal(one)) for one in columns]
    for values in session.execute(statement):
        yield {
            name: make(value)
            for (name, make), value in zip(makers, values, strict=True)
            if value is not None
        }


def _normal(column: Column[Any]) -> Any:
    """What makes a stored value the same in every database."""
    if isinstance(column.type, Boolean):
        return lambda value: bool(value) if value in (0, 1) else repr(value)
    if isinstance(column.type, Float):
        return lambda value: float(value) if isinstance(value, int | float) else repr(value)
    return lambda value: value if isinstance(value, int | str) else repr(value)


def _chunks(numbers: list[int]) -> list[list[int] | None]:
    return [numbers[start : start + _CHUNK] for start in range(0, len(numbers), _CHUNK)]


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
