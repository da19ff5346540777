"""What a course decides about its class: due dates, late work, extensions, caps, groups.

All of it stands in `course.toml` and is applied by pure functions here, so that intake, gradebook
and a student's page say the same.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator, model_validator

from autograder.records.assignment import Settings
from autograder.records.roster import Roster

DAY = 86_400.0
"""Seconds."""


@dataclass(frozen=True)
class Lateness:
    """What the time of a hand-in does to its points.

    Attributes:
        seconds: After the due date; negative when early.
        late: Whether it came after the due date and its grace.
        days: Started days after the due date and its grace.
        tokens: Late days that were paid for by tokens.
        factor: The earned points are multiplied by it.
        points: Added after that; negative for a loss, positive for a bonus.
        sentence: All of that for the student.
    """

    seconds: float
    late: bool
    days: int
    tokens: int
    factor: float
    points: float
    sentence: str

    def applied(self, earned: float) -> float:
        """Points after lateness; a loss never goes below zero."""
        return max(0.0, earned * self.factor + self.points) if earned > 0 else max(0.0, earned)


class EarlyBonus(Settings):
    """Points for work that is handed in well before it is due."""

    hours: float = Field(gt=0, description="at least so long before the due date")
    share: float = Field(gt=0, le=1, description="of the possible points")


class LatePolicy(Settings):
    """What late work costs: `[late]` in `course.toml`. Without it lateness is told and is free."""

    grace_minutes: float = Field(0.0, ge=0, description="after the due date, free; not a late day")
    per_day: float = Field(0.0, ge=0, le=1, description="share lost for each started day")
    of: Literal["possible", "earned"] = Field("possible", description="what the share is taken of")
    cap: float = Field(1.0, ge=0, le=1, description="the most that lateness takes, as a share")
    tokens: int = Field(0, ge=0, description="free late days of a student over the whole course")
    tokens_each: int | None = Field(None, ge=0, description="the most for one assignment")
    closed_after_days: int | None = Field(
        None, ge=0, description="later work gets nothing; None: it is never closed"
    )
    early: EarlyBonus | None = None

    def judge(self, seconds: float, possible: float, *, tokens: int = 0) -> Lateness:
        """What a hand-in at a time is worth.

        Args:
            seconds: After the student's due date, extension included; negative when early.
            possible: Points of the assignment.
            tokens: Late days that the student still has; as many as needed are spent.

        Returns:
            Days, tokens, factor and points, with their sentence.
        """
        days = max(0, math.ceil((seconds - 60 * self.grace_minutes) / DAY))
        if days == 0:
            return self._in_time(seconds, possible)
        late = f"{duration(seconds)} late"
        if self.closed_after_days is not None and days > self.closed_after_days:
            sentence = (
                f"Handed in {late}; it was closed {_days(self.closed_after_days)} after the due "
                "date, so no points count."
            )
            return Lateness(seconds, True, days, 0, 0.0, 0.0, sentence)
        most = days if self.tokens_each is None else min(days, self.tokens_each)
        spent = max(0, min(most, tokens))
        share = min(self.cap, self.per_day * (days - spent))
        taken = f"{100 * share:g} % of the {self.of} points"
        if self.of == "possible":
            factor, points = 1.0, -share * possible if share else 0.0
            taken += f" (-{-points:g})"
        else:
            factor, points = 1.0 - share, 0.0
        parts = [f"Handed in {late}"]
        if spent:
            parts.append(f"{_days(spent)} paid for by tokens")
        parts.append(f"{taken} taken off" if share else "nothing taken off")
        return Lateness(seconds, True, days, spent, factor, points, "; ".join(parts) + ".")

    def _in_time(self, seconds: float, possible: float) -> Lateness:
        if self.early is not None and seconds <= -3600 * self.early.hours:
            points = self.early.share * possible
            sentence = f"Handed in {duration(-seconds)} early: +{points:g} points."
            return Lateness(seconds, False, 0, 0, 1.0, points, sentence)
        sentence = (
            f"Handed in {duration(seconds)} after the due date, within the grace; "
            "nothing taken off."
            if seconds > 0
            else "Handed in on time."
        )
        return Lateness(seconds, False, 0, 0, 1.0, 0.0, sentence)


class Extension(Settings):
    """More time for one student: an entry `[[extensions]]` of `course.toml`."""

    student: str = Field(min_length=1, description="student_id of the roster")
    assignment: str | None = Field(None, description="id of the assignment; None: all of them")
    days: float | None = Field(None, gt=0, description="after the due date")
    until: datetime | None = Field(None, description="without an offset: in the course's zone")
    reason: str = Field("", description="for staff; students never read it")

    @model_validator(mode="after")
    def _one_of_both(self) -> "Extension":
        if (self.days is None) == (self.until is None):
            raise ValueError("an extension has either `days` or `until`")
        return self


class Caps(Settings):
    """How many attempts count: `[attempts]` in `course.toml`."""

    per_day: int | None = Field(None, ge=1, description="calendar days of the course's time zone")
    total: int | None = Field(None, ge=1, description="the first so many")

    def counted(self, times: Sequence[datetime | None], zone: tzinfo = UTC) -> tuple[bool, ...]:
        """Which attempts count, in the order given.

        Args:
            times: When each was handed in, oldest first; None where nobody knows.
            zone: Where a day begins.
        """
        taken: dict[object, int] = {}
        counted: list[bool] = []
        for time in times:
            day = None if time is None else time.astimezone(zone).date()
            full = self.total is not None and sum(counted) >= self.total
            if day is not None and self.per_day is not None:
                full = full or taken.get(day, 0) >= self.per_day
            counted.append(not full)
            if not full:
                taken[day] = taken.get(day, 0) + 1
        return tuple(counted)


class ClassSettings(Settings):
    """The part of `course.toml` that is about the class of this term."""

    roster: str | None = Field(None, description="CSV file beside course.toml, or further away")
    timezone: str = Field("UTC", description="such as Europe/Berlin, for times without an offset")
    sections: tuple[str, ...] = Field((), description="the roster's sections; () for any")
    group_assignments: tuple[str, ...] = Field((), description="ids that groups hand in together")
    due: dict[str, datetime] = Field({}, description="by id; without an offset: in `timezone`")
    late: LatePolicy = LatePolicy()
    extensions: tuple[Extension, ...] = ()
    attempts: Caps = Caps()

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (OSError, ValueError, KeyError) as error:
            raise ValueError(f"{name!r} is not a time zone; name one such as UTC") from error
        return name

    @property
    def zone(self) -> tzinfo:
        """Where times without an offset are meant."""
        return UTC if self.timezone == "UTC" else ZoneInfo(self.timezone)

    def due_for(self, assignment: str, student_id: str | None = None) -> datetime | None:
        """When an assignment is due for a student, the longest extension included.

        Returns:
            None where the course names no date.
        """
        if assignment not in self.due:
            return None
        due = self.aware(self.due[assignment])
        dates = [due]
        for extension in self.extensions:
            if extension.student == student_id and extension.assignment in (None, assignment):
                if extension.days is not None:
                    dates.append(due + timedelta(days=extension.days))
                elif extension.until is not None:
                    dates.append(self.aware(extension.until))
        return max(dates)

    def seconds_late(
        self, assignment: str, handed_in: datetime, student_id: str | None = None
    ) -> float | None:
        """Seconds after the student's due date, negative when early; None without a date."""
        due = self.due_for(assignment, student_id)
        return None if due is None else (self.aware(handed_in) - due).total_seconds()

    def aware(self, time: datetime) -> datetime:
        """A time with its offset from UTC; one without is meant in the course's zone."""
        return time.replace(tzinfo=self.zone) if time.tzinfo is None else time

    def complaints(self, roster: Roster, assignments: Sequence[str]) -> tuple[str, ...]:
        """What in these settings names nobody and nothing, one sentence each."""
        known = {student.student_id for student in roster.students}
        named = [*self.due, *self.group_assignments]
        named += [one.assignment for one in self.extensions if one.assignment]
        found = [f"no assignment {name!r} in this course" for name in named]
        found = [text for name, text in zip(named, found, strict=True) if name not in assignments]
        found += [
            f"an extension for {one.student!r}, who is not on the roster"
            for one in self.extensions
            if one.student not in known
        ]
        if self.sections:
            found += [
                f"{one.student_id!r} is in section {one.section!r}, which `sections` does not list"
                for one in roster.students
                if one.section and one.section not in self.sections
            ]
        return tuple(f"course.toml: {text}." for text in dict.fromkeys(found))


def duration(seconds: float) -> str:
    """A length of time in its two largest units, such as `1 d 3 h` or `40 s`."""
    rest = round(abs(seconds))
    parts = []
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min"), (1, "s")):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {unit}")
    return " ".join(parts[:2]) or "0 s"


def _days(count: int) -> str:
    return f"{count} day" if count == 1 else f"{count} days"
