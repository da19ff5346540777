"""A class folder surveyed with what the course says of its class: roster, dates, caps, groups."""

from pathlib import Path

from autograder.intake.survey import Survey, survey
from autograder.records.course import Course
from autograder.records.errors import IntakeError


def survey_for(
    course: Course, assignment: str, submissions: Path, out: Path, form: str | None = None
) -> Survey:
    """Survey a class folder whose results go to `out`, which is no hand-in even if it lies there.

    Args:
        course: The course.
        assignment: Id of the assignment.
        submissions: The class folder.
        out: Folder of the results.
        form: Name of the format; found out when None.

    Raises:
        ConfigError: If the roster cannot be read.
        IntakeError: See `survey`; also when both folders are one.
    """
    if submissions.is_dir() and submissions.resolve() == out.resolve():
        raise IntakeError(f"{out} is the class folder itself; name another folder with --out.")
    return survey(
        submissions,
        assignment,
        roster=course.roster(),
        settings=course.settings,
        format=form,
        hidden=(out,),
    )
