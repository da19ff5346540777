"""The class: what waits, how it went, everybody in a table to sort, filter and search."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for

from autograder import gradebook
from autograder.gradebook import Total
from autograder.records.roster import Student
from autograder.records.status import Status
from autograder.review.access import Answer, needs
from autograder.review.class_figures import commonest, tried
from autograder.review.desk import desk
from autograder.review.figures import histogram, median
from autograder.review.linking import freezes
from autograder.review.paging import part

page = Blueprint("overview", __name__)

PER_PAGE = 200
SORTS = ("waits", "name", "points", "status", "section")
FILTERS = {
    "": "everybody",
    "review": "needs a person",
    "read": "to be read",
    "late": "late",
    "overridden": "overridden",
    "missing": "missing",
    "requests": "asks for a regrade",
}


@dataclass(frozen=True)
class ClassLine:
    """A line of the class list.

    Attributes:
        student: The person.
        total: Their total.
        requests: Open requests of theirs.
        why: What waits for a person, in words; empty if nothing does.
        status: Status as pages say it; see `status_of`.
    """

    student: Student
    total: Total
    requests: int
    why: str
    status: str

    @property
    def name(self) -> str:
        """How people call them."""
        return self.student.name or self.student.student_id


@page.get("/")
@needs("ta")
@freezes()
def front() -> Answer:
    """The course: its assignments, and what waits in each."""
    asked = Counter(one.assignment for one in gradebook.requests(desk().book, state="open"))
    rows = [(of, _counts(of.id), asked[of.id]) for of in desk().assignments()]
    return render_template("front.html", rows=rows)


@page.get("/<assignment>/")
@needs("ta")
@freezes("page")
def show(assignment: str) -> Answer:
    """The class list of an assignment."""
    of = desk().assignment(assignment)
    lines = _lines(of.id)
    chosen = {
        "q": request.args.get("q", "")[:200],
        "only": _one_of(request.args.get("only", ""), tuple(FILTERS)),
        "section": request.args.get("section", "")[:200],
        "sort": _one_of(request.args.get("sort", ""), SORTS),
        "down": request.args.get("down") == "1",
    }
    listed = _sorted(_filtered(lines, chosen), str(chosen["sort"]), bool(chosen["down"]))
    scores = [one.total.total for one in lines if one.total.total is not None]
    bonus = sum(one.possible for one in of.questions if one.bonus)
    return render_template(
        "class.html",
        of=of,
        lines=lines,
        listed=part(listed, PER_PAGE),
        chosen=chosen,
        filters=FILTERS,
        sections=sorted({one.student.section for one in lines} - {""}),
        histogram=histogram(scores, of.possible + bonus),
        mean=sum(scores) / len(scores) if scores else None,
        median=median(scores),
        questions=_questions(of, lines),
        slips=commonest(desk(), of),
        tried=tried(desk(), of.id),
    )


@page.post("/blur")
@needs("ta")
def blur() -> Answer:
    """Blur names and points on a shared screen, or show them again."""
    session["blurred"] = not session.get("blurred")
    back = request.form.get("back", "")
    safe = back.startswith("/") and not back.startswith(("//", "/\\")) and back.isprintable()
    return redirect(back if safe else url_for("overview.front"))


def waits(total: Total, requests: int) -> str:
    """What waits for a person, in words; empty if nothing does."""
    parts = []
    if total.needs_review:
        parts.append(total.message or "graded with a fault of ours")
    if total.pending:
        parts.append(f"to be read: {', '.join(total.pending)}")
    if requests:
        parts.append("asks for a regrade")
    return "; ".join(parts)


def status_of(total: Total, of: gradebook.KnownAssignment) -> str:
    """The status as pages say it: whoever has all points but a bonus's has passed."""
    if total.excused:
        return "excused"
    if total.status != Status.FAILED.value:
        return total.status
    needed = [one for one in of.questions if not one.bonus and one.id not in total.pending]
    full = all((total.points.get(one.id) or 0.0) >= one.possible for one in needed)
    return Status.PASSED.value if full else total.status


def _counts(assignment: str) -> dict[str, int]:
    """How many handed in, need a person, or are to be read."""

    def read() -> dict[str, int]:
        totals = desk().totals(assignment).values()
        return {
            "class": len(totals),
            "handed": sum(one.attempt is not None for one in totals),
            "review": sum(one.needs_review for one in totals),
            "pending": sum(bool(one.pending) for one in totals),
        }

    return desk().lasting(("counts", assignment), read)


def _lines(assignment: str) -> list[ClassLine]:
    return desk().once(("lines", assignment), lambda: _read(assignment))


def _read(assignment: str) -> list[ClassLine]:
    students, of = desk().students(), desk().assignment(assignment)
    asked: dict[str, int] = {}
    for one in gradebook.requests(desk().book, assignment=assignment, state="open"):
        asked[one.student] = asked.get(one.student, 0) + 1
    return [
        ClassLine(
            students[key],
            total,
            asked.get(key, 0),
            waits(total, asked.get(key, 0)),
            status_of(total, of),
        )
        for key, total in desk().totals(assignment).items()
    ]


def _filtered(lines: list[ClassLine], chosen: dict[str, object]) -> list[ClassLine]:
    wanted = str(chosen["q"]).casefold().split()
    tests: dict[str, Callable[[ClassLine], bool]] = {
        "": lambda one: True,
        "review": lambda one: one.total.needs_review,
        "read": lambda one: bool(one.total.pending),
        "late": lambda one: bool(one.total.late),
        "overridden": lambda one: "override" in one.total.sources.values(),
        "missing": lambda one: one.total.attempt is None,
        "requests": lambda one: one.requests > 0,
    }
    keep = tests[str(chosen["only"])]
    return [
        one
        for one in lines
        if keep(one)
        and (not chosen["section"] or one.student.section == chosen["section"])
        and all(
            word in f"{one.name} {one.student.student_id} {one.student.email}".casefold()
            for word in wanted
        )
    ]


def _sorted(lines: list[ClassLine], sort: str, down: bool) -> list[ClassLine]:
    keys: dict[str, Callable[[ClassLine], tuple[Any, ...]]] = {
        # Faults first, then requests, then what is to be read; names in each.
        "waits": lambda one: (
            not one.total.needs_review,
            not one.requests,
            not one.total.pending,
            one.name.casefold(),
        ),
        "name": lambda one: (one.name.casefold(),),
        "points": lambda one: (
            one.total.total is None,
            one.total.total or 0.0,
            one.name.casefold(),
        ),
        "status": lambda one: (one.status, one.name.casefold()),
        "section": lambda one: (one.student.section.casefold(), one.name.casefold()),
    }
    return sorted(lines, key=keys[sort], reverse=down)


def _questions(of: gradebook.KnownAssignment, lines: list[ClassLine]) -> list[dict[str, object]]:
    """How the class did on each question."""
    rows = []
    there = [one.total for one in lines if one.total.attempt is not None]
    for question in of.questions:
        points = [one.points.get(question.id) for one in there]
        known = [value for value in points if value is not None]
        full = sum(value >= question.possible for value in known)
        none = sum(value <= 0 < question.possible for value in known)
        rows.append(
            {
                "of": question,
                "full": full,
                "none": none,
                "part": len(known) - full - none,
                "waiting": len(points) - len(known),
                "all": len(points),
                "mean": sum(known) / len(known) if known else None,
            }
        )
    return rows


def _one_of(value: str, known: tuple[str, ...]) -> str:
    return value if value in known else known[0]
