"""Submitted checkpoints in words: a provisional score, or why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.records.result import CheckpointRecord, SubmissionResult

NOT_COUNTED = "not counted: the grader did not train it"


@dataclass(frozen=True)
class Submitted:
    """One line of the class's list.

    Attributes:
        student: Whose it is.
        record: What came of it.
        says: That in words.
    """

    student: str
    record: CheckpointRecord
    says: str


def submitted(results: Sequence[SubmissionResult]) -> list[Submitted]:
    """The checkpoints of a class: by question, the best first, those without a score last."""
    lines = [
        Submitted(result.student, record, sentence(record))
        for result in results
        for record in result.checkpoints
    ]
    return sorted(lines, key=lambda line: (line.record.question, -(line.record.accuracy or 0.0)))


def sentence(record: CheckpointRecord) -> str:
    """A record in words, as student and reviewer read it."""
    if record.accuracy is None or record.interval is None or record.threshold is None:
        return f"{record.outcome}: {record.reason}"
    low, high = record.interval
    share = f", {record.share:.0%} of the points if it counted" if record.share else ""
    return (
        f"provisional: {_percent(record.accuracy)} ({low * 100:.1f} to {high * 100:.1f}), "
        f"threshold {_percent(record.threshold)}{share}; {NOT_COUNTED}"
    )


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"
