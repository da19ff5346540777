"""What a student is told beside the points: comments, and why points are not as graded."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook.failures import failing
from autograder.gradebook.pins import pins_in
from autograder.gradebook.tables import (
    AssignmentRow,
    AttemptRow,
    CommentRow,
    DecisionRow,
    MarkRow,
    QuestionRow,
    RuleRow,
)
from autograder.gradebook.total import Total
from autograder.records.grades import Note


@dataclass(frozen=True)
class Told:
    """What is said of the work at one assignment.

    Attributes:
        comments: By attempt.
        pinned: Notes on the mistakes that were made, by attempt.
        marks: Readers' comments, by attempt and question.
        repairs: Why a question was repaired, by question.
        rules: Why a rule holds for a question, by question.
    """

    comments: Mapping[int, Sequence[Note]]
    pinned: Mapping[int, Sequence[Note]]
    marks: Mapping[tuple[int, str], str]
    repairs: Mapping[str, Sequence[str]]
    rules: Mapping[str, Sequence[str]]

    def about(self, total: Total) -> list[Note]:
        """Notes for the student whose total it is."""
        attempt = total.attempt or 0
        notes = [*self.comments.get(attempt, ()), *self.pinned.get(attempt, ())]
        for question in total.points:
            source = total.sources.get(question)
            said: list[str] = []
            if source == "reader":
                said = [self.marks.get((attempt, question), "")]
            elif source == "repair":
                said = [f"points given back, {why}" for why in self.repairs.get(question, ())]
            elif source in ("rule", "void"):
                said = [*self.rules.get(question, ())]
            notes += [Note(question=question, text=text) for text in said if text]
        if total.lateness is not None and total.lateness.late:
            notes.append(Note(text=total.lateness.sentence))
        return notes


def told(session: Session, assignment: int) -> Told:
    """What is said of the work at an assignment.

    Args:
        session: Reads it.
        assignment: Number of the assignment's row.
    """
    of = {
        row.id: row.key
        for row in session.scalars(
            select(QuestionRow).where(QuestionRow.assignment_id == assignment)
        )
    }
    key = session.scalar(select(AssignmentRow.key).where(AssignmentRow.id == assignment)) or ""
    comments: dict[int, list[Note]] = defaultdict(list)
    for row in session.scalars(
        select(CommentRow)
        .join(AttemptRow, AttemptRow.id == CommentRow.attempt_id)
        .where(AttemptRow.assignment_id == assignment, CommentRow.for_student)
        .where(CommentRow.withdrawn.is_(False))
        .order_by(CommentRow.id)
    ):
        comments[row.attempt_id].append(
            Note(
                text=row.text,
                question=of.get(row.question_id or 0) or "",
                cell=row.cell,
                line=row.line,
                quote=row.quote or "",
            )
        )
    marks: dict[tuple[int, str], str] = {}
    for mark in session.scalars(
        select(MarkRow).where(MarkRow.question_id.in_(of)).order_by(MarkRow.revision)
    ):
        marks[mark.attempt_id, of[mark.question_id]] = "" if mark.withdrawn else mark.comment
    repairs: dict[str, list[str]] = defaultdict(list)
    for decision in session.scalars(
        select(DecisionRow).where(
            DecisionRow.assignment_id == assignment,
            DecisionRow.kind == "repair",
            DecisionRow.undone_at.is_(None),
        )
    ):
        repairs[of[decision.question_id or 0]].append(decision.comment)
    rules: dict[str, list[str]] = defaultdict(list)
    for rule in session.scalars(
        select(RuleRow).where(RuleRow.question_id.in_(of), RuleRow.withdrawn_at.is_(None))
    ):
        rules[of[rule.question_id]].append(rule.comment)
    return Told(comments, _pinned(session, assignment, key), marks, repairs, rules)


def _pinned(session: Session, assignment: int, key: str) -> dict[int, list[Note]]:
    """Pinned notes that students read, by attempt."""
    notes = {
        where: one for where, one in pins_in(session, key).items() if one.text and one.for_student
    }
    found: dict[int, list[Note]] = {}
    if notes:
        attempts = session.scalars(
            select(AttemptRow.id)
            .where(AttemptRow.assignment_id == assignment)
            .order_by(AttemptRow.id)
        ).all()
        for attempt, failures in failing(session, attempts):
            found[attempt] = [
                Note(question=one.question, text=notes[one.question, one.group].text)
                for one in failures
                if (one.question, one.group) in notes
            ]
    return found
