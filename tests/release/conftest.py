"""One compiled release of the small course for the whole session; no test changes it."""

import dataclasses
from dataclasses import dataclass
from pathlib import Path

import pytest

from autograder.records.course import Course
from autograder.release.build import BuildReport, Candidate, build
from autograder.release.mcq import McqBank, read_bank
from tests.small_course import ID, make_course


@dataclass
class Built:
    """The small course after a build."""

    course: Course
    report: BuildReport
    steps: list[str]
    candidate: Candidate


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small course, compiled once."""
    course = make_course(tmp_path_factory.mktemp("small"))
    steps: list[str] = []
    candidates: list[Candidate] = []
    report = build(course, ID, progress=steps.append, gate=candidates.append)
    return Built(course, report, steps, dataclasses.replace(candidates[0], scratch=Path()))


@pytest.fixture(scope="session")
def bank(tmp_path_factory: pytest.TempPathFactory) -> McqBank:
    """The MCQs of the small course."""
    course = make_course(tmp_path_factory.mktemp("bank"))
    return read_bank(course.sources / ID)
