"""Below the class list: misconceptions, and how good the tests themselves are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from autograder.gradebook import KnownAssignment
from autograder.records.errors import ReleaseError
from autograder.records.release import QuestionSpec, Release, read_release
from autograder.review.desk import Desk

_COMMONEST = 12


@dataclass(frozen=True)
class Slip:
    """A misconception and how many hand-ins show it."""

    question: str
    name: str
    hint: str
    count: int


def commonest(desk: Desk, of: KnownAssignment) -> list[Slip]:
    """The misconceptions that most hand-ins show, the commonest first."""

    def read() -> list[Slip]:
        digests = desk.digests(of.id)
        runs = {attempt.id: attempt.run for _, attempt in desk.counting(of.id)}
        found: Counter[tuple[str, str]] = Counter()
        hints: dict[tuple[str, str], str] = {}
        for run in runs.values():
            digest = digests.get(run or "")
            for question, (name, hint) in digest.slips.items() if digest else ():
                found[question, name] += 1
                hints.setdefault((question, name), hint)
        ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))[:_COMMONEST]
        return [Slip(*key, hints[key], count) for key, count in ranked]

    return desk.steady(("slips", of.id), desk.state(of.id), read)


def compiled(desk: Desk, assignment: str) -> Release | None:
    """The assignment as it is compiled on disk; None without a course, or where it is not."""
    course = desk.course
    if course is None or assignment not in course.settings.assignments:
        return None
    try:
        return read_release(course.build / assignment / "release.json")
    except ReleaseError:
        return None


def tried(desk: Desk, assignment: str) -> Mapping[str, QuestionSpec]:
    """Questions whose tests were tried on known answers, as the compiled assignment says."""
    release = compiled(desk, assignment)
    return {spec.id: spec for spec in release.questions if spec.checked} if release else {}
