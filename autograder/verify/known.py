"""Known submissions: one folder a case, with the verdict that is expected of each question.

A case is a folder `assignments/<assignment>/known/<case>/` with

- `expected.toml`: what kind of work it is, what it shows, and the verdict (see `Expectation`);
- `answers.py`: cells laid over the solution (format: `autograder.specimens.read_edits`), if any;
- `files/`: files that lie beside the notebook in the hand-in, if any;
- `make.py`: `make(draft, folder)` writes the hand-in where text cannot say it, if any.
"""

import runpy
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from autograder.records.assignment import Settings, read_toml
from autograder.records.errors import ConfigError
from autograder.records.release import QuestionSpec, Release
from autograder.records.status import Status
from autograder.specimens import Layout, Material, read_edits

EXPECTED = "expected.toml"
EXPORTED = datetime(2026, 10, 12, 18, 0, 0, 250000)


class ExpectedVerdict(Settings):
    """What is expected of one question."""

    points: float | None = Field(None, description="points; left out where a person gives them")
    status: Status
    alone: float | None = Field(
        None, description="points without follow-through, where it gains some; Otter's own"
    )
    misconception: str | None = Field(
        None, description="mistake that must be named; an empty text: none; left out: not asked"
    )
    says: str | None = Field(
        None, description="text that the student must read in the question's result"
    )


class Expectation(Settings):
    """What `expected.toml` says. Points stand question by question: a total is derived."""

    kind: Literal["honest", "mistake", "awkward", "hostile"] = Field(
        description="awkward: honest, but not as expected"
    )
    shows: str = Field(pattern=r"\.$", description="one sentence: what the case is there for")
    status: Status = Field(description="of the whole submission")
    base: Literal["full", "none", "refused"] = Field(
        "full", description="what the questions not listed get; `refused` where nothing is graded"
    )
    start: Literal["solution", "blank"] = Field(
        "solution", description="the notebook that `answers.py` is laid over"
    )
    layout: Layout = Field("zip", description="how it is handed in")
    otter: Literal["equal", "skipped"] = Field(
        "equal", description="whether Otter's own points must be ours"
    )
    because: str = Field("", description="why Otter is skipped; required there")
    absent: tuple[str, ...] = Field((), description="texts that must not occur in the result")
    questions: Mapping[str, ExpectedVerdict] = Field({}, description="what differs from `base`")

    @model_validator(mode="after")
    def _reason_goes_with_skipping(self) -> Self:
        if (self.otter == "skipped") != bool(self.because):
            raise ValueError("`because` goes with otter = 'skipped', and only then")
        return self


class KnownCase(Expectation):
    """A known submission: what it must come to, and where it lies."""

    name: str = Field(description="name of the folder and of the student")
    folder: Path

    @property
    def assignment(self) -> str:
        """Id of the assignment that it is handed in for."""
        return self.folder.parent.parent.name

    def expected(self, release: Release) -> dict[str, ExpectedVerdict]:
        """The verdict on every question of the release; none where the work is refused.

        Raises:
            ConfigError: If the case speaks of a question that the release does not have.
        """
        if self.base == "refused":
            return {}
        unknown = set(self.questions) - {spec.id for spec in release.questions}
        if unknown:
            raise ConfigError(
                f"{self.folder / EXPECTED}: the release has no {', '.join(sorted(unknown))}; "
                "correct the id, or build the assignment again."
            )
        return {
            spec.id: self.questions.get(spec.id, _default(spec, self.base))
            for spec in release.questions
        }

    def total(self, release: Release) -> float:
        """Points over all questions that a program can give."""
        verdicts = self.expected(release).values()
        return sum(verdict.points for verdict in verdicts if verdict.points is not None)

    def write(self, material: Material, out: Path) -> Path:
        """Write the hand-in into a class folder and return the student's folder or file."""
        answers = self.folder / "answers.py"
        edits = read_edits(answers) if answers.exists() else ()
        draft = material.draft(edits, blank=self.start == "blank")
        beside = self.folder / "files"
        for path in sorted(beside.rglob("*")):
            if path.is_file():
                draft.files[path.relative_to(beside).as_posix()] = path.read_bytes()
        make = self.folder / "make.py"
        if make.exists():
            folder = out / self.name
            folder.mkdir(parents=True)
            runpy.run_path(str(make))["make"](draft, folder)
            return folder
        return draft.write(out, self.name, self.layout, EXPORTED)


def load_cases(folder: Path) -> list[KnownCase]:
    """Every case in a folder, by name.

    Args:
        folder: The assignment's `known/`.
    """
    return [load_case(path.parent) for path in sorted(folder.glob(f"*/{EXPECTED}"))]


def load_case(folder: Path) -> KnownCase:
    """Read a case.

    Raises:
        ConfigError: If its `expected.toml` cannot be read, or has a wrong or unknown key.
    """
    expected = read_toml(folder / EXPECTED, Expectation)
    return KnownCase(**dict(expected), name=folder.name, folder=folder)


def write_class(cases: list[KnownCase], material: Material, out: Path) -> dict[str, Path]:
    """Write the hand-ins of all cases into one class folder, by name of the case."""
    return {case.name: case.write(material, out) for case in cases}


def _default(spec: QuestionSpec, base: str) -> ExpectedVerdict:
    if spec.manual:
        return ExpectedVerdict(points=None, status=Status.PASSED)
    if base == "full":
        return ExpectedVerdict(points=spec.points, status=Status.PASSED)
    return ExpectedVerdict(points=0, status=Status.FAILED)
