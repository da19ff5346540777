"""Regrade requests: open, answered, closed, each with what became of the points."""

from flask import Blueprint, flash, redirect, render_template, request, url_for

from autograder import gradebook
from autograder.gradebook import STATES
from autograder.review.access import Answer, author, needs
from autograder.review.desk import desk
from autograder.review.forms import whole
from autograder.review.linking import freezes
from autograder.review.paging import part

page = Blueprint("requests", __name__)

PER_PAGE = 50


@page.get("/<assignment>/requests")
@needs("ta")
@freezes("page")
def show(assignment: str) -> Answer:
    """The requests of an assignment, those that wait first; the page of the one `at` a number."""
    of = desk().assignment(assignment)
    listed = gradebook.requests(desk().book, assignment=of.id)
    order = {state: n for n, state in enumerate(STATES)}
    listed = sorted(listed, key=lambda one: (order[one.state], one.id))
    wanted = whole(request.args.get("at"), 0)
    at = next((n for n, one in enumerate(listed) if one.id == wanted), 0)
    return render_template(
        "requests.html",
        of=of,
        requests=part(listed, PER_PAGE, at=at),
        waiting=sum(one.state == "open" for one in listed),
        students=desk().students(),
        totals=desk().totals(of.id),
    )


@page.post("/<assignment>/requests/answer")
@needs("ta")
def answer(assignment: str) -> Answer:
    """Answer a request, close it, or open it again."""
    of = desk().assignment(assignment)
    number = whole(request.form.get("request"), 0)
    revision = whole(request.form.get("revision"), -1)
    book, by, do = desk().book, author(), request.form.get("do", "")
    if do == "close":
        gradebook.close_request(book, by, number, revision=revision)
        flash(f"Request {number} is closed.")
    elif do == "reopen":
        gradebook.reopen_request(book, by, number, revision=revision)
        flash(f"Request {number} is open again.")
    else:
        text = request.form.get("answer", "")
        gradebook.answer_request(book, by, number, text, revision=revision)
        flash(f"Request {number} is answered; the student can read it.")
    return redirect(url_for("requests.show", assignment=of.id, at=number, _anchor=f"r-{number}"))


@page.post("/<assignment>/requests/open")
@needs("ta")
def ask(assignment: str) -> Answer:
    """Enter a request that a student made in person or by mail."""
    of = desk().assignment(assignment)
    number = gradebook.open_request(
        desk().book,
        desk().student(request.form.get("who", "")).student_id,
        of.id,
        request.form.get("text", ""),
        question=request.form.get("question") or None,
    )
    flash(f"Request {number} is open.")
    return redirect(url_for("requests.show", assignment=of.id, at=number, _anchor=f"r-{number}"))
