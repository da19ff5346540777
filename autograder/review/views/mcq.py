"""Multiple-choice questions: what was chosen, how well each question tells students apart."""

from collections.abc import Callable

from flask import Blueprint, render_template, request

from autograder.review.access import Answer, needs
from autograder.review.desk import desk
from autograder.review.items import McqItem, mcq_class
from autograder.review.linking import freezes

page = Blueprint("mcq", __name__)

SORTS = {
    "": "as in the notebook",
    "doubt": "doubtful keys first",
    "hard": "hardest first",
    "weak": "least discriminating first",
}


@page.get("/<assignment>/mcq")
@needs("ta")
@freezes()
def show(assignment: str) -> Answer:
    """The questions, each with its options and figures."""
    of = desk().assignment(assignment)
    sections = sorted({one.section for one in desk().students().values()} - {""})
    section = request.args.get("section", "")
    section = section if section in sections else ""
    sort = request.args.get("sort", "")
    sort = sort if sort in SORTS else ""
    found = mcq_class(desk(), of, section)
    keys: dict[str, Callable[[McqItem], tuple[float, ...]]] = {
        "": lambda one: (),
        "doubt": lambda one: (not one.figures.doubtful, _or(one.figures.r, 2.0)),
        "hard": lambda one: (_or(one.figures.p, 2.0),),
        "weak": lambda one: (_or(one.figures.r, 2.0),),
    }
    return render_template(
        "mcq.html",
        of=of,
        found=found,
        items=sorted(found.items, key=keys[sort]),
        sorts=SORTS,
        sort=sort,
        sections=sections,
        section=section,
    )


def _or(value: float | None, otherwise: float) -> float:
    return otherwise if value is None else value
