"""The eight outcomes that a check, a question or a submission can have."""

from collections.abc import Iterable
from enum import StrEnum


class Status(StrEnum):
    """Outcome of anything graded.

    The first six carry a score (full, partial or 0). `SKIPPED` and `INTERNAL_ERROR` carry none and
    ask for a person: a fault of ours, or of the machine, is never a student's zero.
    """

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    TIMEOUT = "timeout"
    OUT_OF_MEMORY = "out_of_memory"
    CRASHED = "crashed"
    SKIPPED = "skipped"
    INTERNAL_ERROR = "internal_error"

    @property
    def scored(self) -> bool:
        """Whether a score may be attached."""
        return self not in (Status.SKIPPED, Status.INTERNAL_ERROR)


def worst(statuses: Iterable[Status]) -> Status:
    """The status that sums up several: the one declared last in `Status`.

    Args:
        statuses: Outcomes of the parts; none at all counts as passed.

    Returns:
        The most severe of them.
    """
    order = list(Status)
    return max(statuses, key=order.index, default=Status.PASSED)
