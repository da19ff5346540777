"""`handout.json`: what a hand-out says to the notebook of the grader, its limits and its dates.

It stands in the hand-out's zip alone and not among the committed files: versions are those of the
machine that built it.
"""

import platform
from importlib.metadata import packages_distributions, version

from autograder.records.assignment import Assignment
from autograder.records.course import Course
from gradekit.handout_facts import Handout, handout_text


def handout_json(course: Course, settings: Assignment, files: tuple[str, ...]) -> bytes:
    """The file's content.

    Args:
        course: The course, for due date and attempts.
        settings: The assignment.
        files: Names of what belongs beside the notebook, libraries as folders.
    """
    due = course.settings.due_for(settings.id)
    attempts = course.settings.attempts
    limits = settings.limits
    return handout_text(
        Handout(
            assignment=settings.id,
            title=settings.title,
            files=files,
            python=".".join(platform.python_version_tuple()[:2]),
            packages=_packages(),
            cell_seconds=limits.cell_seconds,
            call_seconds=limits.call_seconds,
            submission_seconds=limits.submission_seconds,
            memory_bytes=limits.memory_bytes,
            due="" if due is None else due.isoformat(),
            attempts=attempts.total,
            attempts_per_day=attempts.per_day,
        )
    ).encode("utf-8")


def _packages() -> dict[str, str]:
    """Versions of what can be imported here, by the name that an import statement uses."""
    return {
        name: version(provided[0])
        for name, provided in sorted(packages_distributions().items())
        if name.isidentifier() and not name.startswith("_")
    }
