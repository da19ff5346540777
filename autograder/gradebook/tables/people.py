"""Who and what a course consists of: course, sections, groups, students, assignments, questions."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from autograder.gradebook.tables.base import Audited, Base, Document, Instant


class CourseRow(Audited, Base):
    """The course; its row is number 1 and the only one.

    Attributes:
        settings: `autograder.records.policy.ClassSettings` as JSON: due dates, late policy, caps.
        drop_lowest: How many of a student's worst assignments the course total leaves out.
    """

    __tablename__ = "course"

    name: Mapped[str] = mapped_column(Text)
    settings: Mapped[Any] = mapped_column(Document)
    drop_lowest: Mapped[int] = mapped_column(default=0)


class SectionRow(Audited, Base):
    """A section or tutorial of the roster."""

    __tablename__ = "sections"

    name: Mapped[str] = mapped_column(String(200), unique=True)


class GroupRow(Audited, Base):
    """Students who hand in together. Its name is compared without case and double spaces."""

    __tablename__ = "groups"

    key: Mapped[str] = mapped_column(String(200), unique=True)
    name: Mapped[str] = mapped_column(String(200))


class StudentRow(Audited, Base):
    """A person of the roster, or somebody who handed in without being on it.

    Attributes:
        key: `student_id` of the roster, or the name of the hand-in; `erased-<id>` after erasure.
        enrolled: Whether the latest roster has them.
    """

    __tablename__ = "students"

    key: Mapped[str] = mapped_column(String(400), unique=True)
    name: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")
    canvas_id: Mapped[str] = mapped_column(Text, default="")
    sis_id: Mapped[str] = mapped_column(Text, default="")
    login: Mapped[str] = mapped_column(Text, default="")
    moodle_participant: Mapped[str] = mapped_column(Text, default="")
    section_id: Mapped[int | None] = mapped_column(ForeignKey("sections.id"))
    group_id: Mapped[int | None] = mapped_column(ForeignKey("groups.id"), index=True)
    enrolled: Mapped[bool] = mapped_column(default=True)
    erased_at: Mapped[datetime | None] = mapped_column(Instant)


class AssignmentRow(Audited, Base):
    """An assignment.

    Attributes:
        position: Order in the course, from 0.
        release_sha256: Of the newest release that results came from.
        counting: Which attempt counts: `latest on time`, `latest` or `best`.
    """

    __tablename__ = "assignments"

    key: Mapped[str] = mapped_column(String(200), unique=True)
    title: Mapped[str] = mapped_column(Text)
    position: Mapped[int]
    release_sha256: Mapped[str] = mapped_column(String(64), default="")
    counting: Mapped[str] = mapped_column(String(20), default="latest on time")


class QuestionRow(Audited, Base):
    """A question of an assignment, in the order of the notebook."""

    __tablename__ = "questions"
    __table_args__ = (UniqueConstraint("assignment_id", "key"),)

    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    key: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(String(10))
    possible: Mapped[float]
    bonus: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]


class RubricRow(Audited, Base):
    """An item of a question's rubric. Marks name it, so a change of its points reaches them all.

    Attributes:
        guideline: For readers; students never see it.
        active: Whether it counts; an item that is taken away keeps its row.
    """

    __tablename__ = "rubric_items"
    __table_args__ = (UniqueConstraint("question_id", "key"),)

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"))
    key: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    guideline: Mapped[str] = mapped_column(Text, default="")
    points: Mapped[float]
    position: Mapped[int]
    active: Mapped[bool] = mapped_column(default=True)
    revision: Mapped[int] = mapped_column(default=1)


class WeightRow(Audited, Base):
    """How much an assignment, or a question in it, counts; for one section or for all.

    Attributes:
        scope: `assignment/section/question` as row numbers with `-` for none: the unique key.
        factor: For an assignment, its share of the course total. For a question: multiplies points
            and possible points, 0 leaves it out.
    """

    __tablename__ = "weights"

    scope: Mapped[str] = mapped_column(String(60), unique=True)
    assignment_id: Mapped[int] = mapped_column(ForeignKey("assignments.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("sections.id"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    factor: Mapped[float]


class ExtensionRow(Audited, Base):
    """More time for a student, or with `excused` an assignment that does not count for them.

    Attributes:
        source: `course.toml`, or `gradebook` when it was granted there.
        withdrawn: Whether it no longer holds; the row stays for the history.
    """

    __tablename__ = "extensions"

    student_id: Mapped[int] = mapped_column(ForeignKey("students.id"), index=True)
    assignment_id: Mapped[int | None] = mapped_column(ForeignKey("assignments.id"))
    days: Mapped[float | None]
    until: Mapped[datetime | None] = mapped_column(Instant)
    excused: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(String(20))
    author: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(Instant)
    withdrawn: Mapped[bool] = mapped_column(default=False)
