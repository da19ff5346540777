"""A file that is imported into a platform, with every verdict that it gets there."""

from dataclasses import dataclass

from autograder.exporters.form import Treatment


@dataclass(frozen=True)
class Import:
    """A file, what the platform exported before, and all that it will do, in order."""

    name: str
    form: str
    file: str
    expected: tuple[tuple[Treatment, str], ...]
    held: str | None = None
    comma: bool | None = None
