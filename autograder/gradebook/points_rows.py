"""What readers may give points for: a row for each question of each attempt."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from autograder.gradebook import bounds
from autograder.gradebook.holdings import SheetAssignment
from autograder.gradebook.loading import read_sheet
from autograder.gradebook.marking import Mark, marks
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import AttemptRow, StudentRow
from autograder.gradebook.taking import members
from autograder.gradebook.totals import totals

_SHORT = 16  # characters of a hash: enough to tell a class's submissions apart


@dataclass(frozen=True)
class PointsRow:
    """A question of an attempt that a person may give points for."""

    attempt: int
    students: tuple[str, ...]
    question: str
    possible: float
    written: bool
    mark: Mark | None

    @property
    def student(self) -> str:
        """Who handed it in."""
        return self.students[0]


def rows_of(
    book: Gradebook, assignment: str, questions: Sequence[str] | None
) -> dict[tuple[str, str], PointsRow]:
    """What points may be entered for, by submission and question.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        questions: Ids; the written ones when empty, all when None.
    """
    with book.read() as session:
        row = bounds.assignment(session, assignment)
        of: SheetAssignment = read_sheet(session, [assignment]).assignments[0]
        for key in questions or ():
            bounds.question(session, row, key)
        keys = dict(session.execute(select(StudentRow.id, StudentRow.key)).all())
        attempts = session.scalars(select(AttemptRow).where(AttemptRow.assignment_id == of.id))
        # The one who handed in comes first, then the others of the group.
        found = sorted(
            (
                keys[one.student_id],
                one.number,
                one.id,
                f"{one.submission[:_SHORT]}-{one.unit}",
                tuple(dict.fromkeys(keys[number] for number in (one.student_id, *members(one)))),
            )
            for one in attempts
        )
    held = marks(book, assignment)
    wanted = [
        one
        for one in of.questions
        if questions is None or (one.key in questions if questions else one.kind == "written")
    ]
    # The same bytes may be handed in by several: the unit in the name tells them apart.
    return {
        (name, question.key): PointsRow(
            number,
            students,
            question.key,
            question.possible,
            question.kind == "written",
            held.get((number, question.key)),
        )
        for _, _, number, name, students in found
        for question in wanted
    }


def counting(
    book: Gradebook, assignment: str, rows: dict[tuple[str, str], PointsRow]
) -> dict[str, str]:
    """The submission that counts, by student."""
    names = {row.attempt: name for (name, _), row in rows.items()}
    return {
        student: names[one.attempt]
        for student, one in totals(book, assignment).items()
        if one.attempt in names
    }
