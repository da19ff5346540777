"""Grading by question: all answers in a row, equal ones together, beside rubric and reference."""

from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for

from autograder import gradebook
from autograder.gradebook import KnownAssignment, KnownQuestion, Marking, Refused
from autograder.records.review import ReviewPerson
from autograder.review import answers
from autograder.review.access import Answer, author, is_instructor, needs, who
from autograder.review.answers import QuestionReading, reading, shown_to
from autograder.review.code import CodeLine, coloured
from autograder.review.desk import desk
from autograder.review.forms import amount, flag, whole
from autograder.review.linking import freezes
from autograder.review.paging import part
from autograder.review.readers import as_reader, blind_for, blinded, gold_of
from autograder.review.views.cards import card_of, quick

page = Blueprint("reading", __name__)

PER_PAGE = 20
MEMBERS = 50  # of a group that are listed at once
SHOWS = ("unread", "all")


@page.get("/<assignment>/read")
@needs("ta")
@freezes()
def front(assignment: str) -> Answer:
    """The questions, with how far their reading is."""
    of = desk().assignment(assignment)
    person = _reader(of.id)
    sections = {key: one.section for key, one in desk().students().items()}
    rows = []
    for question in of.questions:
        if question.kind == "mcq":
            continue
        found = _seen_by(of, question, person)[0]
        mine = shown_to(found, person, sections)[0] if person else list(found.groups)
        rows.append(
            {
                "of": question,
                "all": len(found.answers),
                "read": found.read,
                "groups": len(mine),
                "left": sum(bool(found.unread(group)) for group in mine),
                "mine": person is None or not person.questions or question.id in person.questions,
                "duty": person is not None and bool(person.questions),
            }
        )
    return render_template("read.html", of=of, rows=rows)


@page.get("/<assignment>/read/<question>")
@needs("ta")
@freezes("page", "group", "members")
def show(assignment: str, question: str) -> Answer:
    """The answers to a question, or one group of them with all of its members."""
    of = desk().assignment(assignment)
    asked = desk().question(of, question)
    person = _reader(of.id)
    found, _ = _seen_by(of, asked, person)
    students = desk().students()
    sections = {key: one.section for key, one in students.items()}
    section = request.args.get("section", "")[:200]
    groups, hidden = (
        shown_to(found, person, sections, section) if person else (list(found.groups), 0)
    )
    shows = request.args.get("show", "")
    shows = shows if shows in SHOWS else "all" if person is None else "unread"
    alone = next((one for one in groups if one.key == request.args.get("group")), None)
    listed = [one for one in groups if shows == "all" or found.unread(one)]
    turned = part([alone] if alone else listed, PER_PAGE)
    cards = [card_of(found, of.id, one) for one in turned.items]
    bank, bank_revision = answers.bank_of(desk(), of.id, asked.id)
    return render_template(
        "read_question.html",
        of=of,
        question=asked,
        found=found,
        cards=cards,
        alone=alone,
        members=part(alone.members if alone else (), MEMBERS, "members"),
        first_members=MEMBERS,
        students=students,
        named=bool(session.get("named")),
        groups=groups,
        left=sum(bool(found.unread(one)) for one in groups),
        hidden=hidden,
        shows=shows,
        section=section,
        sections=sorted(set(sections.values()) - {""}),
        turned=turned,
        rubric=answers.rubric_of(desk(), of.id, asked.id),
        bank=bank,
        bank_revision=bank_revision,
        quick=quick(asked.possible),
        reference=_reference(of.id, asked.id),
        gold=gold_of(desk(), of.id, asked.id) if is_instructor() else None,
    )


@page.post("/<assignment>/read/<question>")
@needs("ta")
def save(assignment: str, question: str) -> Answer:
    """Enter points for a group of equal answers, or take them back."""
    of = desk().assignment(assignment)
    asked = desk().question(of, question)
    person = _reader(of.id)
    found, blind = _seen_by(of, asked, person)
    attempts = _attempts(found, person)
    if not attempts:
        raise Refused("No answer was named; go back and look at the page again.")
    withdraw = request.form.get("do") == "withdraw"
    said = "\n".join(
        text.strip()
        for text in (*request.form.getlist("banked"), request.form.get("comment", ""))
        if text.strip()
    )
    items = tuple(request.form.getlist("item"))
    points = amount(request.form.get("quick") or request.form.get("points", ""), asked.id)
    markings = [
        Marking(
            attempt=number,
            question=asked.id,
            points=None if withdraw else points,
            items=() if withdraw else items,
            comment=said,
            revision=_revision(number),
            withdraw=withdraw,
        )
        for number in attempts
    ]
    if blind & set(attempts):
        if not blind >= set(attempts):
            raise Refused("The groups changed meanwhile; look at the page again.")
        for one in markings:
            gradebook.read_again(desk().book, author(), one)
    else:
        gradebook.mark_many(desk().book, author(), markings)
    if flag("bank") and request.form.get("comment", "").strip():
        _into_bank(of.id, asked.id, request.form["comment"].strip())
    count = f"{len(attempts)} answer{'' if len(attempts) == 1 else 's'}"
    flash(f"{asked.id}: {count} {'unread again' if withdraw else 'read'}.")
    return redirect(_next(of.id, asked.id, found))


@page.post("/<assignment>/read/<question>/group")
@needs("ta")
def regroup(assignment: str, question: str) -> Answer:
    """Take an answer out of its group, or put it back."""
    of = desk().assignment(assignment)
    asked = desk().question(of, question)
    found = reading(desk(), of, asked)
    number = whole(request.form.get("attempt"), 0)
    if number not in found.answers:
        raise Refused("There is no such answer to this question.")
    out = set(found.out) ^ {number}
    gradebook.keep(
        desk().book,
        author(),
        answers.OUT,
        f"{of.id}/{asked.id}",
        sorted(out),
        revision=whole(request.form.get("revision"), -1),
    )
    flash("The answer stands alone now." if number in out else "The answer is back in its group.")
    return redirect(url_for("reading.show", assignment=of.id, question=asked.id, show="all"))


@page.post("/<assignment>/read/<question>/bank")
@needs("ta")
def bank(assignment: str, question: str) -> Answer:
    """Change the bank of comments: one a line of blank-separated paragraphs."""
    of = desk().assignment(assignment)
    asked = desk().question(of, question)
    texts = [text.strip() for text in request.form.get("texts", "").replace("\r", "").split("\n\n")]
    gradebook.keep(
        desk().book,
        author(),
        answers.BANK,
        f"{of.id}/{asked.id}",
        # An empty bank keeps its revision.
        [text for text in texts if text],
        revision=whole(request.form.get("revision"), -1),
    )
    flash("The comment bank was changed.")
    return redirect(url_for("reading.show", assignment=of.id, question=asked.id))


@page.post("/<assignment>/read/names")
@needs("ta")
def names(assignment: str) -> Answer:
    """Show or hide whose answers they are."""
    session["named"] = not session.get("named")
    question = request.form.get("question", "")
    of = desk().assignment(assignment)
    if of.question(question) is None:
        return redirect(url_for("reading.front", assignment=of.id))
    return redirect(url_for("reading.show", assignment=of.id, question=question))


def _reference(assignment: str, question: str) -> list[tuple[str, str, list[CodeLine]]]:
    """Cells of the solution: kind, text, and lines of code."""
    found = answers.reference(desk(), desk().assignment(assignment)).get(question)
    return [
        (cell.kind, cell.source, coloured(cell.source) if cell.kind == "code" else [])
        for cell in (found.cells if found else ())
    ]


def _reader(assignment: str) -> ReviewPerson | None:
    """Who reads, with their duties and conflicts; nobody in a frozen site."""
    person = who()
    return None if person is None else as_reader(desk(), assignment, person)


def _seen_by(
    of: KnownAssignment, asked: KnownQuestion, person: ReviewPerson | None
) -> tuple[QuestionReading, set[int]]:
    """A question as a person sees it, and the attempts that they are to read blind."""
    found = reading(desk(), of, asked)
    if person is None:
        return found, set()
    blind = blind_for(desk(), of, asked.id, person, found)
    return blinded(found, blind), {one.attempt for one in blind}


def _attempts(found: QuestionReading, person: ReviewPerson | None) -> list[int]:
    """The attempts of the form, each one that this person may mark."""
    numbers = [whole(value, -1) for value in request.form.getlist("attempt")]
    owners = {one.attempt: one.student for group in found.groups for one in group.members}
    unknown = [number for number in numbers if number not in owners]
    if unknown:
        raise Refused("An answer of this form is not there any more; look at the page again.")
    conflicts = set(person.conflicts) if person else set()
    if any(owners[number] in conflicts for number in numbers):
        abort(403, "You have a conflict of interest with one of these students.")
    return list(dict.fromkeys(numbers))


def _revision(attempt: int) -> int:
    """The revision that the form showed of an answer's mark."""
    alone = request.form.get("revision")
    return whole(alone if alone is not None else request.form.get(f"seen-{attempt}"), -1)


def _into_bank(assignment: str, question: str, text: str) -> None:
    texts, revision = answers.bank_of(desk(), assignment, question)
    if text not in texts:
        gradebook.keep(
            desk().book,
            author(),
            answers.BANK,
            f"{assignment}/{question}",
            [*texts, text],
            revision=revision,
        )


def _next(assignment: str, question: str, found: QuestionReading) -> str:
    """The page again, at the next group that waits."""
    shows = request.form.get("show", "")
    keys = [one.key for one in found.groups if found.unread(one)]
    here = request.form.get("key", "")
    after = keys[keys.index(here) + 1 :] if here in keys else keys
    target = here if shows == "all" else next(iter(after), "")
    return url_for(
        "reading.show",
        assignment=assignment,
        question=question,
        show=shows if shows in SHOWS else None,
        section=request.form.get("section") or None,
        page=whole(request.form.get("page"), 1) if shows == "all" else None,
        _anchor=f"g-{target}" if target else None,
    )
