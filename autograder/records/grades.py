"""The grades of a class as one record: every export, page and push is derived from it.

`grades.json` is its JSON form. The gradebook and a plain batch both produce it; points, lateness
and overrides have been settled by then, so an exporter only writes down what stands here.
"""

import json
from collections import Counter
from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, FiniteFloat, model_validator

SCHEMA_VERSION: Literal[2] = 2
MISSING = "missing"
"""Status of a student on the roster from whom nothing was taken in."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class GradedQuestion(_Record):
    """One question as a gradebook column."""

    id: str = Field(min_length=1)
    title: str
    kind: Literal["code", "mcq", "written"]
    possible: FiniteFloat = Field(ge=0, description="points")
    bonus: bool = False


class Note(_Record):
    """Something that a person says of the work, with the place that it is about.

    A note without a question is about the whole; one with a line names the cell, too.
    """

    text: str
    question: str = ""
    cell: str = Field("", description="id of the notebook's cell, or `n` and its number")
    line: int | None = Field(None, ge=1, description="of the cell, from 1")
    quote: str = Field("", description="the line as it was when the note was written")

    @property
    def flat(self) -> str:
        """The note as one text that names its place."""
        line = f"line {self.line}" if self.line else ""
        quote = f"“{self.quote}”" if self.quote else ""
        about = ", ".join(part for part in (self.question, line, quote) if part)
        return f"{about}: {self.text}" if about else self.text


class StudentGrade(_Record):
    """One student's row.

    An identity that is not known is the empty text; ids are text, since `007` is not 7. Members of
    a group have a row each, with the same points and the same `group`.
    """

    student: str = Field(min_length=1, description="key of the row, as in the class folder")
    student_id: str = Field("", description="the institution's number")
    name: str = ""
    email: str = ""
    canvas_id: str = ""
    sis_id: str = ""
    login: str = ""
    moodle_participant: str = Field("", description="participant number of this assignment")
    section: str = ""
    group: str = ""
    status: str = Field(description="a value of `Status`, or `missing`")
    total: FiniteFloat | None = Field(None, description="points; None: no grade yet")
    possible: FiniteFloat = Field(ge=0, description="points without bonus")
    late: bool | None = None
    needs_review: bool = False
    message: str = Field("", description="what the student may read about the whole submission")
    result: str = Field("", description="path of the result beside `grades.json`; empty: none")
    points: dict[str, FiniteFloat | None] = Field(
        {}, description="by question; None or left out: no points yet"
    )
    comment: str = Field("", description="of people, for the student, as one text")
    notes: tuple[Note, ...] = Field((), description="the same, each with its place")
    handed_in: AwareDatetime | None = Field(None, description="the attempt that counts")
    attempt: int | None = Field(None, ge=1, description="which attempt counts")
    excused: bool = Field(False, description="the assignment does not count for this student")


class Grades(_Record):
    """A class's grades of one assignment.

    Invariants: question ids and students are unique; points name questions of the assignment.
    """

    schema_version: Literal[2] = SCHEMA_VERSION
    assignment: str = Field(min_length=1)
    title: str
    possible: FiniteFloat = Field(ge=0, description="points without bonus")
    questions: tuple[GradedQuestion, ...]
    students: tuple[StudentGrade, ...]

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        known = [question.id for question in self.questions]
        for what, ids in (
            ("question", known),
            ("student", [row.student for row in self.students]),
        ):
            twice = [name for name, count in Counter(ids).items() if count > 1]
            if twice:
                raise ValueError(f"{what} {twice[0]!r} stands there twice")
        for row in self.students:
            foreign = sorted(set(row.points) - set(known))
            if foreign:
                raise ValueError(f"{row.student!r} has points for the unknown {foreign[0]!r}")
        return self


def parse(data: Any) -> Grades:
    """Grades from the content of a `grades.json` of this or an earlier schema version.

    Args:
        data: What `json.loads` made of the file.

    Raises:
        pydantic.ValidationError: If a field is missing, unknown or of the wrong type.
    """
    if isinstance(data, dict) and data.get("schema_version") == 1:
        # Version 1 had no identities but the row's key; all that it had is still there.
        data = {**data, "schema_version": SCHEMA_VERSION}
    return Grades.model_validate(data)


def dumps(grades: Grades) -> str:
    """The text of `grades.json`: the same grades give the same bytes."""
    content = grades.model_dump(mode="json")
    return json.dumps(content, indent=1, ensure_ascii=False, sort_keys=True) + "\n"
