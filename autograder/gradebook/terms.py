"""Terms of the course that are set in the gradebook: extensions, weights, drops, what counts."""

from datetime import datetime

from sqlalchemy import select

from autograder.gradebook import bounds
from autograder.gradebook.errors import Refused
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import ExtensionRow, SectionRow, WeightRow

COUNTINGS = ("latest on time", "latest", "best")
"""Which of a student's attempts counts. On time, where none is, it is the latest."""


def extend(
    book: Gradebook,
    author: str,
    student: str,
    assignment: str | None,
    *,
    days: float | None = None,
    until: datetime | None = None,
    excused: bool = False,
    reason: str = "",
) -> int:
    """Give a student more time, or excuse them from an assignment; lateness follows at once.

    Args:
        book: The gradebook.
        author: Who grants it.
        student: Key of the student.
        assignment: Id; None for all.
        days: After the due date.
        until: A date of its own instead.
        excused: The assignment does not count for the student; then neither days nor until.
        reason: For staff.

    Returns:
        Number of the extension, to withdraw it.

    Raises:
        Refused: If it names nobody or nothing, or says not exactly one thing.
    """
    if [days is not None, until is not None, excused].count(True) != 1:
        raise Refused("An extension gives days, or a date, or excuses; name one of the three.")
    if days is not None and not 0 < days <= 3660:
        raise Refused(f"An extension of {days} days is none; give more than 0, at most 3660.")
    if until is not None and until.tzinfo is None:
        raise Refused(f"The date {until} has no offset from UTC; add one, such as +01:00.")
    with book.change(author, "extend") as session:
        row = ExtensionRow(
            student_id=bounds.student(session, student).id,
            assignment_id=None if assignment is None else bounds.assignment(session, assignment).id,
            days=days,
            until=until,
            excused=excused,
            reason=bounds.prose(reason, "The reason"),
            source="gradebook",
            author=author,
            at=session.info["now"],
        )
        session.add(row)
        session.flush()
        session.info["facts"].update(student=row.student_id, assignment=assignment)
        return row.id


def withdraw_extension(book: Gradebook, author: str, number: int) -> None:
    """Take an extension back; one of `course.toml` comes back with the next sync.

    Raises:
        Refused: If there is none.
    """
    with book.change(author, "withdraw extension", extension=number) as session:
        row = session.get(ExtensionRow, number)
        if row is None:
            raise Refused(f"The gradebook has no extension {number}.")
        row.withdrawn = True


def set_weight(
    book: Gradebook,
    author: str,
    assignment: str,
    factor: float,
    *,
    section: str | None = None,
    question: str | None = None,
) -> None:
    """Say how much an assignment or a question counts, for one section or for all.

    Args:
        book: The gradebook.
        author: Who says so.
        assignment: Id of the assignment.
        factor: For an assignment, its weight in the course total, 1 where nothing is said. For a
            question: multiplies its points and what is possible; 0 leaves it out.
        section: Name of the section; None for all that have no factor of their own.
        question: Id of the question; None for the assignment.

    Raises:
        Refused: If it names nothing, or the factor is not a number from 0 to a million.
    """
    factor = bounds.share(factor, f"The weight of {assignment}")
    with book.change(author, "weight", assignment=assignment, factor=factor) as session:
        of = bounds.assignment(session, assignment)
        in_it = None if question is None else bounds.question(session, of, question).id
        part = None
        if section is not None:
            part = session.scalar(select(SectionRow.id).where(SectionRow.name == section))
            if part is None:
                raise Refused(f"The roster has no section {section!r}.")
        scope = "/".join(str(one or "-") for one in (of.id, part, in_it))
        row = session.scalar(select(WeightRow).where(WeightRow.scope == scope))
        if row is None:
            session.add(
                WeightRow(
                    scope=scope,
                    assignment_id=of.id,
                    section_id=part,
                    question_id=in_it,
                    factor=factor,
                )
            )
        else:
            row.factor = factor


def set_drop_lowest(book: Gradebook, author: str, count: int) -> None:
    """Say how many of a student's worst assignments the course total leaves out.

    Raises:
        Refused: If it is negative.
    """
    if not 0 <= count <= 1000:
        raise Refused(f"{count} assignments cannot be dropped; name 0 or more.")
    with book.change(author, "drop lowest", count=count) as session:
        bounds.course(session).drop_lowest = count


def set_counting(book: Gradebook, author: str, assignment: str, counting: str) -> None:
    """Say which attempt counts; one of `COUNTINGS`.

    Raises:
        Refused: If it is not.
    """
    if counting not in COUNTINGS:
        raise Refused(f"{counting!r} says not which attempt counts; name {', '.join(COUNTINGS)}.")
    with book.change(author, "counting", assignment=assignment, counting=counting) as session:
        bounds.assignment(session, assignment).counting = counting
