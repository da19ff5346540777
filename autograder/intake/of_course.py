"""A class folder surveyed with what the course says of its class: roster, dates, caps, groups."""

from pathlib import Path

from autograder.intake.choices import FILE
from autograder.intake.choose import Wanted
from autograder.intake.survey import Survey, survey
from autograder.records.course import Course
from autograder.records.errors import IntakeError, ReleaseError
from autograder.records.release import Release, read_release


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


def plain_wanted(assignment: str) -> Wanted:
    """What is taken where no course says more: the notebook and the recorded answers."""
    return Wanted(assignment, (), (), (FILE,))


def wanted_for(course: Course, assignment: str) -> Wanted:
    """What an assignment takes from a hand-in, by its release, else by its settings.

    Raises:
        ConfigError: If the course has no such assignment.
    """
    settings = course.assignment(assignment)
    library = (course.settings.library,) if course.settings.library else ()
    try:
        release = read_release(course.build / assignment / "release.json")
    except ReleaseError:
        # Not compiled yet: a notebook without metadata cannot be known by its checks then.
        return Wanted(
            assignment, (), (), settings.student_files, provided=(*settings.files, *library)
        )
    return Wanted(
        assignment,
        tuple(spec.id for spec in release.questions),
        tuple(spec.id for spec in release.questions if spec.kind == "mcq"),
        release.student_files,
        provided=(*release.files, *library),
    )


def graded_of(release: Release) -> Wanted:
    """What grading takes from a hand-in."""
    return Wanted(
        assignment=release.assignment,
        questions=tuple(spec.id for spec in release.questions),
        mcqs=tuple(spec.id for spec in release.questions if spec.kind == "mcq"),
        student_files=release.student_files,
        checkpoints=tuple(n for n, t in release.tasks.items() if t.takes_checkpoint),
        provided=release.files,
        skipped=release.skipped,
    )
