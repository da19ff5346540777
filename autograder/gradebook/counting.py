"""The attempts at one assignment: which counts, what it is worth, how late it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from autograder.gradebook.holdings import GradebookSheet, HandIn, Person, SheetAssignment
from autograder.records.policy import Lateness


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one piece of work, before lateness."""

    points: Mapping[str, float | None]
    sources: Mapping[str, str]
    pending: tuple[str, ...]
    earned: float | None
    possible: float


class Worth(Protocol):
    """What says how much a piece of work is worth, and who has late days left."""

    @property
    def sheet(self) -> GradebookSheet:
        """What is derived from."""

    def points_of(self, of: SheetAssignment, work: HandIn | None, person: Person | None) -> Points:
        """Points of a piece of work, for everyone or as they are for one person."""

    def own(self, of: SheetAssignment, person: Person) -> bool:
        """Whether something holds for this person alone."""

    def tokens(self, work: HandIn) -> int:
        """Late days that all whom the work counts for still have."""

    def spend(self, work: HandIn, count: int) -> None:
        """Take late days from all whom the work counts for."""


class CountedWork:
    """The attempts at one assignment: which count, what they are worth, how late they are."""

    def __init__(self, deriver: Worth, of: SheetAssignment, due: datetime | None) -> None:
        self.of = of
        self._deriver = deriver
        self._sheet = deriver.sheet
        self._due = due
        self._shared: dict[int, Points] = {}
        self._lateness: dict[int, Lateness | None] = {}
        self._none = deriver.points_of(of, None, None)

    def worth(self, work: HandIn | None, person: Person | None = None) -> Points:
        """Points of an attempt for a person; for everyone when None."""
        if person is not None and self._deriver.own(self.of, person):
            return self._deriver.points_of(self.of, work, person)
        if work is None:
            return self._none
        if work.id not in self._shared:
            self._shared[work.id] = self._deriver.points_of(self.of, work, None)
        return self._shared[work.id]

    def counted(self, hand_ins: Sequence[HandIn]) -> HandIn | None:
        """The attempt that counts."""
        caps = self._sheet.settings.attempts
        if len(hand_ins) > 1:
            known = all(one.handed_in is not None for one in hand_ins)
            hand_ins = sorted(
                hand_ins,
                key=lambda one: (
                    one.handed_in.timestamp() if known and one.handed_in else 0.0,
                    one.number,
                    one.id,
                ),
            )
            if caps.per_day is not None or caps.total is not None:
                times = [one.handed_in for one in hand_ins]
                free = caps.counted(times, self._sheet.settings.zone)
                hand_ins = [one for one, count in zip(hand_ins, free, strict=True) if count]
        if not hand_ins:
            return None
        if len(hand_ins) == 1 or self.of.counting == "latest":
            return hand_ins[-1]
        if self.of.counting == "best":
            return max(hand_ins, key=self._value)
        return next((one for one in reversed(hand_ins) if not self._late(one)), hand_ins[-1])

    def lateness(self, work: HandIn, *, spend: bool) -> Lateness | None:
        """What the time of an attempt does to its points.

        Args:
            work: The attempt.
            spend: Whether it counts, so that late days are spent on it: once for all who share it.
        """
        if work.id in self._lateness:
            return self._lateness[work.id]
        due = self._due_of(work)
        if due is None or work.handed_in is None:
            found = None
        else:
            seconds = (work.handed_in - due).total_seconds()
            policy, tokens = self._sheet.settings.late, self._deriver.tokens(work)
            found = policy.judge(seconds, self.worth(work).possible, tokens=tokens)
        if spend:
            self._lateness[work.id] = found
            if found is not None and found.tokens:
                self._deriver.spend(work, found.tokens)
        return found

    def _due_of(self, work: HandIn) -> datetime | None:
        """When it was due: the latest date of all whom it counts for."""
        extensions = self._sheet.extensions
        if self._due is None or not any(member in extensions for member in work.members):
            return self._due
        dates = [self._due]
        for member in work.members:
            held = self._sheet.settings.model_copy(
                update={"extensions": extensions.get(member, ())}
            )
            own = held.due_for(self.of.key, str(member))
            dates += [] if own is None else [own]
        return max(dates)

    def _late(self, work: HandIn) -> bool:
        lateness = self.lateness(work, spend=False)
        return bool(work.late) if lateness is None else lateness.late

    def _value(self, work: HandIn) -> tuple[float, int]:
        """For comparison: the points that count, of equal ones the earlier attempt."""
        earned, lateness = self.worth(work).earned, self.lateness(work, spend=False)
        if earned is None:
            return (-1.0, -work.number)
        return (earned if lateness is None else lateness.applied(earned), -work.number)
