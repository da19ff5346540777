"""Who would gain or lose, by how much and where: totals before and after a decision."""

from collections.abc import Mapping
from dataclasses import dataclass

from autograder.gradebook.total import Total


@dataclass(frozen=True)
class QuestionChange:
    """How the points of one question change."""

    question: str
    before: float | None
    after: float | None


@dataclass(frozen=True)
class TotalChange:
    """How one student's total changes.

    Attributes:
        student: Key of the student.
        before: Total before; None: no grade.
        after: Total after.
        questions: Questions whose points change.
        overridden: Questions whose points an override keeps as they are.
        why: What it comes from, for a person.
    """

    student: str
    before: float | None
    after: float | None
    questions: tuple[QuestionChange, ...]
    overridden: tuple[str, ...] = ()
    why: str = ""

    @property
    def lowers(self) -> bool:
        """Whether the student loses points, or the grade."""
        return self.before is not None and (self.after is None or self.after < self.before)

    @property
    def by(self) -> float | None:
        """Points gained; negative for a loss, None where there is no total on one side."""
        if self.before is None or self.after is None:
            return None
        return round(self.after - self.before, 4)


def differences(before: Mapping[str, Total], after: Mapping[str, Total]) -> list[TotalChange]:
    """Students whose total or points differ, by key."""
    found = []
    for student in sorted(after):
        old, new = before.get(student), after[student]
        points = {} if old is None else old.points
        questions = tuple(
            QuestionChange(question, points.get(question), value)
            for question, value in new.points.items()
            if points.get(question) != value
        )
        total = None if old is None else old.total
        if questions or total != new.total:
            found.append(TotalChange(student, total, new.total, questions))
    return found
