"""Cards of the reading page: a group of equal answers with the form that gives it points."""

from dataclasses import dataclass

from autograder.review.answers import QuestionReading
from autograder.review.code import CodeLine, coloured
from autograder.review.desk import desk
from autograder.review.groups import AnswerGroup
from autograder.review.mistakes import pinned, pins
from autograder.review.views.handed_in import pictures_of


@dataclass(frozen=True)
class Card:
    """A group of equal answers as it is shown.

    Attributes:
        group: The group.
        unread: How many of its answers wait.
        marked: How many a reader gave points.
        same: Attempts that the form is about: all that wait or have the same mark.
        others: Attempts whose mark differs from the others'.
        items: Rubric items that are ticked.
        added: Points beside the rubric, or without one.
        comment: The comment.
        revisions: What was seen, by attempt.
        lines: Code of each cell; text cells have none.
        pictures: Cell and number of each plot.
        pin: Note that is pinned to the mistake of the answer shown; empty for none.
    """

    group: AnswerGroup
    unread: int
    marked: int
    same: tuple[int, ...]
    others: tuple[int, ...]
    items: tuple[str, ...]
    added: float | None
    comment: str
    revisions: dict[int, int]
    lines: dict[str, list[CodeLine]]
    pictures: list[tuple[str, int]]
    pin: str


def card_of(found: QuestionReading, assignment: str, group: AnswerGroup) -> Card:
    """A group as it is shown: its first answer, and what its form begins with."""
    marks = {one.attempt: found.mark(one.attempt) for one in group.members}
    first = next((mark for mark in marks.values() if mark is not None), None)
    view = None if first is None else (first.items, first.added, first.comment)
    same: list[int] = []
    others: list[int] = []
    for number, mark in marks.items():
        differs = mark is not None and (mark.items, mark.added, mark.comment) != view
        (others if differs else same).append(number)
    answer = found.answers[group.first.attempt]
    lines = {cell.id: coloured(cell.source) for cell in answer.cells if cell.kind == "code"}
    return Card(
        group=group,
        unread=len(found.unread(group)),
        marked=sum(mark is not None for mark in marks.values()),
        same=tuple(same),
        others=tuple(others),
        items=() if first is None else first.items,
        added=None if first is None else first.added,
        comment="" if first is None else first.comment,
        revisions={number: found.revision(number) for number in marks},
        lines=lines,
        pictures=pictures_of(
            assignment, group.first.submission, tuple(cell.id for cell in answer.cells)
        ),
        pin=_pin(assignment, group.first.attempt, found.of.id),
    )


def _pin(assignment: str, attempt: int, question: str) -> str:
    if not any(one.text for one in pins(desk(), assignment).values()):
        return ""
    _, note = pinned(desk(), assignment, attempt).get(question, (None, None))
    return "" if note is None else note.text


def quick(possible: float) -> list[float]:
    """Points that one key gives: none, all, and steps between, at most ten."""
    steps = max(1, min(9, round(2 * possible)))
    return [round(possible * n / steps, 2) for n in range(steps + 1)]
