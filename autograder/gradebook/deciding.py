"""Regrades and repairs that were made, and how they are undone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from autograder.gradebook import bounds
from autograder.gradebook.errors import Refused
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import AttemptRow, DecisionRow, QuestionRow


@dataclass(frozen=True)
class Decision:
    """A repair or regrade that was made.

    Attributes:
        id: Its number.
        kind: `repair` or `regrade`.
        assignment: Id of the assignment.
        question: Question that is repaired; else empty.
        check: Check that is repaired; else empty.
        policy: The rule or policy.
        comment: Why.
        author: Who.
        at: When.
        undone_at: When it was undone; None while it holds.
    """

    id: int
    kind: str
    assignment: str
    question: str
    check: str
    policy: str
    comment: str
    author: str
    at: datetime
    undone_at: datetime | None


def undo(book: Gradebook, author: str, decision: int) -> None:
    """Take a repair or a regrade back; the state is then as if it had not been made.

    Raises:
        Refused: If there is none that holds, or a later regrade stands on it.
    """
    with book.change(author, "undo", decision=decision) as session:
        row = session.get(DecisionRow, decision)
        if row is None or row.undone_at is not None:
            raise Refused(f"The gradebook has no repair or regrade {decision} that holds.")
        for move in row.moves:
            attempt = session.get_one(AttemptRow, move.attempt_id)
            if attempt.run_id != move.after:
                raise Refused(
                    f"A later regrade changed attempt {attempt.id} again; undo that one first."
                )
            attempt.run_id = move.before
        row.undone_at, row.undone_by = session.info["now"], author
        session.info["facts"].update(kind=row.kind)


def decisions(book: Gradebook, assignment: str) -> list[Decision]:
    """Repairs and regrades of an assignment, the oldest first, those undone included."""
    with book.read() as session:
        of = bounds.assignment(session, assignment)
        statement = (
            select(DecisionRow, QuestionRow.key)
            .outerjoin(QuestionRow, QuestionRow.id == DecisionRow.question_id)
            .where(DecisionRow.assignment_id == of.id)
            .order_by(DecisionRow.id)
        )
        return [
            Decision(
                id=row.id,
                kind=row.kind,
                assignment=assignment,
                question=key or "",
                check=row.check_id or "",
                policy=row.policy,
                comment=row.comment,
                author=row.author,
                at=row.at,
                undone_at=row.undone_at,
            )
            for row, key in session.execute(statement)
        ]
