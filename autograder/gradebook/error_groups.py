"""Error groups: the students of a class who have the same mistake in a question."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from autograder.gradebook.errors import Refused
from autograder.gradebook.failures import Failure, KnownFailures, failing
from autograder.gradebook.opening import Gradebook
from autograder.gradebook.total import Total
from autograder.gradebook.totals import totals


@dataclass(frozen=True, slots=True)
class ErrorGroup:
    """Students with the same mistake.

    Attributes:
        question: Id of the question.
        key: Key of the group.
        kind: See `Failure`.
        name: See `Failure`.
        says: What the first of them was told.
        attempts: Attempts that count, the earliest first.
        students: Keys of all for whom these attempts count.
    """

    question: str
    key: str
    kind: str
    name: str
    says: str
    attempts: tuple[int, ...]
    students: tuple[str, ...]


def error_groups(
    book: Gradebook,
    assignment: str,
    *,
    kept: KnownFailures | None = None,
    holders: Mapping[int, Sequence[str]] | None = None,
) -> list[ErrorGroup]:
    """The error groups of an assignment, question by question, the largest first.

    Args:
        book: The gradebook.
        assignment: Id of the assignment.
        kept: What was found of a run goes there, so that its document is read once.
        holders: Whom each attempt counts for; as totals have it when None.

    Raises:
        Refused: If the assignment is not known.
    """
    if holders is None:
        holders = holders_in(totals(book, assignment).values())
    found: dict[tuple[str, str], list[tuple[int, Failure]]] = defaultdict(list)
    with book.read() as session:
        for attempt, failures in failing(session, sorted(holders), kept):
            for one_failure in failures:
                found[one_failure.question, one_failure.group].append((attempt, one_failure))
    groups = []
    for (question, key), listed in found.items():
        attempts = tuple(number for number, _ in listed)
        first = listed[0][1]
        students = tuple(sorted(key for number in attempts for key in holders[number]))
        groups.append(
            ErrorGroup(question, key, first.kind, first.name, first.says, attempts, students)
        )
    return sorted(groups, key=lambda one: (one.question, -len(one.attempts), one.key))


def holders_in(found: Collection[Total]) -> dict[int, list[str]]:
    """Keys of the students for whom each attempt counts, by its number."""
    holders: dict[int, list[str]] = defaultdict(list)
    for one in found:
        if one.attempt is not None:
            holders[one.attempt].append(one.student)
    return holders


def failures(
    book: Gradebook, attempts: Collection[int], *, kept: KnownFailures | None = None
) -> dict[int, list[Failure]]:
    """What went wrong in some attempts, by the verdict that counts for each.

    Args:
        book: The gradebook.
        attempts: Numbers of attempts; one without a verdict is left out.
        kept: See `error_groups`.
    """
    with book.read() as session:
        return dict(failing(session, sorted(attempts), kept))


def find_group(groups: Collection[ErrorGroup], question: str, key: str) -> ErrorGroup:
    """The group of a question with that key.

    Raises:
        Refused: If there is none, such as after a regrade.
    """
    for one in groups:
        if (one.question, one.key) == (question, key):
            return one
    raise Refused(
        f"{question[:40] or 'The assignment'} has no such error group now; look at the list again."
    )
