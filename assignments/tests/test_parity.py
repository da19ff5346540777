"""On honest work our points are Otter's own points, question by question."""

from collections.abc import Callable, Mapping
from functools import cache

import pytest

from assignments.tests.unit import ASSIGNMENTS, COURSE
from autograder.records.course import Course
from autograder.records.release import read_release
from autograder.specimens import read_material
from autograder.verify.known import KnownCase, load_cases, write_class
from tests.otter_points import otter_points
from tests.sampling import sampled

ALL = {
    assignment: [case for case in load_cases(COURSE.known(assignment)) if case.otter == "equal"]
    for assignment in ASSIGNMENTS
}
TAKEN = {
    assignment: sampled(cases, 8, lambda case: case.name, ("perfect", "blank"))
    for assignment, cases in ALL.items()
}
"""Otter needs seconds for each."""
CASES = [
    pytest.param(case, id=f"{assignment}-{case.name}")
    for assignment, cases in TAKEN.items()
    for case in cases
]
Points = Mapping[str, dict[str, float] | str]


@pytest.fixture(scope="module")
def by_otter(
    compile_assignment: Callable[[str], Course], tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], Points]:
    """What Otter gives in an assignment, by case. Nothing is kept between runs."""

    @cache
    def points(assignment: str) -> Points:
        course, scratch = compile_assignment(assignment), tmp_path_factory.mktemp(assignment)
        (scratch / "class").mkdir()
        handed_in = write_class(
            TAKEN[assignment], read_material(course, assignment), scratch / "class"
        )
        return otter_points(handed_in, course.build / assignment / "autograder.zip", scratch)

    return points


@pytest.mark.parametrize("case", CASES)
def test_otter_gives_the_same_points(
    case: KnownCase,
    by_otter: Callable[[str], Points],
    compile_assignment: Callable[[str], Course],
) -> None:
    # `test_known_submissions` holds our own points against the same expectation.
    course = compile_assignment(case.assignment)
    release = read_release(course.build / case.assignment / "release.json")
    expected = {
        question: verdict.points if verdict.alone is None else verdict.alone
        for question, verdict in case.expected(release).items()
        if verdict.points is not None
    }
    assert by_otter(case.assignment)[case.name] == pytest.approx(expected), case.shows


def test_every_kind_of_honest_work_is_compared() -> None:
    taken = [case for cases in TAKEN.values() for case in cases]
    assert {case.kind for case in taken} >= {"honest", "mistake", "awkward"}
    assert len(taken) >= 30
