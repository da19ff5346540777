"""What a faulty check cost a submission, and the points that a repair gives back."""

from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from autograder.gradebook.failures import RunVersion
from autograder.gradebook.tables import DecisionRow, GainRow, QuestionRow, RunRow
from autograder.records.result import SubmissionResult
from autograder.records.status import Status

RULES = ("full", "half", "recompute")
"""What a faulty check gives to those who lost points by it: all its points, half of them, or what
the other checks would give were they worth the whole question."""


class GradedCheck(NamedTuple):
    """A check as far as points go; see `CheckResult`."""

    id: str
    passed: bool
    points: float | None
    possible: float


class GradedParts(NamedTuple):
    """A question as far as points go; see `QuestionResult`."""

    points: float | None
    possible: float
    checks: tuple[GradedCheck, ...]


KnownParts = MutableMapping[RunVersion, dict[str, GradedParts]]
"""Questions of runs that are known to be short of points, by id."""


def short_in(document: Mapping[str, Any]) -> dict[str, GradedParts]:
    """The questions of a result, as JSON has it, that lack a score or are short of points."""
    return {
        one["id"]: parts(one)
        for one in document["questions"]
        if one["points"] is None or one["points"] < one["possible"]
    }


def parts(question: Mapping[str, Any]) -> GradedParts:
    """A question of a result, as JSON has it, as far as points go."""
    checks = tuple(
        GradedCheck(one["id"], one["status"] == Status.PASSED.value, one["points"], one["possible"])
        for one in question["checks"]
    )
    return GradedParts(question["points"], question["possible"], checks)


def gain(question: GradedParts, check: str, rule: str) -> float | None:
    """Points that a repair adds to a question; nobody loses.

    Args:
        question: As it was graded.
        check: Id of the faulty check.
        rule: One of `RULES`.

    Returns:
        None if the check cost nothing here; else what is added, 0 where the rule gives nothing.
    """
    faulty = [one for one in question.checks if one.id == check]
    others = [one for one in question.checks if one.id != check]
    if not faulty or _lost(faulty[0]) <= 0:
        return None
    if any(one.points is None for one in others):
        # Another check has no score for a fault of ours: that is for a person, not for this rule.
        return None
    rest = sum(one.points or 0.0 for one in others)
    before = rest if question.points is None else question.points
    if rule == "recompute":
        worth = sum(one.possible for one in others)
        after = question.possible * rest / worth if worth else question.possible
    else:
        factor = 1.0 if rule == "full" else 0.5
        given = max(faulty[0].points or 0.0, factor * faulty[0].possible)
        after = before + given - (faulty[0].points or 0.0)
    after = min(question.possible, max(before, after))
    # Where there was no score at all, all of it is a gain.
    return round(after - (question.points or 0.0), 6)


def active(session: Session, assignment: int) -> Sequence[DecisionRow]:
    """The repairs of an assignment that hold."""
    return session.scalars(
        select(DecisionRow)
        .where(
            DecisionRow.assignment_id == assignment,
            DecisionRow.kind == "repair",
            DecisionRow.undone_at.is_(None),
        )
        .options(selectinload(DecisionRow.gains))
    ).all()


def extend(
    session: Session, repairs: Sequence[DecisionRow], run: RunRow, result: SubmissionResult
) -> None:
    """Give a new verdict what the repairs gave to earlier ones: equal work, equal points."""
    for repair in repairs:
        if repair.release_sha256 not in (None, run.release_sha256):
            continue
        key = session.get_one(QuestionRow, repair.question_id).key
        for question in result.questions:
            if question.id == key and repair.check_id is not None:
                graded = parts(question.model_dump(mode="json"))
                points = gain(graded, repair.check_id, repair.policy)
                if points:
                    repair.gains.append(GainRow(run_id=run.id, points=points))


def _lost(check: GradedCheck) -> float:
    if check.passed:
        return 0.0
    return check.possible - (check.points or 0.0)
