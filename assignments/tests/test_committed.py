"""The committed student versions and solutions are what the sources compile to."""

from pathlib import Path

import pytest

from autograder.records.course import find_course
from autograder.release.build import build

COURSE = find_course(Path(__file__))


@pytest.mark.parametrize("assignment", COURSE.settings.assignments)
def test_nothing_has_drifted_from_its_source(assignment: str) -> None:
    report = build(COURSE, assignment, check=True)
    assert report.written == ()
    assert report.questions > 0
