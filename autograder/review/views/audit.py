"""The audit: who did what when, verified on demand."""

from flask import Blueprint, render_template, request

from autograder import gradebook
from autograder.gradebook import Verification
from autograder.review.access import Answer, needs
from autograder.review.desk import desk
from autograder.review.forms import whole
from autograder.review.linking import freezes

page = Blueprint("audit", __name__)

_PER_PAGE = 50


@page.get("/<assignment>/audit")
@needs("instructor")
@freezes()
def show(assignment: str) -> Answer:
    """The newest entries, or those before a number; verified if asked."""
    of = desk().assignment(assignment)
    before = whole(request.args.get("before"), 0) or None
    action = request.args.get("action", "")[:60]
    entries = gradebook.history(
        desk().book, before=before, actions=(action,) if action else (), limit=_PER_PAGE
    )
    found: Verification | None = None
    if request.args.get("verify") == "1":
        found = desk().once("verified", lambda: gradebook.verify(desk().book))
    return render_template(
        "audit.html",
        of=of,
        entries=entries,
        action=action,
        found=found,
        head=gradebook.head(desk().book),
        more=len(entries) == _PER_PAGE,
    )
