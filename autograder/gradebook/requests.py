"""Regrade requests: a student asks, a person answers, and it is closed. Nothing gets lost between.

A request is about a question or a whole assignment, also one that was never graded. The points at
the asking and at the answer are kept with it, so that both sides see what came of it.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.errors import Refused, Stale
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import AssignmentRow, QuestionRow, RequestRow, StudentRow
from autograder.gradebook.totals import totals_in

STATES = ("open", "answered", "closed")


@dataclass(frozen=True)
class RegradeRequest:
    """A request.

    Attributes:
        id: Its number.
        student: Key of the student.
        assignment: Id of the assignment.
        question: Id of the question; empty for the whole assignment.
        state: One of `STATES`.
        text: What the student says.
        opened_at: When it was made.
        before: Points then; None if there were none.
        answer: What the answer says; empty while there is none.
        author: Who answered.
        answered_at: When.
        after: Points when it was answered.
        closed_at: When it was closed.
        revision: Counts changes.
    """

    id: int
    student: str
    assignment: str
    question: str
    state: str
    text: str
    opened_at: datetime
    before: float | None
    answer: str
    author: str
    answered_at: datetime | None
    after: float | None
    closed_at: datetime | None
    revision: int


def open_request(
    book: Gradebook, student: str, assignment: str, text: str, *, question: str | None = None
) -> int:
    """Ask to look at a grade again. One request a question is open at a time.

    Returns:
        Number of the request.

    Raises:
        Refused: If the text is blank, something is not there, or one is open already.
    """
    with book.read() as session:
        number = bounds.student(session, student).id
    with book.change(f"student {number}", "request", assignment=assignment) as session:
        of = bounds.assignment(session, assignment)
        about = None if question is None else bounds.question(session, of, question).id
        there = session.scalar(
            select(RequestRow.id).where(
                RequestRow.student_id == number,
                RequestRow.assignment_id == of.id,
                RequestRow.question_id.is_(None)
                if about is None
                else RequestRow.question_id == about,
                RequestRow.state == "open",
            )
        )
        if there is not None:
            raise Refused(f"Request {there} on this is open already; wait for its answer.")
        row = RequestRow(
            student_id=number,
            assignment_id=of.id,
            question_id=about,
            state="open",
            text=bounds.prose(text, "The reason", required=True),
            opened_at=session.info["now"],
            before=_points(session, student, assignment, question),
        )
        session.add(row)
        session.flush()
        session.info["facts"]["request"] = row.id
        return row.id


def answer_request(
    book: Gradebook, author: str, number: int, answer: str, *, revision: int
) -> None:
    """Answer a request; change the points first, so that the answer shows them.

    Raises:
        Refused: If there is no such request, it is closed, or the answer is blank.
        Stale: If somebody else changed it meanwhile.
    """
    with book.change(author, "answer request", request=number) as session:
        row = _request(session, number, revision)
        if row.state == "closed":
            raise Refused(f"Request {number} is closed; open it again to answer it.")
        row.answer = bounds.prose(answer, "An answer", required=True)
        row.state, row.author, row.answered_at = "answered", author, session.info["now"]
        row.after = _now(session, row)
        row.revision += 1


def close_request(book: Gradebook, author: str, number: int, *, revision: int) -> None:
    """Close a request, answered or not.

    Raises:
        Refused: If there is no such request, or it is closed already.
        Stale: If somebody else changed it meanwhile.
    """
    with book.change(author, "close request", request=number) as session:
        row = _request(session, number, revision)
        if row.state == "closed":
            raise Refused(f"Request {number} is closed already.")
        row.state, row.closed_at = "closed", session.info["now"]
        row.after = _now(session, row) if row.after is None else row.after
        row.revision += 1


def reopen_request(book: Gradebook, author: str, number: int, *, revision: int) -> None:
    """Open a request again; its answer stays to be read.

    Raises:
        Refused: If there is no such request, or it is open.
        Stale: If somebody else changed it meanwhile.
    """
    with book.change(author, "reopen request", request=number) as session:
        row = _request(session, number, revision)
        if row.state == "open":
            raise Refused(f"Request {number} is open.")
        row.state, row.closed_at, row.after = "open", None, None
        row.revision += 1


def requests(
    book: Gradebook,
    *,
    assignment: str | None = None,
    student: str | None = None,
    state: str | None = None,
) -> list[RegradeRequest]:
    """Requests, the oldest first."""
    with book.read() as session:
        statement = (
            select(RequestRow, StudentRow.key, AssignmentRow.key, QuestionRow.key)
            .join(StudentRow, StudentRow.id == RequestRow.student_id)
            .join(AssignmentRow, AssignmentRow.id == RequestRow.assignment_id)
            .outerjoin(QuestionRow, QuestionRow.id == RequestRow.question_id)
            .order_by(RequestRow.id)
        )
        for column, value in (
            (AssignmentRow.key, assignment),
            (StudentRow.key, student),
            (RequestRow.state, state),
        ):
            if value is not None:
                statement = statement.where(column == value)
        return [
            RegradeRequest(
                id=row.id,
                student=who,
                assignment=of,
                question=about or "",
                state=row.state,
                text=row.text,
                opened_at=row.opened_at,
                before=row.before,
                answer=row.answer,
                author=row.author,
                answered_at=row.answered_at,
                after=row.after,
                closed_at=row.closed_at,
                revision=row.revision,
            )
            for row, who, of, about in session.execute(statement)
        ]


def _request(session: Session, number: int, revision: int) -> RequestRow:
    row = session.get(RequestRow, number)
    if row is None:
        raise Refused(f"The gradebook has no request {number}.")
    if row.revision != revision:
        raise Stale(
            f"Request {number} changed meanwhile: you saw revision {revision}, revision "
            f"{row.revision} is there now ({row.state}). Look at it again.",
            yours=revision,
            theirs=row.revision,
            current={"state": row.state, "answer": row.answer, "author": row.author},
        )
    return row


def _now(session: Session, row: RequestRow) -> float | None:
    student = session.get_one(StudentRow, row.student_id).key
    assignment = session.get_one(AssignmentRow, row.assignment_id).key
    about = row.question_id
    question = None if about is None else session.get_one(QuestionRow, about).key
    return _points(session, student, assignment, question)


def _points(session: Session, student: str, assignment: str, question: str | None) -> float | None:
    total = totals_in(session, assignment).get(student)
    if total is None:
        return None
    return total.total if question is None else total.points.get(question)
