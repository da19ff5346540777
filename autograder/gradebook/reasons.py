"""Why two verdicts on the same work differ, in a sentence."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook.tables import RunRow
from autograder.records.result import SubmissionResult, load

_CHUNK = 200
_MOST = 4


def of_runs(session: Session, pairs: Mapping[str, tuple[int, int]]) -> dict[str, str]:
    """Why runs differ, by whatever the pairs are named after.

    Args:
        session: Reads the documents of the runs; of no others.
        pairs: Numbers of the older and the newer run.
    """
    wanted = sorted({number for pair in pairs.values() for number in pair})
    told: dict[str, str] = {}
    documents: dict[int, SubmissionResult] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = wanted[start : start + _CHUNK]
        for number, document in session.execute(
            select(RunRow.id, RunRow.document).where(RunRow.id.in_(chunk))
        ):
            documents[number] = load(document)
    for name, (old, new) in pairs.items():
        told[name] = why(documents[old], documents[new])
    return told


def why(old: SubmissionResult, new: SubmissionResult) -> str:
    """What differs between two verdicts: what produced them, then which checks turned."""
    said = []
    if not old.status.scored:
        said.append("it was a fault of ours")
    one, other = old.provenance, new.provenance
    if one is not None and other is not None:
        if one.release_sha256 != other.release_sha256:
            said.append("another release")
        if one.autograder_version != other.autograder_version:
            said.append(f"autograder {other.autograder_version}, was {one.autograder_version}")
        if (one.engine, one.engine_form) != (other.engine, other.engine_form):
            said.append(f"engine {other.engine}, was {one.engine}")
        if (one.profile, one.device) != (other.profile, other.device):
            said.append(f"trained {other.profile} on {other.device}")
    turned = _turned(old, new)
    said += turned[:_MOST]
    if len(turned) > _MOST:
        said.append(f"and {len(turned) - _MOST} more")
    return "; ".join(said)


def _turned(old: SubmissionResult, new: SubmissionResult) -> list[str]:
    before = {check.id: check for question in old.questions for check in question.checks}
    after = {check.id: check for question in new.questions for check in question.checks}
    said = [
        f"{name} {before[name].status} → {check.status}"
        for name, check in after.items()
        if name in before and before[name].status is not check.status
    ]
    said += [f"{name} is new" for name in after if name not in before]
    said += [f"{name} is gone" for name in before if name not in after]
    return said
