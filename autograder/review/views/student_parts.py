"""The questions of a student's page: answer, code, checks, comments and who decided what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder import gradebook
from autograder.gradebook import Comment, Failure, KnownQuestion, Override, Pin
from autograder.records.notebook import source
from autograder.records.result import QuestionResult, SubmissionResult
from autograder.review import answers
from autograder.review.code import CodeLine, coloured, difference
from autograder.review.desk import desk
from autograder.review.mistakes import pinned
from autograder.review.views.handed_in import pictures_of
from autograder.review.work.gather import template_cells


@dataclass(frozen=True)
class QuestionPart:
    """One question on a student's page.

    Attributes:
        of: The question.
        result: What grading said; None where nothing was graded.
        points: That count now.
        source: Where they come from; `automatic` for grading itself.
        cells: The answer's cells: id, kind, text, lines of code.
        pictures: Cell and number of each plot.
        notes: Comments by cell and line.
        comments: Comments on the question as a whole.
        mark: What a reader said; empty for nothing.
        override: The override that holds or was taken back last; None if there was none.
        reference: The solution's lines.
        mistake: The error group that the answer belongs to; None for none.
        pin: Note that is pinned to that group.
    """

    of: KnownQuestion
    result: QuestionResult | None
    points: float | None
    source: str
    cells: list[tuple[str, str, str, list[CodeLine]]]
    pictures: list[tuple[str, int]]
    notes: Mapping[str, Mapping[int, list[Comment]]]
    comments: list[Comment]
    mark: str
    override: Override | None
    reference: list[list[CodeLine]]
    mistake: Failure | None
    pin: Pin | None


def _overrides(assignment: str, student: str, total: gradebook.Total | None) -> list[Override]:
    """A student's overrides, those of their group included, the oldest first."""
    if total is None or total.group:
        return gradebook.overrides(desk().book, assignment, student=student)
    every = desk().once(
        ("overrides", assignment), lambda: gradebook.overrides(desk().book, assignment)
    )
    return [one for one in every if one.student == student]


def comments_on(attempt: int) -> list[Comment]:
    """Everybody's comments on an attempt."""
    # Most have none, and one question tells which.
    if attempt not in desk().once("commented", lambda: gradebook.commented(desk().book)):
        return []
    return desk().once(("comments", attempt), lambda: gradebook.comments(desk().book, attempt))


def parts_of(
    of: gradebook.KnownAssignment,
    student: str,
    attempt: gradebook.Attempt | None,
    result: SubmissionResult | None,
    total: gradebook.Total | None,
    changed: bool,
) -> list[QuestionPart]:
    """The questions of a student's page, in order.

    Args:
        of: The assignment.
        student: Key of the student.
        attempt: The attempt that is shown; None for none.
        result: What grading said of it.
        total: Where points come from, if this attempt counts.
        changed: Whether code is held against the template.
    """
    results = {one.id: one for one in (result.questions if result else ())}
    found = desk().work.answers_of(of.id, attempt.submission) if attempt else {}
    notes = comments_on(attempt.id) if attempt else []
    marks = (
        desk().once(("held", of.id), lambda: gradebook.marks(desk().book, of.id)) if attempt else {}
    )
    given = _given(of.id) if changed else {}
    solution = answers.reference(desk(), of)
    latest = {one.question: one for one in _overrides(of.id, student, total)}
    mistakes = pinned(desk(), of.id, attempt.id) if attempt else {}
    parts = []
    for question in of.questions:
        answer = found.get(question.id)
        graded = results.get(question.id)
        cells = [
            (cell.id, cell.kind, cell.source, _lines(cell.id, cell.source, given))
            for cell in (answer.cells if answer else ())
        ]
        if not cells and graded and graded.kind == "written" and graded.answer:
            cells = [("", "markdown", graded.answer, [])]
        mark = marks.get((attempt.id, question.id)) if attempt else None
        about = [one for one in notes if one.question == question.id]
        ids = tuple(cell[0] for cell in cells)
        parts.append(
            QuestionPart(
                of=question,
                result=graded,
                points=total.points.get(question.id)
                if total
                else graded.points
                if graded
                else None,
                source=total.sources.get(question.id, "automatic") if total else "automatic",
                cells=cells,
                pictures=pictures_of(of.id, attempt.submission, ids) if attempt else [],
                notes=_anchored([one for one in notes if one.cell in ids], ids),
                comments=[one for one in about if one.cell not in ids],
                mark=mark.comment if mark else "",
                override=latest.get(question.id),
                reference=[coloured(cell.source) for cell in solution[question.id].cells]
                if question.id in solution
                else [],
                mistake=mistakes.get(question.id, (None, None))[0],
                pin=mistakes.get(question.id, (None, None))[1],
            )
        )
    return parts


def _lines(key: str, text: str, given: Mapping[str, str]) -> list[CodeLine]:
    return difference(given[key], text) if key in given else coloured(text)


def _anchored(notes: list[Comment], cells: tuple[str, ...]) -> dict[str, dict[int, list[Comment]]]:
    """Comments by cell and line; those on a whole cell stand at line 0."""
    placed: dict[str, dict[int, list[Comment]]] = {cell: {} for cell in cells}
    for one in notes:
        placed[one.cell].setdefault(one.line or 0, []).append(one)
    return placed


def _given(assignment: str) -> dict[str, str]:
    """Text of each cell of the student version by its id; empty without a course."""
    course: Any = desk().course
    if course is None or assignment not in course.settings.assignments:
        return {}
    return desk().fixed(
        ("template", assignment),
        lambda: {str(cell.get("id")): source(cell) for cell in template_cells(course, assignment)},
    )
