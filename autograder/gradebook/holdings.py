"""Everything that totals are derived from, in a dozen queries whatever the size of the class."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from autograder.records.policy import ClassSettings, Extension


class Person(NamedTuple):
    """A student as far as grades go; `id` is the row's number."""

    id: int
    key: str
    section: int | None
    enrolled: bool


class SheetQuestion(NamedTuple):
    """A question; `id` is the row's number."""

    id: int
    key: str
    title: str
    kind: str
    possible: float
    bonus: bool


class HandIn(NamedTuple):
    """An attempt; `id` is the row's number."""

    id: int
    student: int
    members: tuple[int, ...]
    unit: str
    number: int
    handed_in: datetime | None
    late: bool | None
    run: int | None


class Run(NamedTuple):
    """A verdict without its document."""

    status: str
    needs_review: bool
    message: str


class SheetMark(NamedTuple):
    """A reader's points, the rubric items' included."""

    points: float
    revision: int


@dataclass(frozen=True)
class Supposed:
    """Decisions that are looked at before they are made.

    Attributes:
        runs: The run that would count, by attempt.
        gains: Points that would be added, by run and question.
        rules: Kinds and options of rules that would be made, by question.
    """

    runs: Mapping[int, int] = field(default_factory=dict)
    gains: Mapping[tuple[int, int], float] = field(default_factory=dict)
    rules: Mapping[int, Sequence[tuple[str, frozenset[str]]]] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetAssignment:
    """An assignment with its questions in order, and their points without bonus."""

    id: int
    key: str
    title: str
    counting: str
    questions: tuple[SheetQuestion, ...]
    possible: float


@dataclass(frozen=True)
class GradebookSheet:
    """The content of the gradebook as far as totals need it. Numbers are those of the rows.

    Attributes:
        settings: Settings of the course.
        drop_lowest: Assignments that the course total leaves out.
        people: Every student, by key.
        sections: Names.
        groups: Names.
        assignments: In the order of the course.
        hand_ins: By assignment and student, in the order of attempts; a group's under each member.
        runs: By number.
        scores: Points by run, then by question.
        answers: Options chosen, by run and question; read only where a rule asks for them.
        marks: By attempt and question.
        overrides: Points and whether it is set, by unit and question.
        rules: Kind and accepted options, by question.
        gains: By run and question.
        extensions: By student: more time.
        excused: Student and assignment.
        factors: By assignment, section and question, `None` for any.
    """

    settings: ClassSettings
    drop_lowest: int
    people: tuple[Person, ...]
    sections: Mapping[int, str]
    groups: Mapping[int, str]
    assignments: tuple[SheetAssignment, ...]
    hand_ins: Mapping[tuple[int, int], Sequence[HandIn]]
    runs: Mapping[int, Run]
    scores: Mapping[int, Mapping[int, float | None]]
    answers: Mapping[tuple[int, int], str | None]
    marks: Mapping[tuple[int, int], SheetMark]
    overrides: Mapping[tuple[str, int], float]
    rules: Mapping[int, Sequence[tuple[str, frozenset[str]]]]
    gains: Mapping[tuple[int, int], float]
    extensions: Mapping[int, tuple[Extension, ...]]
    excused: frozenset[tuple[int, int]]
    factors: Mapping[tuple[int, int | None, int | None], float]
