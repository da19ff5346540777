"""`release.json`: every question, check, point and hash of a compiled assignment."""

import hashlib
import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from autograder.records.assignment import Limits
from autograder.records.checked import Checked
from autograder.records.errors import ReleaseError
from gradekit.training.tasks import Task


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckSpec(_Record):
    """One test case of a compiled test file; its points are those that Otter splits off for it."""

    id: str
    name: str
    hidden: bool
    points: float


class QuestionSpec(_Record):
    """One question of a release. A written question is manual and has no checks."""

    id: str
    title: str
    kind: Literal["code", "mcq", "written"]
    points: float
    bonus: bool = False
    all_or_nothing: bool = Field(False, description="one check that fails costs all points")
    options: tuple[str, ...] = Field((), description="letters of an MCQ")
    several: bool = Field(False, description="whether an MCQ has several right options")
    cells: tuple[str, ...] = Field((), description="ids of its cells in the student version")
    difficulty: int | None = Field(None, ge=1, le=5)
    minutes: int | None = None
    variables: tuple[str, ...] = Field((), description="names that its test cases take")
    checks: tuple[CheckSpec, ...] = ()
    tests: str = Field("", description="fingerprint of its test cells")
    checked: Checked | None = Field(None, description="what its tests made of known answers")

    @property
    def stale(self) -> bool:
        """Whether `checked` was measured on other tests than these."""
        return self.checked is not None and self.checked.tests != self.tests

    @property
    def manual(self) -> bool:
        """Whether a person gives the points."""
        return self.kind == "written"


class Release(_Record):
    """A compiled assignment.

    Invariants: question ids are unique and in the order of the notebook; the points of a
    question's checks add up to the question's points, but for rounding, unless it is manual.
    """

    schema_version: Literal[1] = 1
    assignment: str
    title: str
    otter: str
    limits: Limits
    tasks: dict[str, Task] = Field({}, description="of training questions, by name")
    files: tuple[str, ...] = Field(description="support files a worker gets, as in the template")
    autograder_files: tuple[str, ...] = Field((), description="files that tests alone may read")
    student_files: tuple[str, ...]
    ok_format: bool = Field(False, description="tests are doctests, not functions that raise")
    seed: int | None = Field(None, description="set before every cell, as Otter does")
    seed_variable: str | None = Field(
        None, description="this variable is set to the seed; the generators' seeds if left out"
    )
    blank: Literal["runs", "may raise"] = "runs"
    blank_points: float = Field(0.0, ge=0, description="the most that the blank notebook may earn")
    skipped: dict[str, str] | None = Field(
        None, description="SHA-256 of the text of each cell that graders skip, by its id"
    )
    setup: dict[str, str] = Field(
        {}, description="text of the cells that are run and are no answers, by id"
    )
    packages: tuple[str, ...] = Field((), description="what its requirements file names")
    modules: dict[str, str] = Field({}, description="variables that are modules, and which")
    verified: bool = Field(False, description="whether every check passed on the solution")
    questions: tuple[QuestionSpec, ...]
    hashes: dict[str, str] = Field(description="SHA-256 of source, zips and student files")

    @property
    def possible(self) -> float:
        """Points without bonus, written questions included."""
        return sum(q.points for q in self.questions if not q.bonus)

    @property
    def given(self) -> frozenset[str]:
        """SHA-256 of the text of each cell of the student version that is no answer."""
        run = (hashlib.sha256(text.encode("utf-8")).hexdigest() for text in self.setup.values())
        return frozenset((*(self.skipped or {}).values(), *run))

    def question(self, question: str) -> QuestionSpec:
        """The question of that id.

        Raises:
            KeyError: If there is none.
        """
        for spec in self.questions:
            if spec.id == question:
                return spec
        raise KeyError(question)


def read_release(path: Path) -> Release:
    """Read a `release.json`.

    Raises:
        ReleaseError: If it is missing or not of this schema.
    """
    try:
        return Release.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise ReleaseError(
            f"{path} does not exist; compile it with: autograder build {path.parent.name}"
        ) from error
    except (ValidationError, ValueError) as error:
        raise ReleaseError(
            f"{path} is not a release of this version; renew it with: "
            f"autograder build {path.parent.name}"
        ) from error


def release_sha256(folder: Path) -> str:
    """The hash that stands for a release in the provenance of results.

    Args:
        folder: Folder with `release.json` and `autograder.zip`.

    Raises:
        ReleaseError: If one of them is missing.
    """
    try:
        data = [(folder / name).read_bytes() for name in ("release.json", "autograder.zip")]
    except OSError as error:
        raise ReleaseError(
            f"{error.filename} cannot be read ({error.strerror}); compile it with: "
            f"autograder build {folder.name}"
        ) from error
    return hashlib.sha256(b"".join(data)).hexdigest()
