"""Records of what was graded. They are written as JSON and never change afterwards.

A total is derived from the questions and never stored twice; overrides and late penalties live in
the gradebook.
"""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from autograder.status import Status

SCHEMA_VERSION: Literal[1] = 1


class Record(BaseModel):
    """Base of every record: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckResult(Record):
    """One test case of Otter's compiled test file, evaluated against one submission.

    Invariants: `0 <= points <= possible`; `points == possible` exactly when the status is
    `passed`; `points` is None exactly when the status carries no score.
    """

    id: str = Field(description="question id, a hyphen and the position in the test file, from 1")
    name: str = Field(description="name of the test function")
    hidden: bool
    status: Status
    points: float | None
    possible: float
    message: str = Field(default="", description="what the student may read")
    seconds: float = Field(default=0.0, ge=0)


class QuestionResult(Record):
    """One question. A manual question has no checks and waits for a reader."""

    id: str
    title: str
    kind: Literal["code", "mcq", "written"]
    status: Status
    points: float | None
    possible: float
    bonus: bool = False
    message: str = Field(default="", description="the first thing to tell the student")
    hint: str | None = Field(default=None, description="hint of the misconception recognised")
    misconception: str | None = None
    answer: str | None = Field(default=None, description="MCQ: canonical id of the option")
    answer_source: str | None = Field(default=None, description="typed, file, receipt or widget")
    checks: tuple[CheckResult, ...] = ()


class Provenance(Record):
    """What produced a result, so that it can be reproduced or refused."""

    submission_sha256: str
    release_sha256: str
    autograder_version: str
    seed: str = Field(description="HMAC of assignment and submission, hexadecimal")
    engine: str
    engine_form: str
    device: str = "cpu"
    python: str
    versions: dict[str, str] = Field(default_factory=dict)


class SubmissionResult(Record):
    """Everything that grading says about one submission."""

    schema_version: Literal[1] = SCHEMA_VERSION
    assignment: str
    student: str
    file: str
    status: Status
    possible: float = Field(description="points of the assignment without bonus")
    late: bool | None = None
    message: str = ""
    questions: tuple[QuestionResult, ...] = ()
    notes: tuple[str, ...] = Field(default=(), description="for the reviewer, not the student")
    needs_review: bool = False
    output: str = Field(default="", description="captured stdout and stderr, bounded")
    timings: dict[str, float] = Field(default_factory=dict, description="seconds by phase")
    started: str = Field(default="", description="ISO 8601, UTC")
    provenance: Provenance | None = None

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> float | None:
        """Points over all questions; None while a question carries no score for a fault of ours."""
        if not self.status.scored:
            return None
        return round(sum(q.points for q in self.questions if q.points is not None), 4)


def dump(result: SubmissionResult) -> dict[str, Any]:
    """The JSON form of a result, `total` included."""
    return result.model_dump(mode="json")


def load(data: dict[str, Any]) -> SubmissionResult:
    """Read what `dump` wrote; `total` is derived again, not believed.

    Raises:
        pydantic.ValidationError: If a field is missing, unknown or of the wrong type.
    """
    return SubmissionResult.model_validate({k: v for k, v in data.items() if k != "total"})
