"""What was handed in, to look at: the notebook in a sandboxed frame, single plots, the file."""

from typing import Any

from flask import Blueprint, Response, abort, request

from autograder.gradebook import Attempt
from autograder.review.access import Answer, needs
from autograder.review.desk import desk
from autograder.review.forms import whole
from autograder.review.linking import freezes
from autograder.review.notebook_page import POLICY, drawn
from autograder.review.plots import pictures, redrawn
from autograder.review.work.extract import cell_id

page = Blueprint("handed_in", __name__)

_FRAMED = f"sandbox; {POLICY}; frame-ancestors 'self'"


@page.get("/<assignment>/notebook")
@needs("ta")
@freezes("attempt")
def notebook(assignment: str) -> Answer:
    """The notebook as it was handed in, outputs included; nothing in it can act."""
    of = attempt_of(assignment, whole(request.args.get("attempt"), 0))
    response = Response(drawn(_notebook(of), of.file), mimetype="text/html")
    response.headers["Content-Security-Policy"] = _FRAMED
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@page.get("/<assignment>/plot")
@needs("ta")
@freezes("attempt", "cell", "index")
def plot(assignment: str) -> Answer:
    """One picture of a cell, made anew."""
    of = attempt_of(assignment, whole(request.args.get("attempt"), 0))
    cell, index = request.args.get("cell", ""), whole(request.args.get("index"), 0)
    for number, raw in enumerate(_notebook(of)["cells"], 1):
        if cell_id(raw, number) == cell:
            made = pictures(raw)
            png = redrawn(made[index]) if index < len(made) else None
            if png is not None:
                return Response(png, mimetype="image/png")
    return abort(404, "That cell has no such picture.")


def attempt_of(assignment: str, number: int) -> Attempt:
    """The attempt of that number at an assignment; a page that is not there if there is none."""
    of = desk().assignment(assignment)
    listed = desk().attempts(of.id)
    found = next((one for one in listed if one.id == number), None)
    if found is None:
        abort(404, f"{of.id} has no attempt {number}.")
    return found


def pictures_of(assignment: str, submission: str, cells: tuple[str, ...]) -> list[tuple[str, int]]:
    """Cell and number of each picture that some cells of a submission have."""

    # Of the whole notebook at once: it is long, and a page asks for each of its questions.
    def count() -> list[tuple[str, int]]:
        made = desk().work.notebook(assignment, submission)
        return [
            (cell_id(raw, number), index)
            for number, raw in enumerate(made["cells"] if made else (), 1)
            for index in range(len(pictures(raw)))
        ]

    found = desk().fixed(("pictures", assignment, submission), count)
    return [(cell, index) for cell, index in found if cell in cells]


def _notebook(of: Attempt) -> dict[str, Any]:
    found = desk().work.notebook(of.assignment, of.submission)
    if found is None:
        abort(
            404,
            "This notebook was not gathered. Start autograder review with "
            f"--submissions {of.assignment}=DIR, the class folder that was graded.",
        )
    return found
