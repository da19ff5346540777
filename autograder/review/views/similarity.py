"""Passages that hand-ins have in common, side by side: where to look, never a score."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, render_template, request

from autograder import gradebook
from autograder.review.access import Answer, needs
from autograder.review.code import CodeLine, coloured
from autograder.review.desk import desk
from autograder.review.forms import whole
from autograder.review.linking import freezes

page = Blueprint("similarity", __name__)

_MOST = 200


@dataclass(frozen=True)
class SimilarPair:
    """Two whose code is to be looked at.

    Attributes:
        number: Which pair, from 1, the most conspicuous first.
        names: What they are called; the second may be of an earlier class.
        students: Keys of their pages; empty for somebody of an earlier class.
        passages: What they have in common.
    """

    number: int
    names: tuple[str, str]
    students: tuple[str, str]
    passages: list[dict[str, Any]]

    @property
    def lines(self) -> int:
        """Lines of the first one's code that the passages cover."""
        return sum(one["first"]["end"] - one["first"]["start"] + 1 for one in self.passages)


@page.get("/<assignment>/similarity")
@needs("ta")
@freezes("pair")
def show(assignment: str) -> Answer:
    """The pairs to look at, or one of them side by side."""
    of = desk().assignment(assignment)
    pairs = pairs_of(of.id)
    number = whole(request.args.get("pair"), 0)
    chosen = next((one for one in pairs or () if one.number == number), None)
    if number and chosen is None:
        abort(404, f"There is no pair {number}; the class may have been compared anew.")
    return render_template(
        "similarity.html",
        of=of,
        pairs=None if pairs is None else pairs[:_MOST],
        more=max(0, len(pairs or ()) - _MOST),
        chosen=chosen,
        passages=[_sides(one) for one in chosen.passages] if chosen else [],
    )


def pairs_of(assignment: str) -> list[SimilarPair] | None:
    """The pairs of an assignment; None where the class was never compared."""
    kept = desk().work.similar(assignment)
    if kept is None:
        return None
    students = desk().students()
    listed = desk().once(
        ("attempts", assignment), lambda: gradebook.attempts(desk().book, assignment)
    )
    by_submission = {one.submission: one.student for one in listed}
    pairs = []
    for number, one in enumerate(kept, 1):
        keys, names = [], []
        for owner, submission in zip(one["owners"], (one["first"], one["second"]), strict=True):
            key = owner if owner in students and submission else by_submission.get(submission, "")
            keys.append(key)
            names.append(students[key].name or key if key in students else owner)
        pairs.append(SimilarPair(number, (names[0], names[1]), (keys[0], keys[1]), one["passages"]))
    return pairs


def _sides(passage: dict[str, Any]) -> dict[str, tuple[int, list[CodeLine]]]:
    """Cell and lines of either side, numbered as in the notebook."""
    found = {}
    for side in ("first", "second"):
        of = passage[side]
        start = of["start"] - 1
        lines = [
            CodeLine(line.number + start, line.html, line.kind) for line in coloured(of["text"])
        ]
        found[side] = (of["cell"], lines)
    return found
