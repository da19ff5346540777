"""Readers: who reads what, conflicts of interest, gold answers, second reading, agreement."""

import secrets

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for

from autograder import gradebook
from autograder.gradebook import Refused
from autograder.review.access import Answer, author, is_instructor, needs
from autograder.review.answers import reading
from autograder.review.desk import desk
from autograder.review.forms import amount, whole
from autograder.review.readers import (
    CONFLICT,
    DUTIES,
    compared,
    conflicts,
    duties,
    login_of,
    set_share,
)

page = Blueprint("readers", __name__)


@page.get("/<assignment>/readers")
@needs("instructor")
def show(assignment: str) -> Answer:
    """How readers compare, and what each of them reads."""
    of = desk().assignment(assignment)
    given, revision = duties(desk(), of.id)
    sections = {one.section for one in desk().students().values()} - {""}
    return render_template(
        "readers.html",
        of=of,
        rows=compared(desk(), of),
        people=desk().settings.people,
        duties=given,
        revision=revision,
        sections=sorted(sections),
        conflicts=conflicts(desk()),
        students=desk().students(),
    )


@page.post("/<assignment>/readers/duties")
@needs("instructor")
def assign(assignment: str) -> Answer:
    """Say which questions and sections somebody reads."""
    of = desk().assignment(assignment)
    login = request.form.get("login", "")
    if desk().settings.person(login) is None:
        raise Refused("There is no such reader; name them under [[review.people]] in course.toml.")
    questions = [one.id for one in of.questions if one.id in request.form.getlist("reads")]
    known = {one.section for one in desk().students().values()}
    sections = sorted(known & set(request.form.getlist("of")) - {""})
    given, _ = duties(desk(), of.id)
    content = {**given, login: {"questions": questions, "sections": sections}}
    gradebook.keep(
        desk().book,
        author(),
        DUTIES,
        of.id,
        content,
        revision=whole(request.form.get("revision"), -1),
    )
    flash(f"{login} reads {', '.join(questions) or 'every question'}.")
    return redirect(url_for("readers.show", assignment=of.id, _anchor="duties"))


@page.post("/<assignment>/readers/conflict")
@needs("ta")
def conflict(assignment: str) -> Answer:
    """Declare a conflict of interest; an instructor may enter one for others and take it back."""
    of = desk().assignment(assignment)
    who = desk().student(request.form.get("who", "")).student_id
    login = request.form.get("login", "") or author()
    taken_back = request.form.get("do") == "withdraw"
    if (login != author() or taken_back) and not is_instructor():
        abort(403, "A conflict of somebody else, or taking one back, is for instructors.")
    # The key stands in the audit, so it says nothing of either.
    key = next(
        (one.key for one in conflicts(desk()) if (one.student, login_of(one)) == (who, login)),
        secrets.token_hex(8),
    )
    content = None if taken_back else {"login": login}
    gradebook.keep(desk().book, author(), CONFLICT, key, content, student=who)
    flash("The conflict was taken back." if taken_back else "You will not read this student.")
    if is_instructor():
        return redirect(url_for("readers.show", assignment=of.id, _anchor="conflicts"))
    return redirect(url_for("student.show", assignment=of.id, who=who))


@page.post("/<assignment>/readers/<question>/share")
@needs("instructor")
def share(assignment: str, question: str) -> Answer:
    """Say which share of a question's answers is read twice."""
    of = desk().assignment(assignment)
    asked = desk().question(of, question)
    percent = amount(request.form.get("share", ""), "The share")
    if percent is None or not 0 <= percent <= 100:
        raise Refused("The share is a percentage from 0 to 100.")
    revision = whole(request.form.get("revision"), -1)
    set_share(desk(), author(), of.id, asked.id, percent / 100, revision)
    flash(f"{percent:g} % of the answers to {asked.id} are read twice.")
    return redirect(url_for("readers.show", assignment=of.id, _anchor="agree"))


@page.post("/<assignment>/readers/<question>/gold")
@needs("instructor")
def gold(assignment: str, question: str) -> Answer:
    """Make an answer that was read a gold answer, or cease to."""
    of = desk().assignment(assignment)
    asked = desk().question(of, question)
    number = whole(request.form.get("attempt"), 0)
    mark = reading(desk(), of, asked).mark(number)
    if mark is None:
        raise Refused("Read the answer first: its points become the gold points.")
    points = None if request.form.get("do") == "withdraw" else mark.points
    gradebook.set_gold(
        desk().book,
        author(),
        of.id,
        asked.id,
        number,
        points,
        revision=whole(request.form.get("revision"), -1),
    )
    flash("It is no gold answer now." if points is None else "Readers are held against it now.")
    return redirect(url_for("reading.show", assignment=of.id, question=asked.id, show="all"))
