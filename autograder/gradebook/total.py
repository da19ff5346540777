"""The record of a total."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from autograder.records.policy import Lateness

WAITING = "waiting"
"""Status of an attempt that has no verdict yet."""


@dataclass(frozen=True, slots=True)
class Total:
    """What one student has for one assignment.

    Attributes:
        student: Key of the student.
        section: Their section.
        group: Name of the group whose attempt counts; empty for an attempt of their own.
        assignment: Id of the assignment.
        attempt: Number of the attempt that counts, in the gradebook; None without any.
        number: Which of the student's attempts that is, from 1.
        status: Status of the verdict, `missing` or `waiting`.
        points: By question; None where nobody has given points yet.
        sources: Where points come from, where it is not the automatic result alone: `override`,
            `reader`, `repair`, `rule` or `void`.
        pending: Questions that wait for a reader.
        earned: Points before lateness; None while one is missing for a fault of ours.
        lateness: What the time of the hand-in does to it; None if nobody knows the time or date.
        total: Points that count; None: no grade yet.
        possible: Points without bonus.
        late: Whether it came late; None if nobody knows.
        handed_in: When it was handed in, if anybody knows.
        needs_review: Whether a person has to look at it.
        message: Message of the verdict, for the student.
        excused: Whether the assignment does not count for the student.
    """

    student: str
    section: str
    group: str
    assignment: str
    attempt: int | None
    number: int | None
    status: str
    points: Mapping[str, float | None]
    sources: Mapping[str, str]
    pending: tuple[str, ...]
    earned: float | None
    lateness: Lateness | None
    total: float | None
    possible: float
    late: bool | None
    handed_in: datetime | None
    needs_review: bool
    message: str
    excused: bool
