"""What a person has signed of an assignment's mutants: `assignments/<id>/mutants.toml`."""

from pathlib import Path

from pydantic import Field

from autograder.records.assignment import Settings, read_toml
from autograder.records.course import Course

FILE = "mutants.toml"


class Equivalent(Settings):
    """A mutant that no test can tell from the solution, because nothing differs that is asked."""

    mutant: str = Field(description="question id, a hyphen and a hash")
    reason: str = Field(min_length=10, description="why nothing that is asked differs")


class SignedHint(Settings):
    """A hint that is true of a mutant, as a person has read it."""

    mutant: str
    mistake: str = Field(description="name of the mistake whose hint is shown")
    reason: str = Field(min_length=10, description="why the hint is true of it")


class Signed(Settings):
    """The whole file."""

    equivalent: tuple[Equivalent, ...] = ()
    hint: tuple[SignedHint, ...] = ()

    def is_equivalent(self, mutant: str) -> bool:
        """Whether a mutant may survive."""
        return any(entry.mutant == mutant for entry in self.equivalent)

    def allows(self, mutant: str, mistake: str) -> bool:
        """Whether a hint may be shown for a mutant."""
        return any((entry.mutant, entry.mistake) == (mutant, mistake) for entry in self.hint)


def read_signed(course: Course, assignment: str) -> Signed:
    """What was signed for an assignment; nothing where there is no file.

    Raises:
        ConfigError: If the file does not fit.
    """
    path: Path = course.sources / assignment / FILE
    return read_toml(path, Signed) if path.exists() else Signed()
