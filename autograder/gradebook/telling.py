"""What a student is told beside the points: comments, and why points are not as graded."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook.tables import (
    AttemptRow,
    CommentRow,
    DecisionRow,
    MarkRow,
    QuestionRow,
    RuleRow,
)
from autograder.gradebook.total import Total


@dataclass(frozen=True)
class Told:
    """What is said of the work at one assignment.

    Attributes:
        comments: By attempt; one on a question or a line names it.
        marks: Readers' comments, by attempt and question.
        repairs: Why a question was repaired, by question.
        rules: Why a rule holds for a question, by question.
    """

    comments: Mapping[int, Sequence[str]]
    marks: Mapping[tuple[int, str], str]
    repairs: Mapping[str, Sequence[str]]
    rules: Mapping[str, Sequence[str]]

    def about(self, total: Total) -> list[str]:
        """Lines for the student whose total it is."""
        lines = [*self.comments.get(total.attempt or 0, ())]
        for question in total.points:
            source = total.sources.get(question)
            if source == "reader":
                said = self.marks.get((total.attempt or 0, question))
                lines += [f"{question}: {said}"] if said else []
            elif source == "repair":
                whys = self.repairs.get(question, ())
                lines += [f"{question}: points given back, {why}" for why in whys]
            elif source in ("rule", "void"):
                lines += [f"{question}: {why}" for why in self.rules.get(question, ())]
        if total.lateness is not None and total.lateness.late:
            lines.append(total.lateness.sentence)
        return lines


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
    comments: dict[int, list[str]] = defaultdict(list)
    for row in session.scalars(
        select(CommentRow)
        .join(AttemptRow, AttemptRow.id == CommentRow.attempt_id)
        .where(AttemptRow.assignment_id == assignment, CommentRow.for_student)
        .where(CommentRow.withdrawn.is_(False))
        .order_by(CommentRow.id)
    ):
        place = [of.get(row.question_id or 0) or "", f"line {row.line}" if row.line else ""]
        about = ", ".join(part for part in place if part)
        comments[row.attempt_id].append(f"{about}: {row.text}" if about else row.text)
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
    return Told(comments, marks, repairs, rules)
