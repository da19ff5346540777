"""A release of one training question, and its grading through the whole path."""

import json
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assignments.tests.unit import TASKS
from autograder.grading.loaded import OpenedQuestion, OpenedRelease, open_release
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine
from autograder.records.course import find_course
from autograder.records.result import SubmissionResult
from autograder.training.options import Training
from gradekit.training.tasks import Task

Grade = Callable[..., SubmissionResult]

QUESTION = "q3_8"
TESTS = """from otter.test_files import test_case
OK_FORMAT = False
name = "q3_8"
points = None

@test_case(points=0, hidden=False)
def test_there(ShiftTolerantNet):
    assert ShiftTolerantNet is not None, "q3_8 is not implemented yet"

@test_case(points=1, hidden=True)
def test_architecture(ShiftTolerantNet):
    from gradekit import checks
    checks.level("shift_tolerant", ShiftTolerantNet, "architecture")

@test_case(points=0, hidden=True)
def test_overfit(ShiftTolerantNet):
    from gradekit import checks
    checks.level("shift_tolerant", ShiftTolerantNet, "overfit")

@test_case(points=2, hidden=True)
def test_accuracy(ShiftTolerantNet):
    from gradekit import checks
    checks.level("shift_tolerant", ShiftTolerantNet, "accuracy")
"""
CHECKS = (
    ("test_there", False, 0),
    ("test_architecture", True, 1),
    ("test_overfit", True, 0),
    ("test_accuracy", True, 2),
)
USUAL = ("test_there", "test_architecture", "test_accuracy")
LIMITS = {"cpu_seconds": 8, "submission_seconds": 60.0}


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """The strongest engine of this machine."""
    engine = pick_engine()
    yield engine
    engine.close()


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory) -> OpenedRelease:
    """The release of the question, with all of its checks."""
    root = tmp_path_factory.mktemp("levels")
    source, build = root / "assignments/stripes", root / "build/stripes"
    for folder in (source, build):
        folder.mkdir(parents=True)
    (root / "assignments/course.toml").write_text('name = "C"\nassignments = ["stripes"]\n')
    (source / "assignment.toml").write_text('id = "stripes"\ntitle = "Stripes"\n')
    with zipfile.ZipFile(build / "autograder.zip", "w") as archive:
        archive.writestr(f"tests/{QUESTION}.py", TESTS)
    (build / "release.json").write_text(json.dumps(manifest()))
    return open_release(find_course(root), "stripes")


@pytest.fixture(scope="session")
def opened(whole: OpenedRelease) -> OpenedRelease:
    """The release as most tests want it."""
    return with_checks(whole, QUESTION, USUAL)


@pytest.fixture(scope="session")
def overfitted(whole: OpenedRelease) -> OpenedRelease:
    """The question with the level in which stripes are overfitted, and nothing else."""
    return with_checks(whole, QUESTION, ("test_overfit",))


@pytest.fixture
def asked(opened: OpenedRelease) -> OpenedRelease:
    """The question without what takes long: nothing is trained, and one point can be had."""
    return with_checks(opened, QUESTION, ("test_architecture",))


def with_checks(opened: OpenedRelease, question: str, names: Collection[str]) -> OpenedRelease:
    """The question under another id, with some of its checks."""
    (full,) = opened.questions
    checks = tuple(check for check in full.checks if check.spec.name in names)
    points = sum(check.spec.points for check in checks)
    specs = tuple(check.spec for check in checks)
    update = {"id": question, "points": points, "checks": specs}
    spec = full.spec.model_copy(update=update)
    release = opened.release.model_copy(update={"questions": (spec,), "tasks": tasks_of(question)})
    return replace(opened, release=release, questions=(OpenedQuestion(spec, checks),))


@pytest.fixture
def grade(tmp_path: Path, opened: OpenedRelease, engine: Engine) -> Grade:
    """Grades a cell that defines `ShiftTolerantNet`, and files beside the notebook."""

    def run(
        source: str,
        files: Mapping[str, bytes] | None = None,
        asked: OpenedRelease = opened,
        **budget: object,
    ) -> SubmissionResult:
        folder = tmp_path / "ada"
        folder.mkdir(exist_ok=True)
        texts = {"stripes.ipynb": json.dumps(notebook(source)).encode(), **(files or {})}
        for name, content in texts.items():
            (folder / name).write_bytes(content)
        release = asked.release
        if budget:
            (task,) = release.tasks.values()
            quick = {"accuracy": replace(task.budget("quick", "accuracy"), **budget)}
            task = replace(task, budgets={**task.budgets, "quick": quick})
            release = release.model_copy(update={"tasks": {task.name: task}})
        ready = OpenedRelease(release, asked.questions, asked.files, asked.sha256)
        submission = take_in(Found("ada", folder), ready.wanted)
        training = Training("quick")
        return grade_submission(submission, ready, engine, secret=b"s" * 32, training=training)

    return run


def tasks_of(question: str) -> dict[str, Task]:
    """The training tasks of a question of the unit, as a release has them."""
    return {
        name: replace(task, fingerprints=None)
        for name, task in TASKS.items()
        if task.question == question
    }


def manifest() -> Mapping[str, Any]:
    """The release's `release.json`."""
    checks = [
        {"id": f"{QUESTION}-{n}", "name": name, "hidden": hidden, "points": points}
        for n, (name, hidden, points) in enumerate(CHECKS, 1)
    ]
    question = {"id": QUESTION, "title": "Shifts", "kind": "code", "points": 3, "checks": checks}
    return {
        "assignment": "stripes",
        "title": "Stripes",
        "otter": "7.0.0",
        "limits": LIMITS,
        "files": [],
        "student_files": [],
        "questions": [question],
        "hashes": {},
    }


def notebook(source: str) -> Mapping[str, Any]:
    """A submission's notebook."""
    texts = [source, 'import otter\ngrader = otter.Notebook("x.ipynb")\ngrader.check("q3_8")']
    code = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    box = {"cell_type": "markdown", "metadata": {}, "source": "### q3_8 · Shifts\n\n**3 points**"}
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"autograder": {"assignment": "stripes"}},
        "cells": [box, *({**code, "source": text} for text in texts)],
    }
