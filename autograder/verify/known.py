"""Known submissions: one folder a case, with the verdict that is expected of each question.

A case is a folder `assignments/<assignment>/known/<case>/` with

- `expected.toml`: what kind of work it is, what it shows, and the verdict (see `Case`);
- `answers.py`: cells laid over the solution (format: `autograder.specimens.read_edits`), if any;
- `files/`: files that lie beside the notebook in the hand-in, if any;
- `make.py`: `make(draft, folder)` writes the hand-in where text cannot say it, if any.
"""

import runpy
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from autograder.records.release import QuestionSpec, Release
from autograder.specimens import LAYOUTS, Material, read_edits

KINDS = ("honest", "mistake", "awkward", "hostile")
EXPORTED = datetime(2026, 10, 12, 18, 0, 0, 250000)


@dataclass(frozen=True)
class Verdict:
    """What is expected of one question.

    Attributes:
        points: Points, or None where a person gives them.
        status: Status of the question.
        misconception: Id of the misconception that diagnosis must name; an empty string where it
            must name none, None where nothing is asked.
        says: Text that the student must be able to read in the question's result.
    """

    points: float | None
    status: str
    misconception: str | None = None
    says: str | None = None


@dataclass(frozen=True)
class Case:
    """A known submission.

    Attributes:
        name: Name of the folder and of the student.
        folder: Where it lies.
        kind: `honest`, `mistake`, `awkward` (honest, but not as expected) or `hostile`.
        shows: One sentence: what the case is there for.
        base: What the questions not listed get: `full` points, or `none`.
        start: What `answers.py` is laid over: the `solution` or the `blank` notebook.
        layout: How it is handed in, see `autograder.specimens.Layout`.
        otter: `equal` where Otter's own points must be ours, `skipped` where Otter cannot grade it.
        because: Why Otter is skipped; required there.
        status: Status of the submission.
        total: Points in all, bonus included.
        questions: The questions that differ from `base`.
        absent: Texts that must not occur anywhere in the result.
    """

    name: str
    folder: Path
    kind: str
    shows: str
    status: str
    total: float | None
    otter: str
    because: str = ""
    base: str = "full"
    start: str = "solution"
    layout: str = "zip"
    questions: Mapping[str, Verdict] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    @property
    def assignment(self) -> str:
        """Id of the assignment that it is handed in for."""
        return self.folder.parent.parent.name

    def __post_init__(self) -> None:
        allowed = {
            "kind": KINDS,
            "otter": ("equal", "skipped"),
            "base": ("full", "none", "refused"),
            "start": ("solution", "blank"),
            "layout": LAYOUTS,
        }
        for key, values in allowed.items():
            if getattr(self, key) not in values:
                raise ValueError(f"{self.folder}: {key} is {getattr(self, key)!r}, not in {values}")
        if (self.otter == "skipped") != bool(self.because):
            raise ValueError(f"{self.folder}: `because` goes with otter = 'skipped', and only then")
        if not self.shows.endswith("."):
            raise ValueError(f"{self.folder}: `shows` is a sentence")

    def expected(self, release: Release) -> dict[str, Verdict]:
        """The verdict on every question of the release; none where the work is refused."""
        if self.base == "refused":
            return {}
        unknown = set(self.questions) - {spec.id for spec in release.questions}
        if unknown:
            raise ValueError(f"{self.folder}: the release has no {', '.join(sorted(unknown))}")
        return {
            spec.id: self.questions.get(spec.id, _default(spec, self.base))
            for spec in release.questions
        }

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
        return draft.write(out, self.name, self.layout, EXPORTED)  # type: ignore[arg-type]


def load_cases(folder: Path) -> list[Case]:
    """Every case in a folder, by name.

    Args:
        folder: The assignment's `known/`.
    """
    return [load_case(path.parent) for path in sorted(folder.glob("*/expected.toml"))]


def load_case(folder: Path) -> Case:
    """Read `expected.toml` of a case; an unknown key is an error."""
    data: dict[str, Any] = tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))
    questions = {name: Verdict(**verdict) for name, verdict in data.pop("questions", {}).items()}
    absent = tuple(data.pop("absent", ()))
    return Case(name=folder.name, folder=folder, questions=questions, absent=absent, **data)


def write_class(cases: list[Case], material: Material, out: Path) -> dict[str, Path]:
    """Write the hand-ins of all cases into one class folder, by name of the case."""
    return {case.name: case.write(material, out) for case in cases}


def _default(spec: QuestionSpec, base: str) -> Verdict:
    if spec.manual:
        return Verdict(None, "passed")
    if base == "full":
        return Verdict(spec.points, "passed")
    return Verdict(0, "failed")
