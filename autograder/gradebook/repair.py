"""Repairs: a check turns out to be faulty, and those whom it cost points get them back at once.

`propose` shows who gains, `repair` makes it so with one entry in the audit, `undo` takes it back
and leaves the gradebook as it was. Nobody loses; overrides stay as they are. Work that is graded
later by the same release gets the same.
"""

from dataclasses import dataclass, replace
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds, gains
from autograder.gradebook.differences import TotalChange, differences
from autograder.gradebook.errors import Refused, Stale
from autograder.gradebook.gains import GradedParts, KnownParts
from autograder.gradebook.holdings import Supposed
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import (
    AssignmentRow,
    AttemptRow,
    DecisionRow,
    GainRow,
    QuestionRow,
    RunRow,
    ScoreRow,
    canonical,
)
from autograder.gradebook.totals import before_and_after
from autograder.records.result import load

RULES = gains.RULES
_CHUNK = 100


@dataclass(frozen=True)
class Proposal:
    """What a repair would do.

    Attributes:
        assignment: Id of the assignment.
        question: Id of the question.
        check: Id of the faulty check.
        rule: One of `RULES`.
        release: Hash of the release whose check is faulty.
        gains: Points by run, of every verdict that the check cost something.
        changes: Students who gain.
        overridden: Students whom the check hit, but whose override of the question stays.
        token: Stands for all of it.
    """

    assignment: str
    question: str
    check: str
    rule: str
    release: str
    gains: tuple[tuple[int, float], ...]
    changes: tuple[TotalChange, ...]
    overridden: tuple[str, ...]
    token: str


def propose(
    book: Gradebook,
    assignment: str,
    question: str,
    check: str,
    rule: str = "full",
    *,
    release: str | None = None,
    kept: KnownParts | None = None,
) -> Proposal:
    """Show who would gain by a repair.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        question: Id of the question.
        check: Id of the faulty check, such as `q0_2-2`.
        rule: One of `RULES`.
        release: Hash of the release whose check is faulty; the newest when None.
        kept: What was read of a run goes there, so that its document is read once.

    Raises:
        Refused: If something is unknown, or no verdict has that check.
    """
    with book.read() as session:
        return _propose(session, assignment, question, check, rule, release, kept)


def repair(book: Gradebook, author: str, seen: Proposal, *, comment: str) -> int:
    """Give back what a faulty check cost.

    Args:
        book: The gradebook.
        author: Who decides.
        seen: The proposal that was looked at.
        comment: Why; students may read it.

    Returns:
        Number of the decision, to undo it.

    Raises:
        Stale: If something changed since it was proposed.
        Refused: If nobody gains, or the comment is blank.
    """
    with book.change(
        author,
        "repair",
        assignment=seen.assignment,
        question=seen.question,
        check=seen.check,
        rule=seen.rule,
    ) as session:
        now = _propose(session, seen.assignment, seen.question, seen.check, seen.rule, seen.release)
        if now.token != seen.token:
            raise Stale(
                f"The grades of {seen.assignment} changed since the repair was proposed; look at a "
                "new proposal.",
                yours=seen.token,
                theirs=now.token,
                current=now,
            )
        if not now.gains:
            raise Refused(f"{seen.check} cost nobody anything: there is nothing to repair.")
        of = bounds.assignment(session, seen.assignment)
        row = DecisionRow(
            kind="repair",
            assignment_id=of.id,
            question_id=bounds.question(session, of, seen.question).id,
            check_id=seen.check,
            release_sha256=seen.release,
            policy=seen.rule,
            comment=bounds.prose(comment, "A comment", required=True),
            author=author,
            at=session.info["now"],
            gains=[GainRow(run_id=run, points=points) for run, points in now.gains],
        )
        session.add(row)
        session.flush()
        session.info["facts"].update(
            decision=row.id, gain=len(now.changes), overridden=len(now.overridden)
        )
        return row.id


def _propose(
    session: Session,
    assignment: str,
    question: str,
    check: str,
    rule: str,
    release: str | None,
    kept: KnownParts | None = None,
) -> Proposal:
    if rule not in RULES:
        raise Refused(f"{rule!r} is no rule of a repair; name one of {', '.join(RULES)}.")
    of = bounds.assignment(session, assignment)
    row = bounds.question(session, of, question)
    release = of.release_sha256 if release is None else release
    already = session.scalar(
        select(DecisionRow.id).where(
            DecisionRow.kind == "repair",
            DecisionRow.question_id == row.id,
            DecisionRow.check_id == check,
            DecisionRow.release_sha256 == release,
            DecisionRow.undone_at.is_(None),
        )
    )
    if already is not None:
        raise Refused(f"{check} was repaired already, by decision {already}; undo that one first.")
    parts = _parts(session, of, row, release, {} if kept is None else kept)
    given = {run: points for run, one in parts.items() if (points := gains.gain(one, check, rule))}
    seen = any(each.id == check for one in parts.values() for each in one.checks)
    if not seen and not _known(session, of, row, check):
        raise Refused(f"No verdict on {of.key} has a check {check!r} in {row.key}.")
    supposed = Supposed(gains={(run, row.id): points for run, points in given.items()})
    before, after = before_and_after(session, assignment, supposed)
    changes = [replace(one, why=f"repair of {check}") for one in differences(before, after)]
    counted = dict(
        session.execute(
            select(AttemptRow.id, AttemptRow.run_id).where(AttemptRow.assignment_id == of.id)
        ).all()
    )
    overridden = tuple(
        student
        for student, one in after.items()
        if one.sources.get(question) == "override" and counted.get(one.attempt or 0) in given
    )
    token = sha256(
        canonical(
            [
                [assignment, question, check, rule, release],
                sorted(given.items()),
                [[one.student, one.before, one.after] for one in changes],
                sorted(overridden),
            ]
        ).encode()
    ).hexdigest()
    return Proposal(
        assignment=assignment,
        question=question,
        check=check,
        rule=rule,
        release=release,
        gains=tuple(sorted(given.items())),
        changes=tuple(changes),
        overridden=overridden,
        token=token,
    )


def _parts(
    session: Session, of: AssignmentRow, question: QuestionRow, release: str, known: KnownParts
) -> dict[int, GradedParts]:
    """The question in each run that is short of points in it; what is not known is read."""
    short = (
        select(RunRow.id, RunRow.faults, RunRow.scored)
        .join(ScoreRow, ScoreRow.run_id == RunRow.id)
        .where(
            RunRow.assignment_id == of.id,
            RunRow.release_sha256 == release,
            ScoreRow.question_id == question.id,
            or_(ScoreRow.points.is_(None), ScoreRow.points < ScoreRow.possible),
        )
        .order_by(RunRow.id)
    )
    versions = {run: (run, faults, scored) for run, faults, scored in session.execute(short)}
    missing = [run for run, version in versions.items() if version not in known]
    for start in range(0, len(missing), _CHUNK):
        statement = select(RunRow.id, RunRow.document).where(
            RunRow.id.in_(missing[start : start + _CHUNK])
        )
        for run, document in session.execute(statement):
            known[versions[run]] = gains.short_in(document)
    return {
        run: known[version][question.key]
        for run, version in versions.items()
        if question.key in known[version]
    }


def _known(session: Session, of: AssignmentRow, question: QuestionRow, check: str) -> bool:
    """Whether any verdict has the check; asked when nobody is short of points."""
    document = session.execute(
        select(RunRow.document).where(RunRow.assignment_id == of.id, RunRow.scored).limit(1)
    ).scalar_one_or_none()
    return document is not None and any(
        each.id == check
        for one in load(document).questions
        if one.id == question.key
        for each in one.checks
    )
