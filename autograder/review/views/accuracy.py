"""Accuracy of trained networks: intervals against thresholds, curves, mix-ups, claims."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request

from autograder.review.access import Answer, needs
from autograder.review.checkpoints import sentence
from autograder.review.desk import desk
from autograder.review.linking import freezes
from autograder.review.paging import part
from autograder.review.training import (
    TrainingLine,
    checkpoint_lines,
    claims_of,
    curve,
    shaded,
    sparkline,
    training_lines,
    verdict_of,
)
from gradekit.training.tasks import ACCURACY

page = Blueprint("accuracy", __name__)

PER_PAGE = 100
FILTERS: dict[str, tuple[str, Callable[[TrainingLine], bool]]] = {
    "": ("all", lambda one: True),
    "borderline": ("borderline", lambda one: one.record.borderline),
    "above": ("above the threshold", lambda one: one.record.passed),
    "below": ("below the threshold", lambda one: not one.record.passed),
    "beside": ("beside the code", lambda one: not one.record.isolated),
    "claims": ("claims more", lambda one: one.overclaims),
}


@dataclass(frozen=True)
class TrainingPanel:
    """A task and level of which the page shows one at a time.

    Attributes:
        key: As the address names it.
        words: As people read it.
        count: Hand-ins in it.
        passed: Those that reached the threshold.
        borderline: Those whose interval holds it.
        beside: Those that were trained beside the student's code.
    """

    key: str
    words: str
    count: int
    passed: int
    borderline: int
    beside: int


@page.get("/<assignment>/accuracy")
@needs("ta")
@freezes("panel", "page", "network")
def show(assignment: str) -> Answer:
    """The hand-ins of a task and level, the best first."""
    of = desk().assignment(assignment)
    lines = training_lines(desk(), of)
    panels = _panels(lines)
    wanted = request.args.get("panel", "")
    # What a task comes to in the end is what most people look for.
    first = next(
        (one for one in panels if one.key.endswith(ACCURACY)), panels[0] if panels else None
    )
    panel = next((one for one in panels if one.key == wanted), first)
    only = request.args.get("only", "")
    only = only if only in FILTERS else ""
    section = request.args.get("section", "")
    query = request.args.get("q", "")[:200]
    students = desk().students()
    words = query.casefold().split()
    listed = [
        one
        for one in lines
        if panel is not None
        and _key(one) == panel.key
        and FILTERS[only][1](one)
        and (not section or one.section == section)
        and all(word in f"{students[one.student].name} {one.student}".casefold() for word in words)
    ]
    sort = request.args.get("sort", "")
    if sort == "name":
        listed.sort(key=lambda one: (students[one.student].name.casefold(), one.student))
    elif sort == "near":
        listed.sort(key=lambda one: abs(one.record.accuracy - one.record.threshold))
    turned = part(listed, PER_PAGE)
    networks = part(checkpoint_lines(desk(), of), PER_PAGE, "network")
    return render_template(
        "accuracy.html",
        of=of,
        panels=panels,
        panel=panel,
        shown=[(one, sparkline(one.record)) for one in turned.items],
        turned=turned,
        chosen={"only": only, "section": section, "q": query, "sort": sort},
        filters={key: words for key, (words, _) in FILTERS.items()},
        sections=sorted({one.section for one in lines} - {""}),
        students=students,
        networks=networks,
        checkpoints=[(one, sentence(one.record)) for one in networks.items],
    )


@page.get("/<assignment>/accuracy/of")
@needs("ta")
@freezes("who")
def of_student(assignment: str) -> Answer:
    """Everything that was trained for one student."""
    of = desk().assignment(assignment)
    person = desk().student(request.args.get("who", ""))
    total = desk().totals(of.id).get(person.student_id)
    attempt = next(
        (one for one in desk().attempts(of.id) if total and one.id == total.attempt), None
    )
    if attempt is None:
        abort(404, f"{person.student_id[:80]!r} has handed in nothing that was trained.")
    digest = desk().digests(of.id).get(attempt.run or "")
    claims = claims_of(desk(), of.id)
    return render_template(
        "accuracy_student.html",
        of=of,
        student=person,
        lines=[
            (question, record, verdict_of(record), curve(record))
            for question, record in (digest.training if digest else ())
        ],
        claims={q: claims.get((q, attempt.submission)) for q in {one.id for one in of.questions}},
        checkpoints=[sentence(one) for one in (digest.checkpoints if digest else ())],
        shaded=shaded,
    )


def _panels(lines: list[TrainingLine]) -> list[TrainingPanel]:
    held: dict[str, list[TrainingLine]] = {}
    for one in lines:
        held.setdefault(_key(one), []).append(one)
    return [
        TrainingPanel(
            key=key,
            words=f"{inside[0].question} {inside[0].record.task}, {_level(inside[0])}",
            count=len(inside),
            passed=sum(one.record.passed for one in inside),
            borderline=sum(one.record.borderline for one in inside),
            beside=sum(not one.record.isolated for one in inside),
        )
        for key, inside in held.items()
    ]


def _key(one: TrainingLine) -> str:
    return f"{one.question}-{one.record.task}-{one.record.level}"


def _level(one: TrainingLine) -> str:
    return one.record.level.replace("_", " ")
