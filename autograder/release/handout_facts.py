"""`handout.json`: what a hand-out says to the notebook of the grader, its limits and its dates.

It stands in the hand-out's zip alone and not among the committed files: versions are those of the
machine that built it.
"""

import platform
from collections.abc import Mapping
from importlib.metadata import packages_distributions, version

from autograder.diagnosis import Question
from autograder.diagnosis.home import hidden_share
from autograder.records.assignment import Assignment
from autograder.records.course import Course
from autograder.records.pack import load_pack
from autograder.release.source import Source, SourceQuestion
from autograder.release.testcell import read_test
from gradekit.handout_facts import HANDOUT_NAME, Handout, handout_text
from gradekit.notebook.helping import HELP_NAME
from gradekit.notebook.hints import HINTS_NAME
from gradekit.own_files import own_name
from gradekit.questions import QUESTIONS_NAME
from gradekit.training.handout import FILE as TASKS_NAME

SHARED = (HANDOUT_NAME, HELP_NAME, HINTS_NAME, QUESTIONS_NAME, TASKS_NAME)
"""Files that have the same name in every hand-out."""


def handout_json(
    course: Course,
    settings: Assignment,
    files: tuple[str, ...],
    source: Source,
    tests: Mapping[str, str],
) -> bytes:
    """The file's content.

    Args:
        course: The course, for due date and attempts.
        settings: The assignment.
        files: Names of what belongs beside the notebook, libraries as folders.
        source: Its notebook.
        tests: Sources of all tests by question, as Otter compiled them.
    """
    trained = {task.question for task in settings.tasks.values()}
    packed = load_pack(course, settings.id).questions
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
            hidden={
                question.id: _hidden(question, packed.get(question.id), tests)
                for question in source.questions
                # Trainings have a time of their own, and would be run here.
                if question.tests and question.id not in trained
            },
        )
    ).encode("utf-8")


def with_own_files(assignment: str, members: Mapping[str, bytes]) -> dict[str, bytes]:
    """A hand-out with a second copy of what has the same name in every hand-out.

    Args:
        assignment: Id of the assignment.
        members: All files by their path.
    """
    shared = [name for name in SHARED if name in members]
    return {**members, **{own_name(assignment, name): members[name] for name in shared}}


def without_own_files(assignment: str, members: Mapping[str, bytes]) -> dict[str, bytes]:
    """The same hand-out without the copies: what there is to look through.

    Args:
        assignment: Id of the assignment.
        members: All files by their path.

    Returns:
        Without the copies; one that is not like its original is kept.
    """
    copies = {own_name(assignment, name): members.get(name) for name in SHARED}
    return {
        path: data for path, data in members.items() if path not in copies or data != copies[path]
    }


def _hidden(question: SourceQuestion, staff: Question | None, tests: Mapping[str, str]) -> float:
    """What hidden tests ask for beside public ones: by calls, or by the number of tests."""
    by_calls = None
    if staff is not None and staff.references and question.id in tests:
        by_calls = hidden_share(staff, tests)
    if by_calls is not None:
        return by_calls
    hidden = sum(read_test(cell).hidden for cell in question.tests)
    return round(hidden / max(1, len(question.tests) - hidden), 2)


def _packages() -> dict[str, str]:
    """Versions of what can be imported here, by the name that an import statement uses."""
    return {
        name: version(provided[0])
        for name, provided in sorted(packages_distributions().items())
        if name.isidentifier() and not name.startswith("_")
    }
