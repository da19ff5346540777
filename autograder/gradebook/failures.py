"""What went wrong in a run, question by question, in a form that many runs share.

Two failures of a question are alike if the same misconception was recognised. Where none was, they
are alike if the same checks failed in the same way: names of the checks, their status, and the
first message without numbers, quoted texts, brackets and the student's own names. A wrong choice of
a multiple-choice question is a failure, too.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook.tables import AttemptRow, RunRow, StudentRow
from autograder.records.status import Status

SLIP, CHOICE, SIGNATURE = "misconception", "choice", "signature"

_SPACES = re.compile(r"\s+")
_MASKED = (
    re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|`[^`\n]*`"),
    re.compile(r"\[[^\[\]]*\]|\([^()]*\)|\{[^{}]*\}"),
    re.compile(r"0x[0-9a-f]+|[-+]?\d+(?:[.,]\d+)*(?:e[-+]?\d+)?", re.IGNORECASE),
)
_LONGEST = 300
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class Failure:
    """What went wrong in one question of one run.

    Attributes:
        question: Id of the question.
        group: Key of the error group: 12 hexadecimal digits.
        kind: `misconception`, `choice` or `signature`.
        name: The misconception, the options chosen, or the checks that failed.
        says: What the student was told first; of this run, as an example.
    """

    question: str
    group: str
    kind: str
    name: str
    says: str


RunVersion = tuple[int, int, bool]
"""Number of a run, how often it ended with a fault of ours, and whether it has a score: another
verdict, another version."""

KnownFailures = MutableMapping[RunVersion, list[Failure]]
"""What is known to have gone wrong in runs."""


def failing(
    session: Session, attempts: Sequence[int], kept: KnownFailures | None = None
) -> Iterator[tuple[int, list[Failure]]]:
    """What went wrong in each of some attempts, by the verdict that counts.

    Args:
        session: Reads it.
        attempts: Numbers of attempts.
        kept: What was found of a run goes there, so that its document is read once.
    """
    known = {} if kept is None else kept
    for start in range(0, len(attempts), _CHUNK):
        rows = session.execute(
            select(
                AttemptRow.id,
                RunRow.id,
                RunRow.faults,
                RunRow.scored,
                StudentRow.key,
                StudentRow.name,
            )
            .join(StudentRow, StudentRow.id == AttemptRow.student_id)
            .join(RunRow, RunRow.id == AttemptRow.run_id)
            .where(AttemptRow.id.in_(attempts[start : start + _CHUNK]))
            .order_by(AttemptRow.id)
        ).all()
        missing = {
            run: ((run, faults, scored), (key, name, *name.split()))
            for _, run, faults, scored, key, name in rows
            if (run, faults, scored) not in known
        }
        statement = select(RunRow.id, RunRow.document).where(RunRow.id.in_(missing))
        for run, document in session.execute(statement) if missing else ():
            version, names = missing[run]
            known[version] = failures_in(document, names)
        for attempt, run, faults, scored, _, _ in rows:
            yield attempt, known[run, faults, scored]


def failures_in(document: Mapping[str, Any], names: Sequence[str] = ()) -> list[Failure]:
    """What went wrong in a run.

    Args:
        document: A result as JSON has it.
        names: What the student is called, which counts as nothing in messages.
    """
    return [
        found
        for question in document.get("questions", ())
        if (found := _failure(question, names)) is not None
    ]


def _failure(question: Mapping[str, Any], names: Sequence[str]) -> Failure | None:
    key, status = str(question.get("id", "")), question.get("status")
    if status not in _SCORED or question.get("kind") == "written":
        return None
    points, possible = question.get("points") or 0.0, question.get("possible") or 0.0
    if status == Status.PASSED.value or (question.get("kind") == "mcq" and points >= possible):
        return None
    bad = [one for one in question.get("checks", ()) if one.get("status") != Status.PASSED.value]
    first = next((one.get("message") for one in bad if one.get("message")), None)
    message = str(first or question.get("message") or "")
    says = str(question.get("hint") or message)[:_LONGEST]
    slip = question.get("misconception")
    if slip:
        return Failure(key, _digest(key, SLIP, str(slip)), SLIP, str(slip), says)
    if question.get("kind") == "mcq":
        chosen = str(question.get("answer") or "nothing")
        return Failure(key, _digest(key, CHOICE, chosen), CHOICE, chosen, says)
    checks = ", ".join(f"{one.get('name')} ({one.get('status')})" for one in bad) or str(status)
    form = _digest(key, SIGNATURE, checks, _masked(message, names))
    return Failure(key, form, SIGNATURE, checks[:_LONGEST], says)


_SCORED = frozenset(one.value for one in Status if one.scored)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:12]


def _masked(message: str, names: Sequence[str]) -> str:
    """A message without what differs from student to student."""
    text = message
    for name in sorted({one for one in names if len(one) > 1}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", "…", text)
    for pattern in _MASKED:
        text = pattern.sub("#", text)
    return _SPACES.sub(" ", text).strip().casefold()
