"""What people decide: marks, overrides, rules, regrades and repairs, requests, comments."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from autograder.gradebook.tables.base import Audited, Base, Document, Instant


class MarkRow(Audited, Base):
    """A reader's points for one question of one attempt; the highest revision holds.

    Attributes:
        items: Keys of the rubric items that apply; their points are looked up when totals are
            derived.
        points: Points without a rubric, or what is added to the items'.
        withdrawn: Whether the question is unread again.
    """

    __tablename__ = "marks"
    __table_args__ = (UniqueConstraint("attempt_id", "question_id", "revision"),)

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    revision: Mapped[int]
    items: Mapped[Any] = mapped_column(Document)
    points: Mapped[float | None]
    comment: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)
    withdrawn: Mapped[bool] = mapped_column(default=False)


class OverrideRow(Audited, Base):
    """Points that a person sets against all else; the highest revision holds.

    Attributes:
        unit: `s<student>` or `g<group>`; a student's own beats the group's.
        points: None when the override is withdrawn.
    """

    __tablename__ = "overrides"
    __table_args__ = (UniqueConstraint("unit", "question_id", "revision"),)

    unit: Mapped[str] = mapped_column(String(20))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"))
    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    revision: Mapped[int]
    points: Mapped[float | None]
    comment: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)


class RuleRow(Audited, Base):
    """A rule for everyone's points of one question: `accept`, `full` or `void`.

    Attributes:
        answers: For `accept`, the options that count as right.
        withdrawn_at: When it ceased to hold.
    """

    __tablename__ = "rules"

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    answers: Mapped[Any] = mapped_column(Document)
    comment: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)
    withdrawn_at: Mapped[datetime | None] = mapped_column(Instant)
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))


class DecisionRow(Audited, Base):
    """A regrade or a repair that was applied at once, and can be undone at once.

    Attributes:
        kind: `regrade` or `repair`.
        policy: For a regrade, `all`, `latest`, `best` or `faults`. For a repair, `full`, `half` or
            `recompute`.
        release_sha256: Of a repair: the release whose check is faulty.
    """

    __tablename__ = "decisions"

    kind: Mapped[str] = mapped_column(String(10))
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    check_id: Mapped[str | None] = mapped_column(String(200))
    release_sha256: Mapped[str | None] = mapped_column(String(64))
    policy: Mapped[str] = mapped_column(String(10))
    comment: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)
    undone_at: Mapped[datetime | None] = mapped_column(Instant)
    undone_by: Mapped[str | None] = mapped_column(String(200))

    gains: Mapped[list["GainRow"]] = relationship(cascade="all, delete-orphan")
    moves: Mapped[list["MoveRow"]] = relationship(cascade="all, delete-orphan")


class GainRow(Base):
    """Points that a repair adds to a run's question; part of its decision in the audit."""

    __tablename__ = "gains"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True, index=True)
    points: Mapped[float]


class MoveRow(Base):
    """The verdict that a regrade made count for an attempt; part of its decision in the audit."""

    __tablename__ = "moves"

    decision_id: Mapped[int] = mapped_column(ForeignKey("decisions.id"), primary_key=True)
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), primary_key=True, index=True)
    before: Mapped[int | None] = mapped_column(ForeignKey("runs.id"))
    after: Mapped[int] = mapped_column(ForeignKey("runs.id"))


class RequestRow(Audited, Base):
    """A student's request to look at a grade again: open, answered, closed.

    Attributes:
        question_id: None for the whole assignment.
        before: The student's points of the question, or the total, when the request was made.
        after: The same when it was answered.
        revision: Counts changes; a stale one is refused.
    """

    __tablename__ = "requests"

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    state: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(Instant)
    before: Mapped[float | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    author: Mapped[str] = mapped_column(String(200), default="")
    answered_at: Mapped[datetime | None] = mapped_column(Instant)
    after: Mapped[float | None]
    closed_at: Mapped[datetime | None] = mapped_column(Instant)
    revision: Mapped[int] = mapped_column(default=1)


class DocumentRow(Audited, Base):
    """A small JSON value that another part of the course keeps here.

    Attributes:
        kind: Whose it is.
        key: Which one.
        student_id: Whom it is about; erased with their data.
        content: NULL when it was taken away.
    """

    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("kind", "key"),)

    kind: Mapped[str] = mapped_column(String(100))
    key: Mapped[str] = mapped_column(String(200))
    student_id: Mapped[int | None] = mapped_column(ForeignKey("students.id"), index=True)
    content: Mapped[Any] = mapped_column(Document, nullable=True)
    revision: Mapped[int]
    author: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)


class CommentRow(Audited, Base):
    """A person's comment on an attempt, at a question, a cell or a line of it.

    Attributes:
        cell: Id of the notebook's cell; empty for none.
        line: Line of the cell, from 1.
        quote: That line as it was; the student's words.
        for_student: Whether the student reads it.
    """

    __tablename__ = "comments"

    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempts.id"), index=True)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    cell: Mapped[str] = mapped_column(String(100), default="")
    line: Mapped[int | None]
    quote: Mapped[str | None] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    for_student: Mapped[bool] = mapped_column(default=True)
    author: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)
    withdrawn: Mapped[bool] = mapped_column(default=False)
