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
    def words(self) -> str:
        """What people read, wherever it is shown: terminal, tables, pages, feedback."""
        return WORDS[self]

    @property
    def scored(self) -> bool:
        """Whether a score may be attached."""
        return self not in (Status.SKIPPED, Status.INTERNAL_ERROR)


WORDS = {
    Status.PASSED: "passed",
    Status.FAILED: "not right yet",
    Status.ERROR: "error",
    Status.TIMEOUT: "too slow",
    Status.OUT_OF_MEMORY: "out of memory",
    Status.CRASHED: "crashed",
    Status.SKIPPED: "not run",
    Status.INTERNAL_ERROR: "our fault",
}


def in_words(status: str) -> str:
    """Words for the status of a row of the class: a submission's, or its own, as `missing`."""
    return WORDS[Status(status)] if status in set(Status) else status


def worst(statuses: Iterable[Status]) -> Status:
    """The status that sums up several: the one declared last in `Status`.

    Args:
        statuses: Outcomes of the parts; none at all counts as passed.

    Returns:
        The most severe of them.
    """
    order = list(Status)
    return max(statuses, key=order.index, default=Status.PASSED)
