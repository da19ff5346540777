"""Points of a question, split over its tests as Otter 7 splits them.

`points: 3` is shared by the tests that name none; a list names each; `{each: n}` gives each n; left
out, the tests' own count, or the question is worth one point.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from autograder.release.source import Numbered
from autograder.release.testcell import read_test


@dataclass(frozen=True)
class QuestionPoints:
    """What a question is worth.

    Attributes:
        points: The sum, or None where it cannot be told.
        problem: Why Otter refuses it, and what to do.
    """

    points: float | None
    problem: tuple[str, str] | None = None


def total_of(given: Any, tests: Sequence[Numbered]) -> QuestionPoints:
    """What a question is worth.

    Args:
        given: Its `points`.
        tests: Its test cells; their form does not matter here.
    """
    own = [read_test(numbered, ok_format=True).config.get("points") for numbered in tests]
    if isinstance(given, dict):
        if set(given) - {"each"} or not _is_points(given.get("each", 1)):
            return _refused(f"points is {given!r}", "write `points: {each: 2}`, or one number")
        given = given.get("each", 1) * len(tests)
    elif isinstance(given, list):
        if len(given) != len(tests):
            return _refused(
                f"points lists {len(given)} numbers for {len(tests)} tests, which Otter refuses",
                "write one for each test",
            )
        own, given = given, None
    wrong = next((points for points in own if points is not None and not _is_points(points)), None)
    if wrong is not None:
        return _refused(f"a test has points {wrong!r}", "write a number that is not negative")
    if given is not None and not _is_points(given):
        return _refused(
            f"points is {given!r}",
            "write a number that is not negative, one for each test, `{each: 2}`, or leave it out",
        )
    named = [points for points in own if points is not None]
    if not own:
        return QuestionPoints(float(given or 0))
    return _sum(given, math.fsum(named), any(named), len(own) - len(named))


def _sum(given: float | None, named: float, counts: bool, free: int) -> QuestionPoints:
    """The total of what the question gives and what its tests name; `free` tests name nothing."""
    if given is None:
        return QuestionPoints(named if counts or not free else 1.0)
    if named > given and not math.isclose(named, given):
        return _refused(
            f"its tests add up to {named:g} points, its config says {given:g}", "make them equal"
        )
    if not free and not math.isclose(named, given):
        return _refused(
            f"its tests add up to {named:g} points, its config says {given:g}, and Otter gives "
            f"{named:g}",
            "make them equal",
        )
    return QuestionPoints(float(given))


def _refused(problem: str, remedy: str) -> QuestionPoints:
    return QuestionPoints(None, (problem, remedy))


def _is_points(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and value >= 0
