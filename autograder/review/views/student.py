"""Everything of one student at an assignment: answers, code, attempts, comments, overrides."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from autograder import gradebook
from autograder.gradebook import Refused
from autograder.records.notebook import source
from autograder.records.result import SubmissionResult
from autograder.review.access import Answer, author, is_instructor, needs
from autograder.review.checkpoints import sentence
from autograder.review.desk import desk
from autograder.review.forms import amount, flag, whole
from autograder.review.leaderboard import pseudonym_of
from autograder.review.linking import freezes
from autograder.review.training import verdict_of
from autograder.review.views.handed_in import attempt_of
from autograder.review.views.overview import status_of
from autograder.review.views.similarity import SimilarPair, pairs_of
from autograder.review.views.student_parts import comments_on, parts_of
from autograder.review.work.extract import cell_id

page = Blueprint("student", __name__)


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
    order = desk().lasting(("order", of.id), lambda: _order(of.id))
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
        parts=parts_of(of, person.student_id, attempt, result, total if counts else None, changed),
        changed=changed,
        verdict_of=verdict_of,
        pseudonym=pseudonym_of(desk(), of, person.student_id),
        submitted=[sentence(one) for one in (result.checkpoints if result else ())],
        status=status_of(total, of) if total else "missing",
        gathered=attempt is not None and desk().work.has(of.id, attempt.submission),
        before=order[at - 1] if at > 0 else None,
        after=order[at + 1] if at + 1 < len(order) else None,
        whole=[]
        if attempt is None
        else [one for one in comments_on(attempt.id) if not one.question],
        similar=_similar(of.id, person.student_id),
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
        quote=_quote(attempt_of(of.id, attempt), request.form.get("cell", ""), line),
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
    found = next((one for one in comments_on(attempt) if one.id == number), None)
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


def _similar(assignment: str, student: str) -> list[SimilarPair]:
    """Pairs in which a student stands; none where the class was not compared."""
    return [one for one in pairs_of(assignment) or () if student in one.students]


def _quote(attempt: gradebook.Attempt, cell: str, line: int | None) -> str:
    """The line of a cell as it was handed in; empty where nobody knows."""
    if line is None:
        return ""
    made = desk().work.notebook(attempt.assignment, attempt.submission)
    for number, raw in enumerate(made["cells"] if made else (), 1):
        if cell_id(raw, number) == cell:
            rows = source(raw).splitlines()
            return rows[line - 1].strip() if line <= len(rows) else ""
    return ""


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
