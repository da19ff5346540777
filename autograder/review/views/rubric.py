"""The rubric of a question: changed once, and everybody whose mark names an item follows."""

import json

from flask import Blueprint, flash, redirect, render_template, request, url_for

from autograder import gradebook
from autograder.gradebook import KnownQuestion, Refused, RubricItem
from autograder.review.access import Answer, author, needs
from autograder.review.answers import reading, rubric_of
from autograder.review.desk import desk
from autograder.review.forms import amount, flag

page = Blueprint("rubric", __name__)

_BLANK = 3  # empty rows for new items
_MOST = 60


@page.get("/<assignment>/read/<question>/rubric")
@needs("instructor")
def show(assignment: str, question: str) -> Answer:
    """The rubric as a form."""
    of = desk().assignment(assignment)
    asked = desk().question(of, question)
    items = rubric_of(desk(), of.id, asked.id)
    return _form(assignment, asked, items, seen=_dumped(items), preview=None)


@page.post("/<assignment>/read/<question>/rubric")
@needs("instructor")
def save(assignment: str, question: str) -> Answer:
    """Show what a change would do, or make it."""
    of = desk().assignment(assignment)
    asked = desk().question(of, question)
    items = _items(asked)
    if request.form.get("do") != "save":
        preview = _preview(assignment, asked, items)
        return _form(assignment, asked, items, seen=request.form.get("seen", ""), preview=preview)
    gradebook.set_rubric(
        desk().book,
        author(),
        of.id,
        asked.id,
        items,
        review=flag("review"),
        seen=_loaded(request.form.get("seen", "")),
    )
    flash(f"The rubric of {asked.id} was changed; every mark that names an item follows.")
    return redirect(url_for("reading.show", assignment=of.id, question=asked.id, show="all"))


def _form(
    assignment: str,
    asked: KnownQuestion,
    items: list[RubricItem],
    *,
    seen: str,
    preview: list[tuple[str, float, float]] | None,
) -> str:
    return render_template(
        "rubric.html",
        of=desk().assignment(assignment),
        question=asked,
        items=items,
        blank=range(_BLANK),
        seen=seen,
        preview=preview,
        students=desk().students(),
        review=flag("review"),
    )


def _items(asked: KnownQuestion) -> list[RubricItem]:
    """The items of the form; a row whose text was emptied is taken away."""
    keys, texts = request.form.getlist("key"), request.form.getlist("text")
    points, notes = request.form.getlist("worth"), request.form.getlist("guideline")
    if not len(keys) == len(texts) == len(points) == len(notes) <= _MOST:
        raise Refused("The rubric's form is not complete; go back and send it again.")
    taken = {key for key in keys if key}
    found = []
    for key, text, worth, guideline in zip(keys, texts, points, notes, strict=True):
        if not text.strip():
            continue
        value = amount(worth, f"{asked.id}, {text.strip()[:40]}")
        if value is None:
            raise Refused(f"{asked.id}: say how many points {text.strip()[:60]!r} is worth.")
        if not key:
            key = next(name for n in range(1, 1000) if (name := f"i{n}") not in taken)
            taken.add(key)
        # As the gradebook keeps it: so that what was seen compares equal.
        plain = "\n".join(text.split("\r\n")).strip(), "\n".join(guideline.split("\r\n")).strip()
        found.append(RubricItem(key, plain[0], value, plain[1]))
    return found


def _preview(
    assignment: str, asked: KnownQuestion, items: list[RubricItem]
) -> list[tuple[str, float, float]]:
    """Whose points would change: student, before, after."""
    found = reading(desk(), desk().assignment(assignment), asked)
    worth = {one.key: one.points for one in items}
    owners = {one.attempt: one.student for group in found.groups for one in group.members}
    rows = []
    for number, student in owners.items():
        mark = found.mark(number)
        if mark is not None and mark.items:
            after = sum(worth.get(key, 0.0) for key in mark.items) + (mark.added or 0.0)
            if after != mark.points:
                rows.append((student, mark.points, after))
    return sorted(rows)


def _dumped(items: list[RubricItem]) -> str:
    return json.dumps([[one.key, one.text, one.points, one.guideline] for one in items])


def _loaded(text: str) -> list[RubricItem]:
    try:
        return [
            RubricItem(str(key), str(words), float(points), str(note))
            for key, words, points, note in json.loads(text)
        ]
    except (ValueError, TypeError) as error:
        raise Refused("The rubric's form is not complete; look at it again.") from error
