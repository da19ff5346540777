"""What was handed in: every attempt is kept, a group's counts for each of its members."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.errors import Refused
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.people import student_rows
from autograder.gradebook.tables import AssignmentRow, AttemptRow, QuestionRow, RunRow, StudentRow
from autograder.gradebook.taking import Taker
from autograder.records.grades import GradedQuestion
from autograder.records.release import QuestionSpec, Release


@dataclass(frozen=True)
class Attempt:
    """An attempt.

    Attributes:
        id: Its number in the gradebook.
        assignment: Id of the assignment.
        student: Key of the student who handed it in.
        members: Keys of all for whom it counts.
        number: Number among the student's or group's attempts, from 1.
        submission: SHA-256 of what was handed in.
        file: Name of the file.
        handed_in: When, if anybody knows.
        late: What the source says of it.
        run: Key of the run whose verdict counts; None while there is none.
    """

    id: int
    assignment: str
    student: str
    members: tuple[str, ...]
    number: int
    submission: str
    file: str
    handed_in: datetime | None
    late: bool | None
    run: str | None


def set_assignment(
    book: Gradebook, author: str, release: Release, sha256: str = "", *, position: int | None = None
) -> None:
    """Make an assignment and its questions known, or bring them in line with a newer release.

    Args:
        book: The gradebook.
        author: Who does it.
        release: The compiled assignment.
        sha256: Hash of the release, as in a result's provenance, if it is known.
        position: Order in the course; the end for a new one when None.
    """
    with book.change(author, "assignment", assignment=release.assignment) as session:
        row = assignment_row(session, release.assignment, release.title, position)
        row.release_sha256 = sha256 or row.release_sha256
        set_questions(session, row, release.questions)


def record_attempt(
    book: Gradebook,
    author: str,
    assignment: str,
    student: str,
    submission: str,
    *,
    file: str = "",
    handed_in: datetime | None = None,
    late: bool | None = None,
) -> int:
    """Record that something was handed in; the same bytes by the same people are one attempt.

    Args:
        book: The gradebook.
        author: Who records it.
        assignment: Id of a known assignment.
        student: Key of the student; one who is not on the roster is added as not enrolled.
        submission: SHA-256 of what was handed in.
        file: Name of the file.
        handed_in: When, with an offset from UTC.
        late: What the source says.

    Returns:
        Number of the attempt.

    Raises:
        Refused: If the assignment is not known or the time has no offset.
    """
    if not submission:
        raise Refused("An attempt needs the hash of what was handed in.")
    with book.change(author, "attempt", assignment=assignment) as session:
        people = student_rows(session, [student])
        taker = Taker(session, bounds.assignment(session, assignment))
        row = taker.attempt(people[student], submission, file, handed_in, late)
        session.flush()
        session.info["facts"]["attempt"] = row.id
        return row.id


def attempts(
    book: Gradebook, assignment: str | None = None, student: str | None = None
) -> list[Attempt]:
    """Attempts in the order in which they were recorded.

    Args:
        book: The gradebook.
        assignment: Only of this one.
        student: Only those that count for this student, a group's included.
    """
    with book.read() as session:
        keys = dict(session.execute(select(StudentRow.id, StudentRow.key)).all())
        # Columns, not rows: a large class has very many, and nobody changes them here.
        statement = (
            select(
                AttemptRow.id,
                AssignmentRow.key,
                AttemptRow.student_id,
                AttemptRow.members,
                AttemptRow.number,
                AttemptRow.submission,
                AttemptRow.file,
                AttemptRow.handed_in,
                AttemptRow.late,
                RunRow.key,
            )
            .join(AssignmentRow, AssignmentRow.id == AttemptRow.assignment_id)
            .outerjoin(RunRow, RunRow.id == AttemptRow.run_id)
            .order_by(AttemptRow.id)
        )
        if assignment is not None:
            statement = statement.where(AssignmentRow.key == assignment)
        found = [
            Attempt(
                id=number,
                assignment=of,
                student=keys[by],
                members=tuple(keys[one] for one in listed or (by,)),
                number=nth,
                submission=submission,
                file=file,
                handed_in=at,
                late=late,
                run=run,
            )
            for number, of, by, listed, nth, submission, file, at, late, run in session.execute(
                statement
            )
        ]
    return [one for one in found if student is None or student in one.members]


def assignment_row(
    session: Session, key: str, title: str, position: int | None = None
) -> AssignmentRow:
    """The row of an assignment, made where there is none."""
    row = session.scalar(select(AssignmentRow).where(AssignmentRow.key == key))
    if row is None:
        last = session.scalar(select(func.max(AssignmentRow.position)))
        at = position if position is not None else (-1 if last is None else last) + 1
        row = AssignmentRow(key=bounds.name(key, "An assignment's id"), title=title, position=at)
        session.add(row)
        session.flush()
    else:
        row.title = title
        row.position = row.position if position is None else position
    return row


def set_questions(
    session: Session, of: AssignmentRow, wanted: Sequence[QuestionSpec | GradedQuestion]
) -> dict[str, QuestionRow]:
    """Bring an assignment's questions in line; one that is gone keeps its row, at the end.

    Returns:
        All questions by id.
    """
    rows = session.scalars(select(QuestionRow).where(QuestionRow.assignment_id == of.id))
    there = {row.key: row for row in rows}
    for position, spec in enumerate(wanted):
        possible = spec.points if isinstance(spec, QuestionSpec) else spec.possible
        content = {
            "title": spec.title,
            "kind": spec.kind,
            "possible": float(possible),
            "bonus": spec.bonus,
            "position": position,
        }
        row = there.get(spec.id)
        if row is None:
            there[spec.id] = QuestionRow(assignment_id=of.id, key=spec.id, **content)
            session.add(there[spec.id])
        else:
            for name, value in content.items():
                setattr(row, name, value)
    gone = [row for key, row in there.items() if key not in {spec.id for spec in wanted}]
    for row in gone:
        # Its points stay in the results that have them, but it is no part of the assignment.
        row.position = -1
    session.flush()
    return there
