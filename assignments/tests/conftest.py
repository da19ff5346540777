"""What several tests need: the course, compiled in a scratch folder."""

import os
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from filelock import FileLock

from autograder.records.course import Course, find_course
from autograder.release.build import build

ROOT = Path(__file__).parents[2]
COMPILED = ".compiled"
"""Folder with an empty file for every assignment that is compiled."""
# Kernels and other processes that a test starts import the course's library, as in a hand-out.
os.environ["PYTHONPATH"] = str(ROOT / "assignments")


@pytest.fixture(scope="session")
def compile_assignment(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Course]:
    """Compiles an assignment once, in a copy of the course; do not write to the copy.

    Processes of one run (`pytest -n`) share the copy: what one has compiled, the others find.
    """
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    root = shared / "course"
    with FileLock(shared / "course.lock"):
        if not (root / COMPILED).exists():
            ignored = shutil.ignore_patterns("__pycache__")
            # With the committed solutions beside them, unchanged notebooks are not executed again.
            for folder in ("assignments", "solutions"):
                shutil.copytree(ROOT / folder, root / folder, ignore=ignored)
            # Fingerprints that agree with the committed ones are kept, as in a build: their last
            # digits are the machine's.
            for tasks in (ROOT / "student_templates").glob("*/tasks.json"):
                (root / "student_templates" / tasks.parent.name).mkdir(parents=True)
                shutil.copy(tasks, root / "student_templates" / tasks.parent.name)
            (root / COMPILED).mkdir()
    course = find_course(root)

    @cache
    def compile_once(assignment: str) -> Course:
        done = root / COMPILED / assignment
        with FileLock(shared / f"{assignment}.lock"):
            if not done.exists():
                build(course, assignment)
                done.touch()
        return course

    return compile_once
