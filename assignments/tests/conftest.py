"""What several tests need: the course, compiled in a scratch folder."""

import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from autograder.records.course import Course, find_course
from autograder.release.build import build

ROOT = Path(__file__).parents[2]
# Kernels and other processes that a test starts import the course's library, as in a hand-out.
os.environ["PYTHONPATH"] = str(ROOT / "assignments")


@pytest.fixture(scope="session")
def compile_assignment(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Course]:
    """Compiles an assignment once, in a copy of the course; do not write to the copy."""
    root = tmp_path_factory.mktemp("course")
    ignored = shutil.ignore_patterns("__pycache__")
    # With the committed solutions beside them, unchanged notebooks are not executed again.
    for folder in ("assignments", "solutions"):
        shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
    course = find_course(root)

    @cache
    def compile_once(assignment: str) -> Course:
        build(course, assignment)
        return course

    return compile_once
