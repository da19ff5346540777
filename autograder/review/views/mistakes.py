"""Error groups that act: who made a mistake, their code side by side, a note for all, a regrade."""

from urllib.parse import quote

from flask import Blueprint, flash, redirect, render_template, request, url_for

from autograder import gradebook
from autograder.gradebook import ErrorGroup, KnownAssignment
from autograder.review import answers
from autograder.review.access import Answer, author, needs
from autograder.review.code import coloured
from autograder.review.desk import desk
from autograder.review.forms import flag, whole
from autograder.review.linking import freezes
from autograder.review.mistakes import pins, sides
from autograder.review.paging import part

page = Blueprint("mistakes", __name__)

PER_PAGE = 100
_LARGEST = 12  # error groups of a question on the page of all questions
_MOST_SIDES = 24
_LONGEST_LINK = 1800  # characters of a mailto address that every program takes


@page.get("/<assignment>/mistakes")
@needs("ta")
@freezes("question", "page")
def show(assignment: str) -> Answer:
    """The largest error groups of every question, or all of one."""
    of = desk().assignment(assignment)
    only = of.question(request.args.get("question", ""))
    by_question: dict[str, list[ErrorGroup]] = {}
    for one in desk().error_groups(of.id):
        by_question.setdefault(one.question, []).append(one)
    return render_template(
        "mistakes.html",
        of=of,
        rows=[
            (one, part(by_question[one.id], PER_PAGE if only else _LARGEST))
            for one in ([only] if only else of.questions)
            if one.id in by_question
        ],
        only=only,
        pins=pins(desk(), of.id),
    )


@page.get("/<assignment>/mistakes/<question>")
@needs("ta")
@freezes("group", "page")
def group(assignment: str, question: str) -> Answer:
    """One group: who, their code, the note, the regrade, the addresses."""
    of = desk().assignment(assignment)
    asked = desk().question(of, question)
    found = _found(of, asked.id, request.args.get("group", ""))
    students = desk().students()
    addresses = [students[key].email for key in found.students if students[key].email]
    link = "mailto:?bcc=" + ",".join(quote(one, safe="@") for one in addresses)
    reference = answers.reference(desk(), of).get(asked.id)
    listed = sides(desk(), of, found)
    return render_template(
        "mistake.html",
        of=of,
        question=asked,
        group=found,
        who=part(found.students, PER_PAGE),
        students=students,
        note=pins(desk(), of.id).get((found.question, found.key)),
        sides=listed[:_MOST_SIDES],
        more=len(listed) - _MOST_SIDES,
        reference=[coloured(one.source) for one in reference.cells if one.kind == "code"]
        if reference
        else [],
        addresses=addresses,
        mailto=link if len(link) <= _LONGEST_LINK else "",
    )


@page.post("/<assignment>/mistakes/<question>/pin")
@needs("ta")
def pin(assignment: str, question: str) -> Answer:
    """Pin a note to a group, change it, or take it away."""
    of = desk().assignment(assignment)
    found = _found(of, desk().question(of, question).id, request.form.get("group", ""))
    text = "" if request.form.get("do") == "withdraw" else request.form.get("text", "")
    if not text.strip() and request.form.get("do") != "withdraw":
        raise gradebook.Refused("A note is required; say in a few words what helps.")
    gradebook.pin(
        desk().book,
        author(),
        of.id,
        found.question,
        found.key,
        text,
        name=found.name,
        for_student=not flag("private"),
        revision=whole(request.form.get("revision"), -1),
    )
    count = len(found.students)
    flash(f"The note stands beside {count} results." if text else "The note was taken away.")
    return redirect(
        url_for("mistakes.group", assignment=of.id, question=found.question, group=found.key)
    )


def _found(of: KnownAssignment, question: str, key: str) -> ErrorGroup:
    return gradebook.find_group(desk().error_groups(of.id), question, key)
