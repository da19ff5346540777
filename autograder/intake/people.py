"""Whose work an attempt is: what a platform claims, held against the roster."""

from collections.abc import Iterable
from dataclasses import dataclass

from autograder.intake.reading import Claim, FoundAttempt
from autograder.records.policy import ClassSettings
from autograder.records.roster import Roster, Student, is_test_student

_GUESSED = ("student_id", "login", "email", "sis_id")
_CANVAS_TEST = frozenset({"studenttest", "teststudent"})


@dataclass(frozen=True)
class Owner:
    """A person or a group whose attempts belong together.

    Attributes:
        key: Equal for all attempts of one owner.
        label: How to call them.
        members: The people, at least one.
        matched: Whether the roster knows all of them.
        group: Whether it is a group's work.
    """

    key: str
    label: str
    members: tuple[Student, ...]
    matched: bool
    group: bool = False


def is_test(claim: Claim) -> bool:
    """Whether it is the platform's own test student."""
    if claim.key.startswith("canvas:"):
        return claim.label.casefold() in _CANVAS_TEST
    return claim.written and is_test_student(claim.name)


def owner_of(
    attempt: FoundAttempt, roster: Roster, settings: ClassSettings, assignment: str
) -> Owner:
    """Whose attempt it is.

    In an assignment of groups, work that one member handed in is that of the group's roster.
    """
    claim = attempt.claim
    student, matched = identify(claim, roster)
    named = claim.group or (claim.label if assignment in settings.group_assignments else "")
    members = roster.group(named)
    if members and (not matched or student in members):
        return Owner(f"group:{members[0].group}", members[0].group, members, True, True)
    if claim.others:
        people = [(student, matched), *(identify(one, roster) for one in claim.others)]
        # The same person may be named twice.
        members = tuple(dict.fromkeys(one for one, _ in people))
        names = [one.student_id or one.name for one in members]
        key = "people:" + "+".join(sorted(names))
        return Owner(key, " + ".join(names), members, all(known for _, known in people), True)
    if not matched:
        return Owner(claim.key, claim.label or "unnamed", (student,), False)
    if assignment in settings.group_assignments and student.group:
        members = roster.group(student.group)
        return Owner(f"group:{student.group}", student.group, members, True, True)
    return Owner(f"student:{student.student_id}", student.student_id, (student,), True)


def identify(claim: Claim, roster: Roster) -> tuple[Student, bool]:
    """The student of the roster, or one made of what the claim says.

    Returns:
        The student, and whether the roster knows him; if not, his `student_id` may be empty.
    """
    found = _matched(claim, roster)
    if found is not None:
        return found, True
    name = claim.name if claim.written else ""
    said = {"student_id": "", "name": name, **dict(reversed(claim.ids))}
    return Student(**said), False


def _matched(claim: Claim, roster: Roster) -> Student | None:
    named = roster.named(claim.name) or roster.alike(claim.name)
    if claim.name_first and claim.name:
        if len(named) == 1:
            return named[0]
        # Of several of one name, the one with the number.
        numbered = [roster.find(column, value) for column, value in claim.ids]
        return next((one for one in numbered if one is not None and one in named), None)
    for column, value in (*claim.ids, *((column, claim.guess) for column in _GUESSED)):
        found = roster.find(column, value)
        if found is not None:
            return found
    if len(named) == 1:
        return named[0]
    # Log-in names are typed by people: another case is the same one where nobody else has it.
    folded = claim.guess.casefold()
    alike = {
        student
        for student in roster.students
        if folded and folded in (student.student_id.casefold(), student.login.casefold())
    }
    return alike.pop() if len(alike) == 1 else None


def labels_once(owners: Iterable[Owner]) -> set[str]:
    """Labels that one owner alone has."""
    seen: dict[str, int] = {}
    for owner in owners:
        seen[owner.label] = seen.get(owner.label, 0) + 1
    return {label for label, times in seen.items() if times == 1}
