"""Submitted checkpoints in words: a provisional score, or why there is none."""

from autograder.records.result import CheckpointRecord

NOT_COUNTED = "not counted: the grader did not train it"


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
