"""Notebooks handed back: each student's own, with feedback and comments where they belong."""

import json
import tempfile
from pathlib import Path

from autograder.exporters.feedback.annotated import annotated
from autograder.exporters.feedback.collect import ClassFeedback
from autograder.intake.of_course import survey_for, wanted_for
from autograder.intake.submission import read_work
from autograder.records.course import Course
from autograder.records.errors import IntakeError


def returned(
    course: Course, submissions: Path, feedback: ClassFeedback
) -> tuple[dict[str, bytes], dict[str, str]]:
    """The notebooks of a class with feedback in them.

    Args:
        course: The course.
        submissions: The class folder or zip that was graded.
        feedback: Feedback of the class.

    Returns:
        Notebooks by key of the row, and why somebody has none.

    Raises:
        ConfigError, IntakeError: If the folder or the course cannot be read.
    """
    wanted = wanted_for(course, feedback.grades.assignment)
    made: dict[str, bytes] = {}
    without: dict[str, str] = {}
    with tempfile.TemporaryDirectory() as nowhere:
        survey = survey_for(course, feedback.grades.assignment, submissions, Path(nowhere))
        for found in survey.found:
            keys = [
                key
                for key in {found.student, *(one.student_id for one in found.members)}
                if key in feedback.views
            ]
            try:
                content = read_work(found, wanted).chosen.content if keys else {}
            except IntakeError as error:
                without.update(dict.fromkeys(keys, str(error)))
                continue
            data = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace")
            made.update({key: annotated(data, feedback.views[key]) for key in keys})
    missing = set(feedback.views) - set(made) - set(without)
    without.update(dict.fromkeys(sorted(missing), "the class folder has no notebook of theirs"))
    return made, without
