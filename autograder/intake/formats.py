"""The registry of class folder formats: one module each, and its line here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.intake import plain
from autograder.intake.find import Found
from autograder.records.errors import IntakeError


@dataclass(frozen=True)
class Format:
    """A way in which a class's submissions lie on disk.

    Attributes:
        name: Its name in messages.
        matches: Whether a folder looks like it.
        find: The submissions in the folder, given the assignment's id.
    """

    name: str
    matches: Callable[[Path], bool]
    find: Callable[[Path, str], list[Found]]


FORMATS = (Format("a folder, notebook or zip for each student", lambda folder: True, plain.find),)
"""The first that matches is taken; the last matches everything."""


def find_submissions(folder: Path, assignment: str) -> list[Found]:
    """The submissions of a class, in a fixed order; names are unique.

    Args:
        folder: The class folder; a single notebook or zip is a class of one.
        assignment: Id of the assignment.

    Raises:
        IntakeError: If it does not exist, cannot be read, or holds no submission.
    """
    if folder.is_file():
        found = [one for one in plain.find(folder.parent, assignment) if one.source == folder]
        if not found:
            raise IntakeError(f"{folder} is neither a notebook (.ipynb) nor a zip; check the path.")
        return found
    form = next(form for form in FORMATS if form.matches(folder))
    found = form.find(folder, assignment)
    if not found:
        raise IntakeError(
            f"{folder} holds no submission: no folder, notebook (.ipynb) or zip; check the path."
        )
    return found
