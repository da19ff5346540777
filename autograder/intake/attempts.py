"""Which of a student's attempts is graded: the newest on time, and what is said of the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from autograder.intake.find import Tried
from autograder.intake.people import Owner
from autograder.intake.reading import FoundAttempt
from autograder.records.policy import ClassSettings, duration


@dataclass(frozen=True)
class Picked:
    """The attempt that is graded.

    Attributes:
        attempt: The attempt.
        late: Whether it was late; None when nothing says so.
        tried: All attempts, oldest first; empty where there is one.
        notes: What a reviewer should know.
    """

    attempt: FoundAttempt
    late: bool | None
    tried: tuple[Tried, ...]
    notes: tuple[str, ...]


def pick(
    attempts: Sequence[FoundAttempt], owner: Owner, settings: ClassSettings, assignment: str
) -> Picked:
    """Choose the attempt of a student or group that is graded.

    Where the course says when work is due, or what late work costs, the newest attempt on time is
    taken, and the newest of all where none was. Elsewhere lateness costs nothing, and the newest
    is taken. Attempts above the course's caps are kept and not graded.

    Args:
        attempts: At least one, in any order.
        owner: Whose they are.
        settings: Settings of the class.
        assignment: Id of the assignment.
    """
    ordered = sorted(attempts, key=_order)
    if all(one.time is not None for one in ordered):
        ordered.sort(key=lambda one: (one.time, _order(one)))
    lates = [_late(one, owner, settings, assignment) for one in ordered]
    counted = settings.attempts.counted([one.time for one in ordered], settings.zone)
    pool = [place for place, counts in enumerate(counted) if counts]
    due = assignment in settings.due
    if due or settings.late.per_day > 0 or settings.late.closed_after_days is not None:
        pool = [place for place in pool if not lates[place]] or pool
    chosen = pool[-1]
    notes = list(ordered[chosen].notes)
    if len(ordered) > 1:
        others = [one.entry for place, one in enumerate(ordered) if place != chosen]
        which = "the newest" if chosen == len(ordered) - 1 else "the newest that counts"
        notes.append(
            f"{len(ordered)} attempts; {ordered[chosen].entry} is graded, {which}. "
            f"Set aside: {', '.join(others)}."
        )
        capped = [one.entry for one, counts in zip(ordered, counted, strict=True) if not counts]
        if capped:
            notes.append(f"Above the cap on attempts: {', '.join(capped)}.")
    time = ordered[chosen].time
    if lates[chosen]:
        notes.append(_late_note(time, owner, settings, assignment))
    tried = tuple(
        Tried(one.entry, one.time, late, place == chosen)
        for place, (one, late) in enumerate(zip(ordered, lates, strict=True))
    )
    return Picked(ordered[chosen], lates[chosen], tried if len(tried) > 1 else (), tuple(notes))


def _order(attempt: FoundAttempt) -> tuple[tuple[int, int, str], ...]:
    """Comparable whatever a format puts into `FoundAttempt.order`."""
    return tuple(
        (0, value, "") if isinstance(value, int) else (1, 0, value) for value in attempt.order
    )


def due_for(owner: Owner, settings: ClassSettings, assignment: str) -> datetime | None:
    """When work is due; a group has the longest extension of its members."""
    dates = [
        date
        for member in owner.members
        if (date := settings.due_for(assignment, member.student_id)) is not None
    ]
    return max(dates, default=None)


def _late(
    attempt: FoundAttempt, owner: Owner, settings: ClassSettings, assignment: str
) -> bool | None:
    """By the course's date where there is one and the time is known, else as the platform says."""
    due = due_for(owner, settings, assignment)
    if due is None or attempt.time is None:
        return attempt.late
    return (attempt.time - due).total_seconds() > 60 * settings.late.grace_minutes


def _late_note(
    time: datetime | None, owner: Owner, settings: ClassSettings, assignment: str
) -> str:
    due = due_for(owner, settings, assignment)
    if due is not None and time is not None:
        return f"Late: handed in {duration((time - due).total_seconds())} after the due date."
    if due is not None and due > settings.aware(settings.due[assignment]):
        until = due.isoformat(sep=" ", timespec="minutes")
        return f"Late by the platform's word, which does not know of the extension to {until}."
    return "Late by the platform's word."
