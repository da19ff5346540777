"""Records of what was graded. They are written as JSON and never change afterwards.

A total is derived from the questions and never stored twice; overrides and late penalties live in
the gradebook.
"""

from collections.abc import Iterable
from typing import Any, Literal

from pydantic import (
    AliasChoices,
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    computed_field,
    model_serializer,
)

from autograder.records.status import Status, worst

SCHEMA_VERSION: Literal[1] = 1


class Record(BaseModel):
    """Base of every record: frozen, and an unknown field is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="constants")


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


class TrainingRecord(Record):
    """What the trainings of one level came to. Shares and accuracies are in [0, 1]."""

    task: str
    level: str = Field(validation_alias=AliasChoices("level", "rung"))
    profile: str
    device: str
    data: str = Field(description="what it was trained and judged on")
    accuracy: float = Field(description="the best training's, on inputs not seen before")
    interval: tuple[float, float] = Field(description="Wilson, 95 %")
    threshold: float
    floor: float | None = Field(description="no credit up to it; None: none below the threshold")
    passed: bool
    borderline: bool = Field(description="whether the interval holds the threshold")
    scores: tuple[float, ...] = Field(description="accuracy of each training, in turn")
    seconds: float = Field(description="CPU seconds of all trainings")
    elements: int | None = Field(description="numbers that the exported network holds")
    parameters: int | None = Field(default=None, description="trained ones of the exported network")
    exported: bool = Field(description="whether it was run isolated from the student's code")
    isolated: bool = Field(
        default=False,
        validation_alias=AliasChoices("isolated", "apart"),
        description="whether it was trained isolated from the student's code",
    )
    board: bool = Field(default=False, description="whether the class's leaderboard shows it")
    why_not: str = Field(default="", description="why it was not trained, or not run, isolated")
    curve: tuple[tuple[float | None, float | None], ...] = Field(
        default=(), description="loss and accuracy of every epoch of the best training"
    )
    classes: tuple[str, ...] = ()
    confusion: tuple[tuple[int, ...], ...] = Field(default=(), description="rows are the truth")
    per_class: tuple[float | None, ...] = ()
    flops: int | None = Field(default=None, description="of one input")
    halves: tuple[tuple[int, int], tuple[int, int]] | None = Field(
        default=None,
        description="of an entry to the board: right answers and inputs, over all trainings, of "
        "the half that the class sees and of the half kept for the end",
    )

    @model_serializer(mode="wrap")
    def _as_before(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Left out where there are none: a record from before there were any keeps its seal."""
        content: dict[str, Any] = handler(self)
        if self.halves is None:
            del content["halves"]
        return content


class CheckpointRecord(Record):
    """What a submitted checkpoint came to. It is provisional and gives no points by itself.

    Invariant: accuracy, interval, threshold and share are there exactly when the outcome is
    `provisional`; a reason is there exactly when it is not.
    """

    task: str
    question: str
    file: str = Field(description="path in the submission")
    outcome: Literal["provisional", "refused", "not judged"]
    reason: str = Field(default="", description="why it has no score")
    data: str = Field(default="", description="what it was judged on")
    images: int | None = Field(default=None, description="how many that were")
    accuracy: float | None = None
    interval: tuple[float, float] | None = Field(default=None, description="Wilson, 95 %")
    threshold: float | None = Field(default=None, description="of the full budget")
    share: float | None = Field(default=None, description="of the accuracy's points, if it counted")
    elements: int | None = Field(default=None, description="numbers that the network holds")


class FollowThrough(Record):
    """What a question had before a right answer stood in for an earlier one that is wrong.

    A mistake costs the question that it was made in. One that calls the wrong function is graded
    once more, with right results of that function; what it gains by that is its own.
    """

    instead: dict[str, str] = Field(
        description="functions that were replaced, and the question that found each wrong"
    )
    status: Status = Field(description="without")
    points: float = Field(description="without; what a grader that follows nothing through gives")


class Replay(Record):
    """The smallest call that was found to show what went wrong in a question.

    It holds no case of a hidden check: where one has failed, the call is another that fails alike.
    """

    code: str = Field(description="four characters, by which the student's notebook finds it")
    line: str = Field(description="what the student runs in the notebook")
    call: str = Field(description="the call, as it is typed")
    found: str = Field(description="what is wrong with what came")
    expected: str = Field(default="", description="empty where an exception is due")
    came: str = Field(default="", description="empty where an exception came or is due")
    numbers: int = Field(description="how many numbers the call holds")
    twin: bool = Field(description="whether the call was made for this, and by no check")
    data: str = Field(description="question, code and the call itself; see `gradekit.replay`")


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
    answer_source: str | None = Field(default=None, description="typed, file or receipt")
    checks: tuple[CheckResult, ...] = ()
    training: tuple[TrainingRecord, ...] = ()
    follow_through: FollowThrough | None = Field(
        default=None, description="there where it gained points; points and checks are with it"
    )

    replay: Replay | None = Field(default=None, description="left out where there is none")

    @model_serializer(mode="wrap")
    def _as_before(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Left out where there is none: a record from before there were any keeps its seal."""
        content: dict[str, Any] = handler(self)
        if self.follow_through is None:
            del content["follow_through"]
        if self.replay is None:
            del content["replay"]
        return content

    @property
    def followed(self) -> str:
        """What a student reads of the follow-through; empty where it gained nothing."""
        if self.follow_through is None:
            return ""
        instead = self.follow_through.instead
        finders = _listed(dict.fromkeys(instead.values()))
        return (
            f"{self.id} calls your {_listed(instead)}, which {finders} found wrong. With a right "
            f"one it has {self.points:g} of {self.possible:g} points, "
            f"{self.follow_through.points:g} without."
        )

    @property
    def points_alone(self) -> float | None:
        """Points without follow-through: Otter's own, on honest work."""
        return self.points if self.follow_through is None else self.follow_through.points


class Provenance(Record):
    """What produced a result, so that it can be reproduced or refused."""

    submission_sha256: str
    release_sha256: str
    autograder_version: str
    seed: str = Field(description="HMAC of assignment and submission, hexadecimal")
    engine: str
    engine_form: str
    device: str = "cpu"
    profile: str = "cpu"
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
    checkpoints: tuple[CheckpointRecord, ...] = Field(default=(), description="give no points")
    notes: tuple[str, ...] = Field(default=(), description="for the reviewer, not the student")
    needs_review: bool = False
    output: str = Field(default="", description="captured stdout and stderr, bounded")
    timings: dict[str, float] = Field(default_factory=dict, description="seconds by phase")
    started: str = Field(default="", description="ISO 8601, UTC")
    provenance: Provenance | None = None
    seal: str = Field(default="", description="see `seal.sealed`; empty: none was put on it")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def total(self) -> float | None:
        """Points over all questions; None while a question carries no score for a fault of ours."""
        if not self.status.scored:
            return None
        return round(sum(q.points for q in self.questions if q.points is not None), 4)


def of_all(questions: Iterable[QuestionResult]) -> Status:
    """The status of a submission: the worst of its questions.

    One that a person reads waits for its reader, and a bonus question takes nothing from what is
    asked of everybody, unless it was a fault of ours that it has no score. Where nothing but bonus
    is asked, that is what the status is about.
    """
    graded = [question for question in questions if question.kind != "written"]
    asked = [q for q in graded if not (q.bonus and q.status.scored)]
    return worst(question.status for question in asked or graded)


def dump(result: SubmissionResult) -> dict[str, Any]:
    """The JSON form of a result, `total` included."""
    return result.model_dump(mode="json")


def load(data: dict[str, Any]) -> SubmissionResult:
    """Read what `dump` wrote; `total` is derived again, not believed.

    Raises:
        pydantic.ValidationError: If a field is missing, unknown or of the wrong type.
    """
    return SubmissionResult.model_validate({k: v for k, v in data.items() if k != "total"})


def _listed(names: Iterable[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    *before, last = names
    return f"{', '.join(before)} and {last}" if before else last
