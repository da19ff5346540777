"""Erasing a student's data: who they are and what they wrote go, what it was worth stays.

Points, options chosen and hashes of submissions stay under a number that leads to nobody, so that
statistics and audit remain whole. Rows that are erased get a new salt: what the audit committed to
before can then not be guessed at, and nothing in the audit itself has to change.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from autograder.gradebook import bounds, chain
from autograder.gradebook.errors import Refused
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import (
    AttemptRow,
    CommentRow,
    DocumentRow,
    ExtensionRow,
    MarkRow,
    OverrideRow,
    RequestRow,
    RunRow,
    StudentRow,
)
from autograder.gradebook.taking import members
from autograder.gradebook.verdicts import document
from autograder.records.result import QuestionResult, load

_IDENTITY = ("name", "email", "canvas_id", "sis_id", "login", "moodle_participant")


@dataclass(frozen=True)
class Erased:
    """What was erased.

    Attributes:
        key: Under which the student's points stay.
        rows: How many rows were emptied.
    """

    key: str
    rows: int


def erase(book: Gradebook, author: str, student: str) -> Erased:
    """Erase a student's data; work of a group goes when its last member is erased.

    Backups, exports and result files made before still hold it: erase those where they lie.

    Args:
        book: The gradebook.
        author: Who does it.
        student: Key of the student.

    Raises:
        Refused: If there is no such student, or they were erased already.
    """
    with book.change(author, "erase") as session:
        person = bounds.student(session, student)
        if person.erased_at is not None:
            raise Refused(f"{student} was erased already.")
        session.info["facts"]["student"] = person.id
        for column in _IDENTITY:
            setattr(person, column, "")
        person.key, person.erased_at = f"erased-{person.id}", session.info["now"]
        person.enrolled = False
        rows: list[Any] = [person]
        attempts = _alone(session, person)
        for attempt in attempts:
            attempt.file, attempt.handed_as = "", None
        rows += [*attempts, *_runs(session, attempts), *_words(session, person, attempts)]
        for row in rows:
            row.salt = chain.new_salt()
        erased = Erased(person.key, len(rows))
    _forget(book)
    return erased


def _alone(session: Session, person: StudentRow) -> list[AttemptRow]:
    """The attempts of which nobody is left who is not erased."""
    gone = set(session.scalars(select(StudentRow.id).where(StudentRow.erased_at.is_not(None))))
    gone.add(person.id)
    return [
        row
        for row in session.scalars(select(AttemptRow).order_by(AttemptRow.id))
        if person.id in members(row) and set(members(row)) <= gone
    ]


def _runs(session: Session, attempts: list[AttemptRow]) -> list[RunRow]:
    """The runs of these attempts and of nobody else's, emptied of what the student wrote."""
    ours = {row.id for row in attempts}
    work = {(row.assignment_id, row.submission) for row in attempts}
    others = {
        (assignment, submission)
        for number, assignment, submission in session.execute(
            select(AttemptRow.id, AttemptRow.assignment_id, AttemptRow.submission)
        )
        if number not in ours
    }
    found = []
    for assignment, submission in sorted(work - others):
        for row in session.scalars(
            select(RunRow).where(
                RunRow.assignment_id == assignment, RunRow.submission == submission
            )
        ):
            row.document, row.message = skeleton(row.document), ""
            found.append(row)
    return found


def skeleton(content: Any) -> Any:
    """A result without a word that the student wrote or that quotes them."""
    result = load(content)
    bare = result.model_copy(
        update={
            "message": "",
            "notes": (),
            "output": "",
            "seal": "",
            "checkpoints": (),
            "questions": tuple(_bare(one) for one in result.questions),
        }
    )
    return document(bare)


def _bare(question: QuestionResult) -> QuestionResult:
    checks = tuple(one.model_copy(update={"message": ""}) for one in question.checks)
    answer = question.answer if question.kind == "mcq" else None
    return question.model_copy(
        update={"message": "", "hint": None, "answer": answer, "checks": checks}
    )


def _words(session: Session, person: StudentRow, attempts: list[AttemptRow]) -> list[Any]:
    """Rows with a person's words about the student, emptied of them."""
    ids = [row.id for row in attempts]
    emptied: list[tuple[Any, tuple[str, ...]]] = []
    for chunk in (ids[start : start + 400] for start in range(0, len(ids), 400)):
        marks = session.scalars(select(MarkRow).where(MarkRow.attempt_id.in_(chunk)))
        emptied += [(row, ("comment",)) for row in marks]
        comments = session.scalars(select(CommentRow).where(CommentRow.attempt_id.in_(chunk)))
        emptied += [(row, ("text", "cell", "quote")) for row in comments]
    words: tuple[tuple[type[Any], tuple[str, ...]], ...] = (
        (OverrideRow, ("comment",)),
        (RequestRow, ("text", "answer")),
        (ExtensionRow, ("reason",)),
    )
    for table, columns in words:
        rows = session.scalars(select(table).where(table.student_id == person.id))
        emptied += [(row, columns) for row in rows]
    documents = session.scalars(select(DocumentRow).where(DocumentRow.student_id == person.id))
    for document_row in documents:
        document_row.content = None
        emptied.append((document_row, ()))
    for row, columns in emptied:
        for column in columns:
            setattr(row, column, "")
    return [row for row, _ in emptied]


def _forget(book: Gradebook) -> None:
    """Have the database drop what its files still hold of the old rows."""
    if book.is_sqlite:
        raw = book.engine.raw_connection()
        try:
            raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            raw.close()
        return
    emptied = (
        StudentRow,
        AttemptRow,
        RunRow,
        MarkRow,
        CommentRow,
        OverrideRow,
        RequestRow,
        DocumentRow,
    )
    with book.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        for table in (*emptied, ExtensionRow):
            connection.execute(text(f"VACUUM {table.__tablename__}"))
