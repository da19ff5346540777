"""One engine and one small release for all tests of grading."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.grading.loaded import OpenedRelease, open_release
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import Submission, take_in
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine
from autograder.records.result import SubmissionResult
from tests.tiny_course import ASSIGNMENT, hand_in, notebook, write_course

Grade = Callable[..., SubmissionResult]


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The strongest engine of this machine."""
    engine = pick_engine()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> OpenedRelease:
    """The release of the tiny course."""
    return open_release(write_course(tmp_path_factory.mktemp("tiny")), ASSIGNMENT)


@pytest.fixture
def taken(tmp_path: Path, opened: OpenedRelease) -> Callable[[Mapping[str, Any]], Submission]:
    """Takes in a notebook."""

    def take(content: Mapping[str, Any]) -> Submission:
        return take_in(Found("ada", hand_in(tmp_path, "ada", content)), opened.wanted)

    return take


@pytest.fixture
def grade(taken: Callable[..., Submission], opened: OpenedRelease, engine: Engine) -> Grade:
    """Grades a notebook: answers by question over the right ones, and cells before a question."""

    def run(answers: Mapping[str, str] | None = None, **extra: str) -> SubmissionResult:
        submission = taken(notebook(answers, **extra))
        return grade_submission(submission, opened, engine, secret=b"s" * 32)

    return run
