"""The course: `assignments/course.toml`, and where everything of it lies."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import Field

from autograder.records.assignment import Assignment, load_assignment, read_toml
from autograder.records.errors import ConfigError
from autograder.records.policy import ClassSettings
from autograder.records.review import ReviewSettings
from autograder.records.roster import Roster, read_roster


class CourseSettings(ClassSettings):
    """What `course.toml` says."""

    name: str
    assignments: tuple[str, ...] = Field(description="ids, in the order of the course")
    library: str | None = Field(
        None,
        pattern=r"^[a-z][a-z0-9_]*$",
        description="package under assignments/ that notebooks, tests and workers may import",
    )
    preload: tuple[str, ...] = Field(
        (), description="modules that the warm process imports, so that no worker pays for them"
    )
    unused: tuple[Literal["torch", "scipy"], ...] = Field(
        (),
        description="installed libraries that no submission needs; without them the warm process "
        "starts in a second, and under its limits a worker may be unable to import them",
    )
    secret_file: str = Field(
        ".course-secret", description="file under build/ that holds the secret of random cases"
    )
    gradebook: str | None = Field(
        None, description="file or address of the gradebook that `grade` writes verdicts to"
    )
    hidden_messages: bool = Field(
        False, description="hidden checks give no case away: students may read what they say"
    )
    check_cells: Literal["otter", "gradekit"] = Field(
        "otter",
        description="what the check cells of the student version call: Otter's `grader.check`, or "
        "the kit's `check`, which needs no Otter at the student's",
    )
    release_keys: date | None = Field(
        None, description="feedback shows keys of MCQs from this day on; never if left out"
    )
    review: ReviewSettings = Field(
        default_factory=ReviewSettings, description="who uses the review page, and how they log in"
    )


@dataclass(frozen=True)
class Course:
    """A course repository on disk."""

    root: Path
    settings: CourseSettings

    @property
    def sources(self) -> Path:
        """Folder of the source notebooks, `assignments/`."""
        return self.root / "assignments"

    @property
    def library(self) -> Path | None:
        """Folder of the course's own library; None if it has none.

        Raises:
            ConfigError: If the course names one that is not there.
        """
        if self.settings.library is None:
            return None
        folder = self.sources / self.settings.library
        if not (folder / "__init__.py").is_file():
            raise ConfigError(
                f"{self.sources / 'course.toml'} names the library {self.settings.library!r}, but "
                f"{folder} is not a package; make it, or leave `library` out."
            )
        return folder

    @property
    def build(self) -> Path:
        """Folder of what is compiled and not committed, `build/`."""
        return self.root / "build"

    @property
    def gradebook(self) -> str | Path:
        """File or address of its gradebook: `gradebook.db` unless `course.toml` names another."""
        named = self.settings.gradebook or "gradebook.db"
        return named if "://" in named else self.root / named

    def template(self, assignment: str) -> Path:
        """Folder of the committed student version."""
        return self.root / "student_templates" / assignment

    def solution(self, assignment: str) -> Path:
        """Folder of the committed, executed solution."""
        return self.root / "solutions" / assignment

    def known(self, assignment: str) -> Path:
        """Folder of the known submissions of an assignment."""
        return self.sources / assignment / "known"

    def assignment(self, assignment: str) -> Assignment:
        """Settings of one assignment.

        Raises:
            ConfigError: If the course has no assignment of that id.
        """
        if assignment not in self.settings.assignments:
            known = ", ".join(self.settings.assignments)
            raise ConfigError(f"No assignment {assignment!r} in this course; it has: {known}.")
        return load_assignment(self.sources / assignment)

    def roster(self) -> Roster:
        """The class; empty where `course.toml` names no roster.

        Raises:
            ConfigError: If the file cannot be read or is not a roster.
        """
        named = self.settings.roster
        return Roster() if named is None else read_roster(self.sources / named)


def find_course(start: Path) -> Course:
    """The course that a folder belongs to: the nearest parent with `assignments/course.toml`.

    Raises:
        ConfigError: If there is none.
    """
    start = start.resolve()
    for folder in (start, *start.parents):
        path = folder / "assignments" / "course.toml"
        if path.is_file():
            return Course(folder, read_toml(path, CourseSettings))
    raise ConfigError(
        f"No assignments/course.toml in {start} or above; run this inside a course repository."
    )
