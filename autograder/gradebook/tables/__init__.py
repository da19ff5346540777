"""The tables of the gradebook, as SQLAlchemy models. Only this package knows them.

What is audited carries a salt and is listed in `AUDITED`; rows of `CHILDREN` belong to a row of an
audited table and are committed to with it.
"""

from typing import Any

from autograder.gradebook.tables.base import Audited, Base, Document, Instant, canonical
from autograder.gradebook.tables.ledger import ChangeRow, EntryRow
from autograder.gradebook.tables.marks import (
    CommentRow,
    DecisionRow,
    DocumentRow,
    GainRow,
    MarkRow,
    MoveRow,
    OverrideRow,
    RequestRow,
    RuleRow,
)
from autograder.gradebook.tables.people import (
    AssignmentRow,
    CourseRow,
    ExtensionRow,
    GroupRow,
    QuestionRow,
    RubricRow,
    SectionRow,
    StudentRow,
    WeightRow,
)
from autograder.gradebook.tables.work import AttemptRow, ClaimRow, RunRow, ScoreRow

CHILDREN: dict[type[Audited], tuple[tuple[type[Base], str], ...]] = {
    RunRow: ((ScoreRow, "run_id"),),
    DecisionRow: ((GainRow, "decision_id"), (MoveRow, "decision_id")),
}
"""Tables whose rows are part of another table's row, with the column that names it."""

AUDITED: tuple[type[Any], ...] = tuple(
    mapper.class_
    for mapper in sorted(Base.registry.mappers, key=lambda one: str(one.local_table.description))
    if issubclass(mapper.class_, Audited)
)
"""Every table that the audit commits to, by name."""

__all__ = [
    "AUDITED",
    "CHILDREN",
    "AssignmentRow",
    "AttemptRow",
    "Audited",
    "Base",
    "ChangeRow",
    "ClaimRow",
    "CommentRow",
    "CourseRow",
    "DecisionRow",
    "Document",
    "DocumentRow",
    "EntryRow",
    "ExtensionRow",
    "GainRow",
    "GroupRow",
    "Instant",
    "MarkRow",
    "MoveRow",
    "OverrideRow",
    "QuestionRow",
    "RequestRow",
    "RubricRow",
    "RuleRow",
    "RunRow",
    "ScoreRow",
    "SectionRow",
    "StudentRow",
    "WeightRow",
    "canonical",
]
