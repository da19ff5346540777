"""Regrades: newer verdicts take the place of those that count, after a person has seen who changes.

A newer verdict does not count by itself. `diff` shows what would change, for whom, by how much and
why; `apply` makes it so, if the gradebook is still what the diff was made from. Nobody is lowered
without a tick, and what people decided (overrides, readers' points, rules) holds as before.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds, reasons
from autograder.gradebook.differences import TotalChange, differences
from autograder.gradebook.errors import Refused, Stale
from autograder.gradebook.holdings import Supposed
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import (
    AssignmentRow,
    AttemptRow,
    DecisionRow,
    MoveRow,
    RunRow,
    canonical,
)
from autograder.gradebook.taking import members
from autograder.gradebook.total import Total
from autograder.gradebook.totals import totals_in
from autograder.gradebook.worth import AttemptWorth

POLICIES = ("all", "latest", "best", "faults")
"""`all`: every attempt takes its newest verdict. `latest`: only attempts that count. `best`: an
attempt takes it if it is not worse. `faults`: only where the verdict was a fault of ours."""


@dataclass(frozen=True)
class Move:
    """An attempt that takes another verdict.

    Attributes:
        attempt: Number of the attempt.
        before: Number of the run that counts.
        after: Number of the run that would.
        students: For whom it counts.
        lowers: Students who lose points by it; with none of them ticked it is not made.
    """

    attempt: int
    before: int | None
    after: int
    students: tuple[str, ...]
    lowers: tuple[str, ...]


@dataclass(frozen=True)
class Diff:
    """What a regrade would change.

    Attributes:
        assignment: Id of the assignment.
        policy: One of `POLICIES`.
        moves: Attempts that would take another verdict.
        changes: Students whose points would change, those who lose included.
        token: Stands for all of it; it no longer fits when something changed meanwhile.
        only: The students that it was asked for; None for all.
    """

    assignment: str
    policy: str
    moves: tuple[Move, ...]
    changes: tuple[TotalChange, ...]
    token: str
    only: tuple[str, ...] | None = None

    @property
    def lowered(self) -> tuple[TotalChange, ...]:
        """Those who would lose points."""
        return tuple(one for one in self.changes if one.lowers)


@dataclass(frozen=True)
class Applied:
    """What a regrade changed.

    Attributes:
        decision: Its number, to undo it; None if there was nothing to do.
        moved: Attempts that took another verdict.
        kept: Students whose verdict was kept, since it would have lowered them.
    """

    decision: int | None
    moved: int
    kept: tuple[str, ...]


def diff(
    book: Gradebook,
    assignment: str,
    policy: str = "all",
    *,
    only: Collection[str] | None = None,
) -> Diff:
    """What would change if newer verdicts counted.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        policy: One of `POLICIES`.
        only: Students whose attempts are regraded, such as those of an error group; all when None.

    Raises:
        Refused: If the assignment or policy is unknown.
    """
    with book.read() as session:
        return _diff(session, assignment, policy, None if only is None else tuple(sorted(only)))


def apply(
    book: Gradebook,
    author: str,
    seen: Diff,
    *,
    lower: Collection[str] = (),
    comment: str = "",
) -> Applied:
    """Make newer verdicts count, in one transaction with one entry in the audit.

    Args:
        book: The gradebook.
        author: Who decides.
        seen: The diff that was looked at.
        lower: Students who may lose points: the ticks. All others keep their verdict.
        comment: Why.

    Returns:
        What was done; `undo` takes it back.

    Raises:
        Refused: If a tick names a student whom the diff does not lower.
        Stale: If something changed since the diff was made.
    """
    losers = {one.student for one in seen.lowered}
    strangers = sorted(set(lower) - losers)
    if strangers:
        raise Refused(f"The regrade does not lower {strangers[0]!r}; tick only those whom it does.")
    with book.change(author, "regrade", assignment=seen.assignment, policy=seen.policy) as session:
        now = _diff(session, seen.assignment, seen.policy, seen.only)
        if now.token != seen.token:
            raise Stale(
                f"The grades of {seen.assignment} changed since the diff was made; look at a new "
                "one.",
                yours=seen.token,
                theirs=now.token,
                current=now,
            )
        made = [one for one in now.moves if set(one.lowers) <= set(lower)]
        kept = {student for one in now.moves if one not in made for student in one.lowers}
        session.info["facts"].update(moved=len(made), kept=len(kept))
        if not made:
            return Applied(None, 0, tuple(sorted(kept)))
        decision = DecisionRow(
            kind="regrade",
            assignment_id=bounds.assignment(session, seen.assignment).id,
            policy=seen.policy,
            comment=bounds.prose(comment, "The comment"),
            author=author,
            at=session.info["now"],
            moves=[
                MoveRow(attempt_id=one.attempt, before=one.before, after=one.after) for one in made
            ],
        )
        session.add(decision)
        attempts = {
            row.id: row
            for row in session.scalars(
                select(AttemptRow).where(AttemptRow.assignment_id == decision.assignment_id)
            )
        }
        for one in made:
            attempts[one.attempt].run_id = one.after
        session.flush()
        session.info["facts"]["decision"] = decision.id
        return Applied(decision.id, len(made), tuple(sorted(kept)))


def _diff(session: Session, assignment: str, policy: str, only: tuple[str, ...] | None) -> Diff:
    if policy not in POLICIES:
        raise Refused(f"{policy!r} is no policy of regrading; name one of {', '.join(POLICIES)}.")
    of = bounds.assignment(session, assignment)
    before = totals_in(session, assignment)
    newest = _newest(session, of, only)
    counted = {one.attempt for one in before.values()}
    faulty = _faulty(session, of)
    worth = AttemptWorth(session, assignment, newest)
    wanted = {}
    for attempt, (run, newer) in newest.items():
        old, new = worth.of(attempt)
        wants = {
            "all": True,
            "latest": attempt in counted,
            "best": new is not None and (old is None or new >= old),
            "faults": run in faulty,
        }
        if wants[policy]:
            wanted[attempt] = (run, newer)
    after = totals_in(
        session, assignment, Supposed(runs={one: newer for one, (_, newer) in wanted.items()})
    )
    changes = [
        replace(one, overridden=_overridden(after[one.student]))
        for one in differences(before, after)
    ]
    lowered = {one.student for one in changes if one.lowers}
    attempt_of = {one.student: one.attempt for one in before.values()}
    by_attempt: dict[int, list[str]] = {}
    for student, counts in attempt_of.items():
        if counts is not None:
            by_attempt.setdefault(counts, []).append(student)
    moves = []
    for attempt, (run, newer) in sorted(wanted.items()):
        students = tuple(sorted(by_attempt.get(attempt, ())))
        losers = tuple(one for one in students if one in lowered)
        if not students and worth.lowered(attempt):
            # It counts for nobody now, but may again: its verdict is not made worse unseen.
            continue
        moves.append(Move(attempt, run, newer, students, losers))
    told = reasons.of_runs(
        session,
        {
            student: (run, newer)
            for one in changes
            for student in [one.student]
            for run, newer in [wanted.get(attempt_of[student] or 0, (None, None))]
            if run is not None and newer is not None
        },
    )
    changes = [replace(one, why=told.get(one.student, "")) for one in changes]
    token = sha256(
        canonical(
            [
                assignment,
                policy,
                [[one.attempt, one.before, one.after] for one in moves],
                [[one.student, one.before, one.after] for one in changes],
            ]
        ).encode()
    ).hexdigest()
    return Diff(assignment, policy, tuple(moves), tuple(changes), token, only)


def _newest(
    session: Session, of: AssignmentRow, only: tuple[str, ...] | None
) -> dict[int, tuple[int | None, int]]:
    """The run that counts and the newest with a score, for attempts where they differ."""
    # Of several runs on a submission the last one stays.
    newest = dict(
        session.execute(
            select(RunRow.submission, RunRow.id)
            .where(RunRow.assignment_id == of.id, RunRow.scored)
            .order_by(RunRow.finished_at, RunRow.id)
        ).all()
    )
    wanted = None if only is None else {bounds.student(session, key).id for key in only}
    attempts = session.scalars(select(AttemptRow).where(AttemptRow.assignment_id == of.id))
    return {
        row.id: (row.run_id, newest[row.submission])
        for row in attempts
        if newest.get(row.submission, row.run_id) != row.run_id
        and (wanted is None or wanted & set(members(row)))
    }


def _faulty(session: Session, of: AssignmentRow) -> set[int]:
    statement = select(RunRow.id).where(RunRow.assignment_id == of.id, RunRow.scored.is_(False))
    return set(session.scalars(statement))


def _overridden(total: Total) -> tuple[str, ...]:
    return tuple(key for key, source in total.sources.items() if source == "override")
