"""The feedback of a whole class, from the output folder of a batch or a gradebook."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from autograder import gradebook
from autograder.exporters.feedback.view import FeedbackView, view_of
from autograder.exporters.gradescope import read_result
from autograder.exporters.told import quotes_hidden
from autograder.gradebook import Gradebook
from autograder.grades import read_grades
from autograder.records.course import Course
from autograder.records.grades import Grades, StudentGrade
from autograder.records.result import SubmissionResult
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
    made = _Views(course, grades, today, released)
    for row in grades.students:
        made.add(row, read_result(out / row.result) if row.result else None)
    return made.collected()


def collect_from(
    book: Gradebook, assignment: str, course: Course, today: date, released: date | None = None
) -> ClassFeedback:
    """Gather the feedback of a class from its gradebook, with all that people said.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        course: The course that it belongs to.
        today: The day on which the feedback is made.
        released: See `keys_are_out`.

    Raises:
        GradebookError: If the gradebook does not know the assignment.
        ConfigError: If the course does not have it.
    """
    grades = gradebook.grades(book, assignment)
    counts = {key: one.attempt for key, one in gradebook.totals(book, assignment).items()}
    results = dict(gradebook.results(book, assignment))
    made = _Views(course, grades, today, released)
    for row in grades.students:
        made.add(row, results.get(counts.get(row.student) or 0))
    return made.collected()


class _Views:
    """The feedback of a class as it is gathered."""

    def __init__(self, course: Course, grades: Grades, today: date, released: date | None) -> None:
        self.grades = grades
        self._keys = keys_are_out(course, grades.assignment, today, released)
        self._quoted = quotes_hidden(course, grades.assignment)
        self._bank: McqBank = read_bank(course.sources / grades.assignment)
        self._views: dict[str, FeedbackView] = {}
        self._without: dict[str, str] = {}

    def add(self, row: StudentGrade, result: SubmissionResult | None) -> None:
        """Take in a student; without a result nothing was handed in."""
        if result is None:
            self._without[row.student] = "nothing was handed in"
        elif row.total is None:
            self._without[row.student] = "there is no total yet"
        else:
            self._views[row.student] = view_of(
                self.grades, row, result, self._bank, keys=self._keys, quoted=self._quoted
            )

    def collected(self) -> ClassFeedback:
        """All that was taken in."""
        return ClassFeedback(self.grades, self._views, self._without)
