"""Leaderboards: for staff with names and both halves, and the page that a class may see."""

from datetime import UTC, datetime

from flask import Blueprint, render_template

from autograder.review.access import Answer, needs
from autograder.review.desk import desk
from autograder.review.leaderboard import boards
from autograder.review.linking import freezes

page = Blueprint("board", __name__)


@page.get("/<assignment>/leaderboard")
@needs("ta")
@freezes()
def show(assignment: str) -> Answer:
    """The boards as staff see them."""
    of = desk().assignment(assignment)
    return render_template(
        "leaderboard.html",
        of=of,
        boards=boards(desk(), of),
        students=desk().students(),
        rules=desk().settings.board,
    )


@page.get("/<assignment>/leaderboard/class")
@needs("ta")
@freezes()
def for_class(assignment: str) -> Answer:
    """The boards as students may see them: pseudonyms, and what is open by now."""
    of = desk().assignment(assignment)
    rules, today = desk().settings.board, datetime.now(UTC).date()
    return render_template(
        "leaderboard_class.html",
        of=of,
        boards=boards(desk(), of),
        rules=rules,
        is_open=rules.opens is None or rules.opens <= today,
        is_final=rules.final is not None and rules.final <= today,
    )
