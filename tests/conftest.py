"""What several tests need: the real course, compiled in a scratch folder."""

import shutil
from pathlib import Path

import pytest

from autograder.course import Course, find_course
from autograder.release.build import build

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The course as its sources are now, with the first assignment compiled; do not write to it."""
    root = tmp_path_factory.mktemp("course")
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "assignments", root / "assignments", ignore=ignored)
    course = find_course(root)
    build(course, "a1_convolution")
    return course
