"""Comments of people on an attempt, anchored to a question, a cell or a line."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from autograder.gradebook import bounds
from autograder.gradebook.errors import Refused
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import AssignmentRow, CommentRow, QuestionRow

_LONGEST_QUOTE = 200


@dataclass(frozen=True)
class Comment:
    """A comment.

    Attributes:
        id: Its number.
        attempt: Number of the attempt.
        question: Id of the question; empty for the whole.
        cell: Id of the notebook's cell; empty for none.
        line: Line of the cell, from 1; None for none.
        quote: That line as it was when the comment was written; empty where nobody said.
        text: What it says.
        for_student: Whether the student reads it.
        author: Who wrote it.
        at: When.
    """

    id: int
    attempt: int
    question: str
    cell: str
    line: int | None
    quote: str
    text: str
    for_student: bool
    author: str
    at: datetime


def comment(
    book: Gradebook,
    author: str,
    attempt: int,
    text: str,
    *,
    question: str | None = None,
    cell: str = "",
    line: int | None = None,
    quote: str = "",
    for_student: bool = True,
) -> int:
    """Write a comment on an attempt.

    Args:
        book: The gradebook.
        author: Who writes it.
        attempt: Number of the attempt.
        text: What it says.
        question: Id of the question; None for the whole.
        cell: Id of the notebook's cell; empty for none.
        line: Line of the cell, from 1; None for the whole cell.
        quote: That line as it is now, so that it is found again wherever the comment is read.
        for_student: Whether the student reads it.

    Returns:
        Its number.

    Raises:
        Refused: If it is blank, or attempt or question is not there.
    """
    if line is not None and (line < 1 or not cell):
        raise Refused("A line is counted from 1 and is of a cell; name the cell too.")
    with book.change(author, "comment", attempt=attempt) as session:
        on = bounds.attempt(session, attempt)
        of = session.get_one(AssignmentRow, on.assignment_id)
        row = CommentRow(
            attempt_id=on.id,
            question_id=None if question is None else bounds.question(session, of, question).id,
            cell=bounds.prose(cell, "The cell")[:100],
            line=line,
            quote=bounds.prose(quote, "The line")[:_LONGEST_QUOTE] or None,
            text=bounds.prose(text, "A comment", required=True),
            for_student=for_student,
            author=author,
            at=session.info["now"],
        )
        session.add(row)
        session.flush()
        return row.id


def withdraw_comment(book: Gradebook, author: str, number: int) -> None:
    """Take a comment back; the audit still shows that there was one.

    Raises:
        Refused: If there is none.
    """
    with book.change(author, "withdraw comment", comment=number) as session:
        row = session.get(CommentRow, number)
        if row is None:
            raise Refused(f"The gradebook has no comment {number}.")
        row.withdrawn = True


def commented(book: Gradebook) -> frozenset[int]:
    """Numbers of the attempts that have a comment."""
    with book.read() as session:
        statement = select(CommentRow.attempt_id).where(CommentRow.withdrawn.is_(False))
        return frozenset(session.scalars(statement.distinct()))


def comments(book: Gradebook, attempt: int, *, for_student: bool = False) -> list[Comment]:
    """The comments on an attempt, the oldest first; if asked, only what its student may read."""
    with book.read() as session:
        statement = (
            select(CommentRow, QuestionRow.key)
            .outerjoin(QuestionRow, QuestionRow.id == CommentRow.question_id)
            .where(CommentRow.attempt_id == attempt, CommentRow.withdrawn.is_(False))
            .order_by(CommentRow.id)
        )
        if for_student:
            statement = statement.where(CommentRow.for_student)
        return [
            Comment(
                id=row.id,
                attempt=attempt,
                question=key or "",
                cell=row.cell,
                line=row.line,
                quote=row.quote or "",
                text=row.text,
                for_student=row.for_student,
                author=row.author,
                at=row.at,
            )
            for row, key in session.execute(statement)
        ]
