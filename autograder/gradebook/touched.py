"""Which assignments' grades changes may have moved, so that pages read nothing twice."""

from sqlalchemy import select

from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import (
    AssignmentRow,
    ChangeRow,
    EntryRow,
    MarkRow,
    OverrideRow,
    QuestionRow,
    RubricRow,
    RuleRow,
)

_NO_GRADES = frozenset({"comments", "documents", "requests"})
_ROWS = (MarkRow, OverrideRow, RubricRow, RuleRow)
_OF_A_QUESTION = {row.__tablename__: row for row in _ROWS}


def touched(book: Gradebook, since: str) -> frozenset[str] | None:
    """Assignments whose points, attempts or verdicts later entries of the audit may have changed.

    Args:
        book: The gradebook.
        since: Hash of an entry; see `head`.

    Returns:
        Their ids; None where it may be all of them, people and settings included.
    """
    with book.read() as session:
        seq = session.scalar(select(EntryRow.seq).where(EntryRow.hash == since))
        if seq is None:
            return None
        after = ChangeRow.seq > seq
        tables = set(session.scalars(select(ChangeRow.of).where(after).distinct())) - _NO_GRADES
        if tables - set(_OF_A_QUESTION):
            return None
        found: set[str] = set()
        for table in tables:
            row = _OF_A_QUESTION[table]
            found.update(
                session.scalars(
                    select(AssignmentRow.key)
                    .join(QuestionRow, QuestionRow.assignment_id == AssignmentRow.id)
                    .join(row, row.question_id == QuestionRow.id)
                    .join(ChangeRow, ChangeRow.row_id == row.id)
                    .where(after, ChangeRow.of == table)
                    .distinct()
                )
            )
            gone = select(ChangeRow.row_id).where(
                after, ChangeRow.of == table, ChangeRow.commitment.is_(None)
            )
            if session.execute(gone.limit(1)).first() is not None:
                return None
        return frozenset(found)
