"""Error groups as pages need them: read once for each state of the gradebook, code side by side."""

from collections import defaultdict
from dataclasses import dataclass

from autograder import gradebook
from autograder.gradebook import ErrorGroup, Failure, KnownAssignment, Pin
from autograder.review.answers import reading
from autograder.review.code import CodeLine, coloured
from autograder.review.desk import Desk
from autograder.review.groups import Member


@dataclass(frozen=True)
class Side:
    """One form of code in an error group, beside the others.

    Attributes:
        members: Whose it is: equal but for white space, comments and local names.
        lines: Its cells; a text cell has none.
        texts: Texts of the cells that are no code.
    """

    members: tuple[Member, ...]
    lines: list[list[CodeLine]]
    texts: list[str]


def pins(desk: Desk, assignment: str) -> dict[tuple[str, str], Pin]:
    """The notes pinned at an assignment, by question and group; one taken away has no text."""
    return desk.once(("pins", assignment), lambda: gradebook.pins(desk.book, assignment))


def pinned(desk: Desk, assignment: str, attempt: int) -> dict[str, tuple[Failure, Pin | None]]:
    """What went wrong in an attempt, and the note pinned to it, by question."""
    notes = {where: one for where, one in pins(desk, assignment).items() if one.text}
    found = _failures(desk, assignment).get(attempt)
    if found is None:
        # An attempt that does not count, or one in which nothing went wrong.
        found = desk.once(
            ("failures", attempt),
            lambda: gradebook.failures(desk.book, [attempt], kept=desk.failures),
        ).get(attempt, [])
    return {one.question: (one, notes.get((one.question, one.group))) for one in found}


def _failures(desk: Desk, assignment: str) -> dict[int, list[Failure]]:
    """What went wrong in the attempts that count, as far as anything did."""

    def read() -> dict[int, list[Failure]]:
        found: dict[int, list[Failure]] = defaultdict(list)
        for one in desk.error_groups(assignment):
            for attempt in one.attempts:
                failure = Failure(one.question, one.key, one.kind, one.name, one.says)
                found[attempt].append(failure)
        return dict(found)

    return desk.steady(("failures", assignment), desk.state(assignment), read)


def sides(desk: Desk, of: KnownAssignment, group: ErrorGroup) -> list[Side]:
    """The code of a group, each form of it once, the commonest first."""
    question = of.question(group.question)
    if question is None or question.kind == "mcq":
        return []
    found = reading(desk, of, question)
    wanted, forms = set(group.attempts), dict[str, list[Member]]()
    for listed in found.groups:
        for one in listed.members:
            if one.attempt in wanted:
                forms.setdefault(one.normal, []).append(one)
    made = []
    for members in sorted(forms.values(), key=lambda one: (-len(one), one[0].attempt)):
        cells = found.answers[members[0].attempt].cells
        made.append(
            Side(
                tuple(members),
                [coloured(cell.source) for cell in cells if cell.kind == "code"],
                [cell.source for cell in cells if cell.kind != "code"],
            )
        )
    return made
