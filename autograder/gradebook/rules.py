"""Bulk rules: one decision on a question for everybody, such as "accept A and B for Q7"."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from autograder.gradebook import bounds
from autograder.gradebook.differences import TotalChange, differences
from autograder.gradebook.errors import Refused
from autograder.gradebook.holdings import Supposed
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.tables import AssignmentRow, QuestionRow, RuleRow
from autograder.gradebook.totals import before_and_after

KINDS = ("accept", "full", "void")
"""`accept`: these options are right, too. `full`: all who handed in get all points. `void`: the
question does not count, neither its points nor what is possible, overridden or not."""


@dataclass(frozen=True)
class Rule:
    """A rule.

    Attributes:
        id: Its number.
        assignment: Id of the assignment.
        question: Id of the question.
        kind: One of `KINDS`.
        answers: For `accept`, the options.
        comment: Why.
        author: Who made it.
        at: When.
        withdrawn_at: When it ceased to hold; None while it does.
    """

    id: int
    assignment: str
    question: str
    kind: str
    answers: tuple[str, ...]
    comment: str
    author: str
    at: datetime
    withdrawn_at: datetime | None


def preview_rule(
    book: Gradebook, assignment: str, question: str, kind: str, answers: Sequence[str] = ()
) -> list[TotalChange]:
    """Who would gain by a rule, and by how much.

    Raises:
        Refused: See `add_rule`.
    """
    _check(kind, answers)
    with book.read() as session:
        of = _question(session, assignment, question, kind)
        supposed = Supposed(rules={of.id: ((kind, frozenset(answers)),)})
        return differences(*before_and_after(session, assignment, supposed))


def add_rule(
    book: Gradebook,
    author: str,
    assignment: str,
    question: str,
    kind: str,
    *,
    answers: Sequence[str] = (),
    comment: str,
) -> int:
    """Make a rule; totals follow at once, overrides stay.

    Args:
        book: The gradebook.
        author: Who decides.
        assignment: Id of the assignment.
        question: Id of the question.
        kind: One of `KINDS`.
        answers: For `accept`, the options that count as right.
        comment: Why; required.

    Returns:
        Number of the rule.

    Raises:
        Refused: If the kind is unknown, options are missing or superfluous, or something is not
            there.
    """
    _check(kind, answers)
    with book.change(
        author, "rule", assignment=assignment, question=question, kind=kind, answers=[*answers]
    ) as session:
        row = RuleRow(
            question_id=_question(session, assignment, question, kind).id,
            kind=kind,
            answers=sorted(set(answers)),
            comment=bounds.prose(comment, "A comment", required=True),
            author=author,
            at=session.info["now"],
        )
        session.add(row)
        session.flush()
        session.info["facts"]["rule"] = row.id
        return row.id


def withdraw_rule(book: Gradebook, author: str, number: int) -> None:
    """Take a rule back.

    Raises:
        Refused: If there is none, or it was taken back already.
    """
    with book.change(author, "withdraw rule", rule=number) as session:
        row = session.get(RuleRow, number)
        if row is None or row.withdrawn_at is not None:
            raise Refused(f"The gradebook has no rule {number} that holds.")
        row.withdrawn_at, row.withdrawn_by = session.info["now"], author


def rules(book: Gradebook, assignment: str) -> list[Rule]:
    """Every rule of an assignment, the oldest first, those taken back included."""
    with book.read() as session:
        of = bounds.assignment(session, assignment)
        statement = (
            select(RuleRow, QuestionRow.key)
            .join(QuestionRow, QuestionRow.id == RuleRow.question_id)
            .where(QuestionRow.assignment_id == of.id)
            .order_by(RuleRow.id)
        )
        return [
            Rule(
                id=row.id,
                assignment=assignment,
                question=key,
                kind=row.kind,
                answers=tuple(row.answers),
                comment=row.comment,
                author=row.author,
                at=row.at,
                withdrawn_at=row.withdrawn_at,
            )
            for row, key in session.execute(statement)
        ]


def _check(kind: str, answers: Sequence[str]) -> None:
    if kind not in KINDS:
        raise Refused(f"{kind!r} is no kind of rule; name one of {', '.join(KINDS)}.")
    if (kind == "accept") != bool(answers):
        raise Refused("A rule of kind accept names the options that are right; no other does.")
    if any(not one or len(one) > 64 for one in answers):
        raise Refused("An option has 1 to 64 characters.")


def _question(session: Session, assignment: str, key: str, kind: str) -> QuestionRow:
    of: AssignmentRow = bounds.assignment(session, assignment)
    row = bounds.question(session, of, key)
    if kind == "accept" and row.kind != "mcq":
        raise Refused(f"{key} is no multiple-choice question: there are no options to accept.")
    return row
