"""Grading itself: claims on runs, and verdicts.

A *run* is the grading of one submission by one release in one way; its key says which. Whoever
wants to grade it claims it first. A claim is a lease: a grader that dies frees it by doing nothing.
A verdict is one transaction. The first verdict of an attempt counts at once; a later one, of a
newer release for example, waits until somebody applies a regrade.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.errors import GradebookError, Refused, Stale
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import (
    ClaimRow,
    RunRow,
    canonical,
)
from autograder.gradebook.verdicts import VerdictWriter
from autograder.records.result import Provenance, SubmissionResult

LEASE = timedelta(minutes=15)
"""How long a claim holds unless it is renewed."""


@dataclass(frozen=True)
class Lease:
    """The right to grade a run until it expires.

    Attributes:
        key: Key of the run.
        token: Shows that the claim is ours.
        expires_at: When others may take it.
        taken: How often the run was claimed, this time included. A submission that keeps killing
            its worker shows here: from some number on it is for a person.
    """

    key: str
    token: str
    expires_at: datetime
    taken: int


@dataclass(frozen=True)
class Busy:
    """Somebody else grades it.

    Attributes:
        owner: Who.
        expires_at: When the claim ends at the latest, unless it is renewed.
    """

    owner: str
    expires_at: datetime


@dataclass(frozen=True)
class Done:
    """There is a verdict with a score already.

    Attributes:
        key: Key of the run.
        status: Status of the verdict.
    """

    key: str
    status: str


def run_key(provenance: Provenance) -> str:
    """The key of a run: a hash of submission, release, engine, profile and seed.

    The engine stands for what executes: its name, its form and the version of the autograder; the
    profile for budgets and device.
    """
    one = provenance
    return _key(
        one.submission_sha256,
        one.release_sha256,
        [one.engine, one.engine_form, one.autograder_version],
        [one.profile, one.device],
        one.seed,
    )


def key_of(result: SubmissionResult, submission: str) -> str:
    """The key of a result's run; one without provenance is told apart by its submission."""
    if result.provenance is not None and result.provenance.submission_sha256:
        return run_key(result.provenance)
    release = result.provenance.release_sha256 if result.provenance else ""
    return _key(submission, release, [], [result.assignment], "")


def claim(
    book: Gradebook, key: str, owner: str, *, lease: timedelta = LEASE
) -> Lease | Busy | Done:
    """Ask to grade a run. Of any number who ask at once, one gets the claim.

    Args:
        book: The gradebook.
        key: See `run_key`.
        owner: Who asks, for people to read.
        lease: How long the claim is to hold. Longer than a submission may take.
    """
    now = book.now()
    with book.exclusive() as session:
        done = session.execute(
            select(RunRow.status).where(RunRow.key == key, RunRow.scored)
        ).scalar_one_or_none()
        if done is not None:
            return Done(key, done)
        row = session.get(ClaimRow, key)
        if row is not None and row.expires_at > now:
            return Busy(row.owner, row.expires_at)
        if row is None:
            row = ClaimRow(key=key, taken=0)
            session.add(row)
        row.owner, row.token = bounds.name(owner, "The owner of a claim"), secrets.token_hex(16)
        row.expires_at, row.taken = now + lease, row.taken + 1
        session.flush()
        return Lease(key, row.token, row.expires_at, row.taken)


def renew(book: Gradebook, held: Lease, *, lease: timedelta = LEASE) -> Lease:
    """Hold a claim longer.

    Raises:
        Stale: If it expired and somebody else has it, or the run is finished.
    """
    now = book.now()
    with book.exclusive() as session:
        row = _held(session, held)
        row.expires_at = now + lease
        session.flush()
        return Lease(held.key, held.token, row.expires_at, row.taken)


def give_up(book: Gradebook, held: Lease) -> None:
    """Free a claim at once; one that is not ours any more is left alone."""
    with book.exclusive() as session:
        session.execute(
            delete(ClaimRow).where(ClaimRow.key == held.key, ClaimRow.token == held.token)
        )


def finish(book: Gradebook, author: str, held: Lease, result: SubmissionResult) -> bool:
    """Write the verdict of a claimed run, in one transaction with everything that follows from it.

    Args:
        book: The gradebook.
        author: Who graded, such as `autograder on host7`.
        held: The claim.
        result: The verdict. Its assignment and questions must be known.

    Returns:
        Whether it carries a score; a fault of ours frees the run to be claimed again.

    Raises:
        Stale: If the claim expired and somebody else took it; their verdict will count.
        Refused: If the result is not of this run, or its points are out of bounds.
    """
    if result.provenance is None or run_key(result.provenance) != held.key:
        raise Refused("The result is not of the run that was claimed: its key differs.")
    with book.change(author, "verdict", assignment=result.assignment) as session:
        _held(session, held)
        writer = VerdictWriter(session, bounds.assignment(session, result.assignment))
        writer.write(held.key, result.provenance.submission_sha256, result)
        run = writer.settle()[held.key]
        session.execute(delete(ClaimRow).where(ClaimRow.key == held.key))
        session.info["facts"].update(run=run, status=result.status.value)
    return result.status.scored


def _held(session: Session, held: Lease) -> ClaimRow:
    row = session.get(ClaimRow, held.key)
    if row is None or row.token != held.token:
        owner = "nobody" if row is None else row.owner
        raise Stale(
            f"The claim on run {held.key[:12]} is not ours any more: it expired, and {owner} has "
            "it. What was graded is left to them.",
            yours=held.token,
            theirs=None if row is None else row.token,
        )
    return row


def _key(submission: str, release: str, engine: list[str], profile: list[str], seed: str) -> str:
    if not submission:
        raise GradebookError("A run needs the hash of a submission.")
    text = canonical(
        {
            "submission": submission,
            "release": release,
            "engine": engine,
            "profile": profile,
            "seed": seed,
        }
    )
    return hashlib.sha256(text.encode()).hexdigest()
