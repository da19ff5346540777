"""Leaderboards: for staff with names and both halves, and the pages that a class may see."""

from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, render_template, request

from autograder.review.access import Answer, needs
from autograder.review.desk import desk
from autograder.review.leaderboard import Board, BoardEntry, boards
from autograder.review.linking import freezes, is_frozen
from autograder.review.paging import Part, part

page = Blueprint("board", __name__)

PER_PAGE = 100


@page.get("/<assignment>/leaderboard")
@needs("ta")
@freezes("board", "page")
def show(assignment: str) -> Answer:
    """A board as staff see it."""
    of = desk().assignment(assignment)
    found, students = boards(desk(), of), desk().students()
    chosen = next((one for one in found if one.key == request.args.get("board")), None)
    chosen = chosen or next(iter(found), None)
    query = request.args.get("q", "")[:200]
    words = query.casefold().split()

    def matches(one: BoardEntry) -> bool:
        text = f"{one.pseudonym} {students[one.student].name} {one.student}".casefold()
        return all(word in text for word in words)

    return render_template(
        "leaderboard.html",
        of=of,
        boards=found,
        board=chosen,
        listed=part([one for one in chosen.entries if matches(one)] if chosen else [], PER_PAGE),
        query=query,
        students=students,
        rules=desk().settings.board,
    )


@page.get("/<assignment>/leaderboard/class")
@needs("ta")
@freezes()
def for_class(assignment: str) -> Answer:
    """The boards as students may see them: pseudonyms, and what is open by now."""
    of = desk().assignment(assignment)
    rules, today = desk().settings.board, datetime.now(UTC).date()
    is_final = rules.final is not None and rules.final <= today
    return render_template(
        "leaderboard_class.html",
        of=of,
        boards=[
            (one, is_final and one.final, _seen(one, is_final, n))
            for n, one in enumerate(boards(desk(), of))
        ],
        rules=rules,
        is_open=rules.opens is None or rules.opens <= today,
    )


def _seen(board: Board, is_final: bool, place: int) -> Part[Any]:
    """A page of what the class sees; all of it in the file that is published."""
    entries = list(board.entries)
    if is_final and board.final:
        entries.sort(key=lambda one: one.final.mean if one.final else 0.0, reverse=True)
    return part(entries, max(1, len(entries)) if is_frozen() else PER_PAGE, f"page{place}")
