"""A class folder read once, so that pages can show what was handed in."""

import tempfile
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

from autograder import gradebook
from autograder.gradebook import Gradebook
from autograder.intake.of_course import survey_for, wanted_for
from autograder.intake.submission import read_work, take_in
from autograder.records.course import Course
from autograder.records.errors import IntakeError, NotebookError, ReleaseError
from autograder.records.notebook import Cell, read_notebook, source
from autograder.records.release import read_release
from autograder.review.work.extract import Answer, answers_in, plain_cells
from autograder.review.work.store import WorkStore


@dataclass(frozen=True)
class GatheredClass:
    """What gathering found.

    Attributes:
        kept: Hand-ins that pages can show now.
        refused: Hand-ins that cannot be read, by student, with the reason.
    """

    kept: int
    refused: dict[str, str]


def gather(
    work: WorkStore,
    course: Course,
    assignment: str,
    submissions: Path,
    progress: Callable[[str], None] = lambda text: None,
    *,
    form: str | None = None,
) -> GatheredClass:
    """Keep the notebooks of a class.

    Args:
        work: Where they are kept.
        course: The course.
        assignment: Id of the assignment.
        submissions: The class folder or zip that was graded.
        progress: Told whose was read.
        form: How it is laid out; found out when None.

    Raises:
        ConfigError, IntakeError: If the folder or the course cannot be read.
        ReleaseError: If the assignment was not compiled: nobody knows its questions then.
    """
    wanted = wanted_for(course, assignment)
    release = read_release(course.build / assignment / "release.json")
    kinds = {spec.id: spec.kind for spec in release.questions}
    given = given_cells(course, assignment)
    refused: dict[str, str] = {}
    kept = 0
    with tempfile.TemporaryDirectory() as nowhere:
        for found in survey_for(course, assignment, submissions, Path(nowhere), form).found:
            try:
                taken = take_in(found, wanted)
                content = read_work(found, wanted).chosen.content
            except IntakeError as error:
                refused[found.student] = str(error)
                continue
            answers = answers_in(content, taken.cells, kinds, given)
            work.put(assignment, taken.sha256, content, answers, taken.answers.by_question)
            kept += 1
            progress(found.student)
    return GatheredClass(kept, refused)


def forget_erased(book: Gradebook, work: WorkStore) -> int:
    """Forget the hand-ins of who was erased from the gradebook; returns how many went."""
    here = {one.student_id for one in gradebook.students(book)}
    gone = 0
    for of in gradebook.assignments(book):
        kept = work.submissions(of.id)
        erased = {
            one.submission
            for one in gradebook.attempts(book, of.id)
            if not any(_is_there(key, here) for key in one.members)
        }
        work.forget_similar(of.id, erased)
        if kept & erased:
            gone += work.keep_only(of.id, kept - erased)
    return gone


def _is_there(key: str, here: Collection[str]) -> bool:
    return key in here and not key.startswith("erased-")


def question_kinds(course: Course, assignment: str) -> dict[str, str]:
    """Kind of each question by its id; empty where the assignment was not compiled."""
    try:
        release = read_release(course.build / assignment / "release.json")
    except ReleaseError:
        return {}
    return {spec.id: spec.kind for spec in release.questions}


def given_cells(course: Course, assignment: str) -> frozenset[str]:
    """Texts of the cells of the student version; none where it is not there."""
    return frozenset(source(cell).strip() for cell in template_cells(course, assignment))


def template_cells(course: Course, assignment: str) -> list[Cell]:
    """The cells of the student version; none where it is not there."""
    try:
        template = read_notebook(course.template(assignment) / f"{assignment}.ipynb")
    except NotebookError:
        return []
    cells: list[Cell] = template["cells"]
    return cells


def reference_answers(course: Course, assignment: str, kinds: dict[str, str]) -> dict[str, Answer]:
    """The answers of the solution by question; none where it is not there.

    Args:
        course: The course.
        assignment: Id of the assignment.
        kinds: Kind of each question by its id.
    """
    try:
        notebook = read_notebook(course.solution(assignment) / f"{assignment}.ipynb")
    except NotebookError:
        return {}
    return answers_in(notebook, plain_cells(notebook), kinds)
