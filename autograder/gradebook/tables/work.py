"""What was handed in and what grading said of it: attempts, runs, scores, claims."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from autograder.gradebook.tables.base import Audited, Base, Document, Instant


class AttemptRow(Audited, Base):
    """Work handed in once, by a student or by a group. Every one is kept.

    Attributes:
        student_id: Who handed it in.
        group_id: The group that it counts for; None for the student alone.
        members: Row numbers of the students whom it counts for, as they were when it was handed
            in; None for the one who handed it in.
        unit: `s<student>` or `g<group>`: whose attempt it is.
        submission: SHA-256 of the submission; `refused-` or `unread-` and a hash of the file's
            name where there is none.
        number: Number among the unit's attempts at the assignment, from 1.
        late: What the source says of it; None when it says nothing.
        handed_as: Name of the hand-in, where it is not the student's key: a group's, for example.
        run_id: The verdict that counts. A newer one counts when a regrade is applied.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("assignment_id", "unit", "submission"),
        Index("ix_attempts_submission", "assignment_id", "submission"),
    )

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"))
    members: Mapped[Any] = mapped_column(Document, nullable=True)
    unit: Mapped[str] = mapped_column(String(20))
    submission: Mapped[str] = mapped_column(String(80))
    number: Mapped[int]
    file: Mapped[str] = mapped_column(Text, default="")
    handed_in: Mapped[datetime | None] = mapped_column(Instant)
    late: Mapped[bool | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("runs.id"), index=True)
    handed_as: Mapped[str | None] = mapped_column(Text)


class RunRow(Audited, Base):
    """A verdict on a submission: one for each key, whoever handed the same bytes in.

    Attributes:
        key: See `autograder.gradebook.runs.run_key`.
        scored: Whether it carries a score; a fault of ours does not and may be run again.
        faults: How often it ended with a fault of ours.
        document: `SubmissionResult` as JSON, without student, file and lateness.
        sealed_attempt: The attempt whose record has the seal, since a seal covers those three.
    """

    __tablename__ = "runs"

    key: Mapped[str] = mapped_column(String(64), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"), index=True)
    submission: Mapped[str] = mapped_column(String(80), index=True)
    release_sha256: Mapped[str] = mapped_column(String(64))
    engine: Mapped[str] = mapped_column(Text)
    profile: Mapped[str] = mapped_column(String(100))
    seed: Mapped[str] = mapped_column(String(200))
    status: Mapped[str] = mapped_column(String(20))
    scored: Mapped[bool]
    needs_review: Mapped[bool]
    message: Mapped[str] = mapped_column(Text, default="")
    faults: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime] = mapped_column(Instant)
    document: Mapped[Any] = mapped_column(Document)
    sealed_attempt: Mapped[int | None]

    scores: Mapped[list["ScoreRow"]] = relationship(
        cascade="all, delete-orphan", order_by="ScoreRow.question_id"
    )


class ScoreRow(Base):
    """What a run says of one question; part of its run in the audit."""

    __tablename__ = "scores"

    run_id: Mapped[int] = mapped_column(ForeignKey("runs.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(
        ForeignKey("questions.id"), primary_key=True, index=True
    )
    status: Mapped[str] = mapped_column(String(20))
    points: Mapped[float | None]
    possible: Mapped[float]
    answer: Mapped[str | None] = mapped_column(String(64))
    misconception: Mapped[str | None] = mapped_column(String(200))


class ClaimRow(Base):
    """Somebody's lease on a run. Claims come and go and are not audited: they hold no grade.

    Attributes:
        token: Random; only who has it may finish the run.
        taken: How often the run was claimed; a submission that keeps killing its worker shows here.
    """

    __tablename__ = "claims"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    token: Mapped[str] = mapped_column(String(32))
    expires_at: Mapped[datetime] = mapped_column(Instant)
    taken: Mapped[int] = mapped_column(default=1)
