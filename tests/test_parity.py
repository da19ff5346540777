"""On honest work our points are Otter's own points, question by question."""

import time
from collections.abc import Mapping

import pytest

from autograder.course import Course
from autograder.drafts import read_material
from autograder.release.manifest import Release, read_release
from tests.submissions.build import Case, load_cases, write_class
from tests.submissions.otter_points import otter_points

ASSIGNMENT = "a1_convolution"
CASES = [case for case in load_cases(ASSIGNMENT) if case.otter == "equal"]


@pytest.fixture(scope="module")
def release(compiled: Course) -> Release:
    return read_release(compiled.build / ASSIGNMENT / "release.json")


@pytest.fixture(scope="module")
def by_otter(
    compiled: Course, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, dict[str, float] | str]:
    """What Otter gives, by case. Nothing is kept between runs."""
    scratch = tmp_path_factory.mktemp("parity")
    (scratch / "class").mkdir()
    handed_in = write_class(CASES, read_material(compiled, ASSIGNMENT), scratch / "class")
    began = time.monotonic()
    points = otter_points(handed_in, compiled.build / ASSIGNMENT / "autograder.zip", scratch)
    print(f"\nOtter graded {len(CASES)} submissions in {time.monotonic() - began:.0f} s")
    return points


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_otter_gives_the_same_points(
    case: Case, by_otter: Mapping[str, dict[str, float] | str], release: Release
) -> None:
    # `test_known_submissions` holds our own points against the same expectation.
    expected = {
        question: verdict.points
        for question, verdict in case.expected(release).items()
        if verdict.points is not None
    }
    assert by_otter[case.name] == pytest.approx(expected), case.shows


def test_every_kind_of_honest_work_is_compared() -> None:
    assert {case.kind for case in CASES} == {"honest", "mistake", "awkward"}
    assert len(CASES) >= 30
