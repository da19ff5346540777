"""Reading and verifying the audit; the hash of everything that counts."""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from autograder.gradebook import chain
from autograder.gradebook.errors import Tampered
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import ChangeRow, EntryRow
from autograder.gradebook.tables.base import canonical

_MOST_PROBLEMS = 50


@dataclass(frozen=True)
class AuditEntry:
    """One entry of the audit.

    Attributes:
        seq: Its number, from 1.
        at: When.
        actor: Who.
        action: What.
        facts: Ids and numbers.
        hash: Hash of it and of all before.
        rows: How many rows it changed, by table.
    """

    seq: int
    at: datetime
    actor: str
    action: str
    facts: dict[str, Any]
    hash: str
    rows: dict[str, int]


@dataclass(frozen=True)
class Verification:
    """What verifying found.

    Attributes:
        entries: How many entries there are.
        rows: How many rows are committed to.
        head: Hash of the last entry. Kept elsewhere, it shows later that nothing was taken back.
        problems: What is wrong, one sentence each; at most fifty.
    """

    entries: int
    rows: int
    head: str
    problems: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was changed past the gradebook."""
        return not self.problems

    def check(self) -> "Verification":
        """This, if sound.

        Raises:
            Tampered: If not.
        """
        if self.problems:
            more = f" ({len(self.problems)} findings)" if len(self.problems) > 1 else ""
            raise Tampered(
                f"The gradebook was changed past its audit: {self.problems[0]}{more} "
                "List all with: autograder gradebook audit"
            )
        return self


def verify(book: Gradebook, *, expect: str | None = None) -> Verification:
    """Compute the whole chain anew and hold every row against it.

    Args:
        book: The gradebook.
        expect: A head that was kept; it must stand somewhere in the chain.

    Returns:
        What was found; a tampered gradebook is a finding, not an error.
    """
    with book.read() as session:
        return verify_session(session, expect)


def verify_session(session: Session, expect: str | None = None) -> Verification:
    """Verify what a session sees; see `verify`."""
    problems, latest, entries, head, hashes = _chain(session)
    if expect is not None and expect != chain.START and expect not in hashes:
        problems.append(
            f"No entry has the hash {expect[:16]}... that was expected: the gradebook was put back "
            "to an earlier state, or written anew."
        )
    by_table: dict[str, dict[int, str]] = defaultdict(dict)
    for (of, number), commitment in latest.items():
        if of not in chain.TABLES:
            problems.append(f"The audit names a table {of!r} that does not exist.")
        elif commitment is not None:
            by_table[of][number] = commitment
    rows = 0
    for name, table in chain.TABLES.items():
        expected = by_table[name]
        for number, commitment in chain.commitments(session, table):
            rows += 1
            committed = expected.pop(number, None)
            if committed is None:
                problems.append(f"Row {number} of {name} is in no entry: it was added by hand.")
            elif committed != commitment:
                problems.append(f"Row {number} of {name} is not what its last entry left behind.")
        problems += [f"Row {number} of {name} is gone without an entry." for number in expected]
    problems += chain.orphans(session)
    return Verification(entries, rows, head, tuple(problems[:_MOST_PROBLEMS]))


def _chain(
    session: Session,
) -> tuple[list[str], dict[tuple[str, int], str | None], int, str, set[str]]:
    """Problems of the chain, the latest commitment of each row, entries, head, all hashes."""
    problems: list[str] = []
    latest: dict[tuple[str, int], str | None] = {}
    changes: dict[int, list[tuple[str, int, str | None]]] = defaultdict(list)
    for seq, of, number, commitment in session.execute(
        select(ChangeRow.seq, ChangeRow.of, ChangeRow.row_id, ChangeRow.commitment)
    ):
        changes[seq].append((of, number, commitment))
    previous, hashes, count = chain.START, {chain.START}, 0
    # As text, so that an entry edited by hand is found rather than fails to be read.
    rows = session.execute(
        text(
            "SELECT seq, previous, at, actor, action, facts, changes, hash FROM audit ORDER BY seq"
        )
    )
    for row in rows:
        count += 1
        if row.seq != count:
            problems.append(f"Entry {count} of the audit is missing.")
            count = row.seq
        if row.previous != previous:
            problems.append(f"Entry {row.seq} of the audit does not follow the one before it.")
        listed = sorted(changes.pop(row.seq, []))
        if chain.digest_of(listed) != row.changes:
            problems.append(f"The changes of entry {row.seq} of the audit were altered.")
        stated = (row.seq, row.previous, row.at, row.actor, row.action, row.facts, row.changes)
        if chain.entry_hash(*stated) != row.hash:
            problems.append(f"Entry {row.seq} of the audit was altered.")
        latest.update({(of, number): commitment for of, number, commitment in listed})
        previous = row.hash
        hashes.add(row.hash)
    problems += [f"The audit has changes of entry {seq}, which is missing." for seq in changes]
    return problems, latest, count, previous, hashes


def head(book: Gradebook) -> str:
    """Hash of the last entry; 64 zeros in an empty gradebook."""
    with book.read() as session:
        statement = select(EntryRow.hash).order_by(EntryRow.seq.desc()).limit(1)
        return session.execute(statement).scalar_one_or_none() or chain.START


def history(
    book: Gradebook,
    *,
    row: tuple[str, int] | None = None,
    actions: Sequence[str] = (),
    before: int | None = None,
    limit: int = 100,
) -> list[AuditEntry]:
    """Entries, the newest first.

    Args:
        book: The gradebook.
        row: Only those that changed this row, as table and number.
        actions: Only these; all when empty.
        before: Only entries with a lower number, to turn pages.
        limit: At most so many.
    """
    with book.read() as session:
        statement = select(EntryRow).order_by(EntryRow.seq.desc()).limit(limit)
        if row is not None:
            of, number = row
            changed = select(ChangeRow.seq).where(ChangeRow.of == of, ChangeRow.row_id == number)
            statement = statement.where(EntryRow.seq.in_(changed))
        if actions:
            statement = statement.where(EntryRow.action.in_(actions))
        if before is not None:
            statement = statement.where(EntryRow.seq < before)
        entries = session.scalars(statement).all()
        counts: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for seq, of in session.execute(
            select(ChangeRow.seq, ChangeRow.of).where(
                ChangeRow.seq.in_([entry.seq for entry in entries])
            )
        ):
            counts[seq][of] += 1
        return [
            AuditEntry(
                entry.seq,
                entry.at,
                entry.actor,
                entry.action,
                entry.facts,
                entry.hash,
                dict(counts[entry.seq]),
            )
            for entry in entries
        ]


def state_hash(book: Gradebook) -> str:
    """A hash of everything that counts. What is undone does not count, nor does the audit itself.

    Equal hashes mean equal grades, from equal results by equal decisions.
    """
    digest = hashlib.sha256()
    with book.read() as session:
        for name, table in chain.TABLES.items():
            for content in chain.contents(session, table):
                if name == "decisions" and "undone_at" in content:
                    continue
                content.pop("salt")
                digest.update(f"{name}\0{canonical(content)}\n".encode())
    return digest.hexdigest()
