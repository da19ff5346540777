"""Answers read once more, blind: to hold readers against each other and against gold answers.

A second reading gives no points: what counts is the first reader's mark, until a person changes it.
A gold answer is one whose points were settled beforehand; readers meet it among the others and do
not see that it is one. Both are documents with a revision, and stand in the audit; a reading is
erased with the student whose answer it is.
"""

import hashlib
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.documents import Kept, keep, kept
from autograder.gradebook.errors import Refused
from autograder.gradebook.marking import Marking, points_and_items
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.rubrics import rubric
from autograder.gradebook.tables import AssignmentRow, AttemptRow, QuestionRow, StudentRow

READING, GOLD = "second-reading", "gold-answers"


@dataclass(frozen=True)
class SecondReading:
    """What somebody gave an answer that they read blind.

    Attributes:
        attempt: Number of the attempt.
        question: Id of the question.
        reader: Who read it.
        points: What they gave.
        comment: What they said.
        at: When.
        revision: Counts from 1.
    """

    attempt: int
    question: str
    reader: str
    points: float
    comment: str
    at: datetime
    revision: int


@dataclass(frozen=True)
class GoldAnswers:
    """The gold answers to a question.

    Attributes:
        points: Settled points by attempt.
        revision: Counts changes.
    """

    points: dict[int, float]
    revision: int


def read_again(book: Gradebook, author: str, marking: Marking) -> int:
    """Keep a blind reading of an answer; it changes nobody's points.

    Returns:
        The new revision.

    Raises:
        Refused: If points are out of bounds, or attempt, question or item is not there.
        Stale: If it is based on another revision than there is.
    """
    with book.read() as session:
        of, question, student = _there(session, marking)
        given, items = points_and_items(session, question, marking, f"attempt {marking.attempt}")
    worth = {one.key: one.points for one in rubric(book, of, marking.question)}
    points = (given or 0.0) + sum(worth[key] for key in items)
    who = hashlib.sha256(author.encode("utf-8", "replace")).hexdigest()[:12]
    return keep(
        book,
        author,
        READING,
        f"{of}/{marking.question}/{marking.attempt}/{who}",
        {"points": points, "comment": bounds.prose(marking.comment, "A comment")},
        revision=marking.revision,
        student=student,
    )


def second_readings(
    book: Gradebook, assignment: str
) -> dict[tuple[int, str], dict[str, SecondReading]]:
    """The blind readings of an assignment: by attempt and question, then by reader."""
    found: dict[tuple[int, str], dict[str, SecondReading]] = defaultdict(dict)
    for key, one in kept(book, READING).items():
        of, _, rest = key.partition("/")
        parts = rest.rsplit("/", 2)
        if of == assignment and len(parts) == 3 and isinstance(one.content, dict):
            made = _reading(parts[0], int(parts[1]), one)
            found[made.attempt, made.question][made.reader] = made
    return dict(found)


def set_gold(
    book: Gradebook,
    author: str,
    assignment: str,
    question: str,
    attempt: int,
    points: float | None,
    *,
    revision: int,
) -> int:
    """Settle the points of an answer for good, so that readers are held against it.

    Args:
        book: The gradebook.
        author: Who settles them.
        assignment: Id of the assignment.
        question: Id of the question.
        attempt: Number of the attempt.
        points: What it is worth; None: it is no gold answer any more.
        revision: The one that was seen, 0 for none.

    Returns:
        The new revision.

    Raises:
        Refused: If points are out of bounds, or attempt or question is not there.
        Stale: If somebody else changed them meanwhile.
    """
    marking = Marking(attempt, question)
    with book.read() as session:
        of, row, _ = _there(session, marking)
        if of != assignment:
            raise Refused(f"Attempt {attempt} is not at {assignment}.")
        if points is not None:
            points = bounds.bounded(points, row.possible, f"{question}, the gold points")
    there = gold(book, assignment).get(question)
    settled = dict(there.points) if there else {}
    settled.pop(attempt, None)
    if points is not None:
        settled[attempt] = points
    content = {str(number): value for number, value in sorted(settled.items())}
    return keep(book, author, GOLD, f"{assignment}/{question}", content, revision=revision)


def gold(book: Gradebook, assignment: str) -> dict[str, GoldAnswers]:
    """The gold answers of an assignment by question."""
    found = {}
    for key, one in kept(book, GOLD).items():
        of, _, question = key.partition("/")
        if of == assignment and isinstance(one.content, dict):
            points = {int(number): float(value) for number, value in one.content.items()}
            found[question] = GoldAnswers(points, one.revision)
    return found


def _there(session: Session, marking: Marking) -> tuple[str, QuestionRow, str]:
    """Assignment, question and student of a marking."""
    attempt: AttemptRow = bounds.attempt(session, marking.attempt)
    of = session.get_one(AssignmentRow, attempt.assignment_id)
    question = bounds.question(session, of, marking.question)
    return of.key, question, session.get_one(StudentRow, attempt.student_id).key


def _reading(question: str, attempt: int, one: Kept) -> SecondReading:
    return SecondReading(
        attempt,
        question,
        one.author,
        float(one.content.get("points", 0.0)),
        str(one.content.get("comment", "")),
        one.at,
        one.revision,
    )
