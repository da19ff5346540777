"""The records of a batch: how a class is graded, what came of it, and who grades."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeVar

from autograder.intake.find import Found
from autograder.intake.survey import Survey
from autograder.records.errors import ConfigError
from autograder.records.release import Release
from autograder.records.result import SubmissionResult
from autograder.training.options import Training

T = TypeVar("T")


@dataclass(frozen=True)
class Shard:
    """One of several parts of a class that are graded apart from each other.

    Attributes:
        number: Which, from 1.
        of: How many there are.
    """

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise ConfigError(
                f"There is no shard {self}: of {self.of} shards the first is 1/{self.of} and the "
                f"last {self.of}/{self.of}."
            )

    def __str__(self) -> str:
        return f"{self.number}/{self.of}"

    @classmethod
    def parse(cls, text: str) -> "Shard":
        """The shard that a person wrote: `2/5` is the second of five.

        Raises:
            ConfigError: If it is none.
        """
        number, slash, of = text.partition("/")
        if not (slash and number.strip().isdecimal() and of.strip().isdecimal()):
            raise ConfigError(f"{text!r} is no shard; write 2/5 for the second of five.")
        return cls(int(number), int(of))

    def part(self, items: Sequence[T]) -> list[T]:
        """This shard's items of all: every n-th, so that parts are equally large."""
        return list(items[self.number - 1 :: self.of])


@dataclass(frozen=True)
class Options:
    """How a class is graded.

    Attributes:
        engine: Name of the engine; None for the strongest that the machine gives.
        strict: Refuse an engine that isolates less than fully.
        scheduler: Address of a Dask scheduler whose workers see the same files; None for processes
            of this machine.
        jobs: Grader processes of this machine.
        training: How networks are trained.
        format: How the class folder is laid out; found out when None.
        shard: The part of the class that is graded; all of it when None.
        gradebook: File or address of the gradebook that verdicts go to as well; None for none.
        author: Who grades, for the gradebook.
        students: Keys of the only ones that are graded, as when a mistake of theirs is looked at
            again; all when empty.
    """

    engine: str | None = None
    strict: bool = False
    scheduler: str | None = None
    jobs: int = 2
    training: Training = field(default_factory=Training)
    format: str | None = None
    shard: Shard | None = None
    gradebook: str | None = None
    author: str = "autograder"
    students: tuple[str, ...] = ()


@dataclass(frozen=True)
class Graded:
    """One submission that is done.

    Attributes:
        result: What came of it.
        kept: Whether it was graded by an earlier run.
        number: How many are done, this one included.
        count: Size of the class.
    """

    result: SubmissionResult
    kept: bool
    number: int
    count: int


@dataclass(frozen=True)
class BatchReport:
    """A whole class, or a shard of it.

    Attributes:
        release: The release that was graded.
        results: One a student, in the order of the class.
        kept: How many were graded by an earlier run.
        survey: What lay in the class folder.
        shard: Which part of the class it is; None for all of it.
        notes: What a person should know, one sentence each.
    """

    release: Release
    results: tuple[SubmissionResult, ...]
    kept: int
    survey: Survey
    shard: Shard | None = None
    notes: tuple[str, ...] = ()

    @property
    def needs_review(self) -> tuple[SubmissionResult, ...]:
        """Results that a person has to look at."""
        return tuple(result for result in self.results if result.needs_review)


class About(NamedTuple):
    """What a grader process grades by; part of the key of every run.

    Attributes:
        engine: Name of its engine.
        form: What the engine isolates by.
        release_sha256: Of the release that it opened.
        device: What networks are trained on.
        profile: Budgets of trained checks.
    """

    engine: str
    form: str
    release_sha256: str
    device: str
    profile: str


@dataclass(frozen=True)
class Job:
    """One submission to be graded.

    Attributes:
        found: Where it lies.
        earlier: Provenance of the result that is there; None if there is none to be kept.
    """

    found: Found
    earlier: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Setup:
    """What a grader process is started with.

    Attributes:
        root: Folder of the course.
        assignment: Id of the assignment.
        engine: See `Options`.
        strict: See `Options`.
        training: See `Options`.
    """

    root: str
    assignment: str
    engine: str | None
    strict: bool
    training: Training


def as_text(result: SubmissionResult) -> str:
    """A result as its file holds it."""
    return result.model_dump_json(indent=1) + "\n"


class Graders(Protocol):
    """Whoever grades: processes of this machine, or a cluster."""

    def about(self) -> About:
        """What they grade by, as soon as the first of them is ready.

        Raises:
            AutograderError: If none can start.
        """
        ...

    def run(self, jobs: Iterator[Job]) -> Iterator[tuple[Job, str | None]]:
        """Grade, in the order of completion; a job is asked for when somebody is free.

        Yields:
            Each job with its result as JSON, None if the earlier result still holds.

        Raises:
            AutograderError: If nobody can grade any more.
        """
        ...
