"""Which assignments and questions a gradebook knows."""

from dataclasses import dataclass

from sqlalchemy import select

from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import AssignmentRow, CourseRow, QuestionRow


@dataclass(frozen=True, slots=True)
class KnownQuestion:
    """A question.

    Attributes:
        id: Its id.
        title: Its title.
        kind: `code`, `mcq` or `written`.
        possible: Points.
        bonus: Whether they are on top.
    """

    id: str
    title: str
    kind: str
    possible: float
    bonus: bool


@dataclass(frozen=True, slots=True)
class KnownAssignment:
    """An assignment.

    Attributes:
        id: Its id.
        title: Its title.
        possible: Points without bonus.
        questions: In the order of the notebook.
    """

    id: str
    title: str
    possible: float
    questions: tuple[KnownQuestion, ...]

    def question(self, key: str) -> KnownQuestion | None:
        """The question of that id, or None."""
        return next((one for one in self.questions if one.id == key), None)


def assignments(book: Gradebook) -> list[KnownAssignment]:
    """The assignments in the order of the course, with their questions."""
    with book.read() as session:
        held: dict[int, list[KnownQuestion]] = {}
        statement = (
            select(QuestionRow).where(QuestionRow.position >= 0).order_by(QuestionRow.position)
        )
        for row in session.scalars(statement):
            held.setdefault(row.assignment_id, []).append(
                KnownQuestion(row.key, row.title, row.kind, row.possible, row.bonus)
            )
        ordered = select(AssignmentRow).order_by(AssignmentRow.position, AssignmentRow.id)
        return [
            KnownAssignment(
                row.key,
                row.title,
                sum(one.possible for one in held.get(row.id, ()) if not one.bonus),
                tuple(held.get(row.id, ())),
            )
            for row in session.scalars(ordered)
        ]


def course_name(book: Gradebook) -> str:
    """Title of the course; empty where it was never set up."""
    with book.read() as session:
        row = session.get(CourseRow, 1)
        return "" if row is None else row.name
