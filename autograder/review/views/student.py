"""Everything of one student at an assignment: answers, code, attempts, comments, overrides."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for

from autograder import gradebook
from autograder.gradebook import Comment, KnownQuestion, Override, Refused
from autograder.records.notebook import source
from autograder.records.result import QuestionResult, SubmissionResult
from autograder.review import answers
from autograder.review.access import Answer, author, is_instructor, needs
from autograder.review.code import CodeLine, coloured, difference
from autograder.review.desk import desk
from autograder.review.forms import amount, flag, whole
from autograder.review.linking import freezes
from autograder.review.views.handed_in import attempt_of, pictures_of
from autograder.review.views.overview import status_of
from autograder.review.work.gather import template_cells

page = Blueprint("student", __name__)


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


@page.get("/<assignment>/student")
@needs("ta")
@freezes("who")
def show(assignment: str) -> Answer:
    """One student's page."""
    of = desk().assignment(assignment)
    person = desk().student(request.args.get("who", ""))
    totals = desk().totals(of.id)
    total = totals.get(person.student_id)
    listed = desk().attempts(of.id)
    own = [one for one in listed if person.student_id in one.members]
    wanted = whole(request.args.get("attempt"), 0) or (total.attempt if total else None) or 0
    attempt = next((one for one in own if one.id == wanted), None)
    result = _result(attempt.id) if attempt is not None and attempt.run is not None else None
    counts = attempt is not None and total is not None and attempt.id == total.attempt
    order = desk().once(("order", of.id), lambda: _order(of.id))
    at = order.index(person.student_id) if person.student_id in order else 0
    changed = request.args.get("diff") == "1"
    return render_template(
        "student.html",
        of=of,
        student=person,
        total=total,
        attempts=own,
        attempt=attempt,
        counts=counts,
        result=result,
        parts=_parts(of, person.student_id, attempt, result, total if counts else None, changed),
        changed=changed,
        status=status_of(total, of) if total else "missing",
        gathered=attempt is not None and desk().work.has(of.id, attempt.submission),
        before=order[at - 1] if at > 0 else None,
        after=order[at + 1] if at + 1 < len(order) else None,
        whole=[] if attempt is None else [one for one in _comments(attempt.id) if not one.question],
        requests=[one for one in _requests(of.id) if one.student == person.student_id],
    )


@page.post("/<assignment>/student/comment")
@needs("ta")
def comment(assignment: str) -> Answer:
    """Write a comment on an attempt, at a cell and line if they are named."""
    of = desk().assignment(assignment)
    who, attempt = _there(of.id)
    line = whole(request.form.get("line"), 0) or None
    question = request.form.get("question") or None
    gradebook.comment(
        desk().book,
        author(),
        attempt,
        request.form.get("text", ""),
        question=question,
        cell=request.form.get("cell", ""),
        line=line,
        for_student=not flag("private"),
    )
    flash("The comment is kept with this hand-in, whenever it is graded again.")
    return redirect(_back(of.id, who, attempt, question))


@page.post("/<assignment>/student/comment/withdraw")
@needs("ta")
def withdraw(assignment: str) -> Answer:
    """Take a comment back: one's own, or anybody's for an instructor."""
    of = desk().assignment(assignment)
    who, attempt = _there(of.id)
    number = whole(request.form.get("comment"), 0)
    found = next((one for one in _comments(attempt) if one.id == number), None)
    if found is None:
        raise Refused("There is no such comment; somebody may have taken it back already.")
    if found.author != author() and not is_instructor():
        raise Refused(f"This comment is by {found.author}; they or an instructor can take it back.")
    gradebook.withdraw_comment(desk().book, author(), number)
    flash("The comment was taken back.")
    return redirect(_back(of.id, who, attempt, found.question))


@page.post("/<assignment>/student/override")
@needs("ta")
def override(assignment: str) -> Answer:
    """Set points against all else, with a reason, or take that back."""
    of = desk().assignment(assignment)
    asked = desk().question(of, request.form.get("question", ""))
    who = desk().student(request.form.get("who", "")).student_id
    undo = request.form.get("do") == "withdraw"
    points = amount(request.form.get("points", ""), asked.id)
    if points is None and not undo:
        raise Refused(f"{asked.id}: enter points, or take the override back.")
    gradebook.override(
        desk().book,
        author(),
        who,
        of.id,
        asked.id,
        None if undo else points,
        request.form.get("comment", ""),
        revision=whole(request.form.get("revision"), -1),
        alone=flag("alone"),
    )
    flash(f"{asked.id}: the override was taken back." if undo else f"{asked.id}: overridden.")
    return redirect(_back(of.id, who, None, asked.id))


def _there(assignment: str) -> tuple[str, int]:
    """Student and attempt that a form names."""
    attempt = attempt_of(assignment, whole(request.form.get("attempt"), 0))
    who = desk().student(request.form.get("who", "")).student_id
    if who not in attempt.members:
        raise Refused("That hand-in is another student's.")
    return who, attempt.id


def _back(assignment: str, who: str, attempt: int | None, question: str | None) -> str:
    return url_for(
        "student.show",
        assignment=assignment,
        who=who,
        attempt=attempt,
        _anchor=f"q-{question}" if question else None,
    )


def _order(assignment: str) -> list[str]:
    """Students by name, as previous and next go."""
    students = desk().students()
    keys = [key for key in desk().totals(assignment) if key in students]
    return sorted(keys, key=lambda key: (students[key].name.casefold(), key))


def _result(attempt: int) -> SubmissionResult:
    return desk().once(("result", attempt), lambda: gradebook.result_of(desk().book, attempt))


def _requests(assignment: str) -> list[gradebook.RegradeRequest]:
    return desk().once(
        ("requests", assignment), lambda: gradebook.requests(desk().book, assignment=assignment)
    )


def _overrides(assignment: str, student: str, total: gradebook.Total | None) -> list[Override]:
    """A student's overrides, those of their group included, the oldest first."""
    if total is None or total.group:
        return gradebook.overrides(desk().book, assignment, student=student)
    every = desk().once(
        ("overrides", assignment), lambda: gradebook.overrides(desk().book, assignment)
    )
    return [one for one in every if one.student == student]


def _comments(attempt: int) -> list[Comment]:
    return desk().once(("comments", attempt), lambda: gradebook.comments(desk().book, attempt))


def _parts(
    of: gradebook.KnownAssignment,
    student: str,
    attempt: gradebook.Attempt | None,
    result: SubmissionResult | None,
    total: gradebook.Total | None,
    changed: bool,
) -> list[QuestionPart]:
    """The questions, in order."""
    results = {one.id: one for one in (result.questions if result else ())}
    found = desk().work.answers_of(of.id, attempt.submission) if attempt else {}
    notes = _comments(attempt.id) if attempt else []
    marks = (
        desk().once(("held", of.id), lambda: gradebook.marks(desk().book, of.id)) if attempt else {}
    )
    given = _given(of.id) if changed else {}
    solution = answers.reference(desk(), of)
    latest = {one.question: one for one in _overrides(of.id, student, total)}
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
