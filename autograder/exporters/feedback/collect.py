"""The feedback of a whole class, from the output folder of a batch or a gradebook."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from autograder.exporters.feedback.view import FeedbackView, view_of
from autograder.exporters.gradescope import read_result
from autograder.exporters.told import quotes_hidden
from autograder.grades import read_grades
from autograder.records.course import Course
from autograder.records.grades import Grades, StudentGrade
from autograder.release.mcq import McqBank, read_bank


@dataclass(frozen=True)
class ClassFeedback:
    """What every student may read.

    Attributes:
        grades: Grades of the class.
        views: By key of the row.
        without: Rows that have no feedback yet, with the reason.
    """

    grades: Grades
    views: dict[str, FeedbackView]
    without: dict[str, str]

    def rows(self) -> Iterator[tuple[StudentGrade, FeedbackView]]:
        """Every student who has feedback."""
        for row in self.grades.students:
            if row.student in self.views:
                yield row, self.views[row.student]


def keys_are_out(course: Course, assignment: str, today: date, released: date | None) -> bool:
    """Whether feedback may show the keys of multiple-choice questions.

    Args:
        course: The course; its date counts where the assignment has none.
        assignment: Id of the assignment.
        today: The day on which the feedback is made.
        released: A date that overrules both; None for those of the settings.
    """
    settings = course.assignment(assignment)
    day = released or settings.release_keys or course.settings.release_keys
    return day is not None and day <= today


def collect(out: Path, course: Course, today: date, released: date | None = None) -> ClassFeedback:
    """Gather the feedback of a class.

    Args:
        out: Folder with `grades.json` and the results beside it.
        course: The course that the assignment belongs to.
        today: The day on which the feedback is made.
        released: See `keys_are_out`.

    Raises:
        ConfigError: If grades or a result cannot be read, or the assignment is none of the course.
    """
    grades = read_grades(out / "grades.json")
    keys = keys_are_out(course, grades.assignment, today, released)
    quoted = quotes_hidden(course, grades.assignment)
    bank: McqBank = read_bank(course.sources / grades.assignment)
    views, without = {}, {}
    for row in grades.students:
        if not row.result:
            without[row.student] = "nothing was handed in"
        elif row.total is None:
            without[row.student] = "there is no total yet"
        else:
            result = read_result(out / row.result)
            views[row.student] = view_of(grades, row, result, bank, keys=keys, quoted=quoted)
    return ClassFeedback(grades, views, without)
