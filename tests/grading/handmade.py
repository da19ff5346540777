"""A release of one question, written by hand, and its grading: for tests of what checks say."""

import json
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from autograder.grading.loaded import OpenedRelease, open_folder
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines.engine import Engine
from autograder.records.result import SubmissionResult

FUNCTIONS = (
    "from otter.test_files import test_case\nOK_FORMAT = False\nname = 'q1'\npoints = None\n"
)
Check = tuple[str, bool, float]
"""Name, whether it is hidden, and points."""


def opened(folder: Path, tests: str, checks: Sequence[Check], **more: Any) -> OpenedRelease:
    """Write the release into an empty folder and open it.

    Args:
        folder: The folder.
        tests: Otter's compiled test file.
        checks: Its test cases, in order.
        more: Fields of the release; `points`, `all_or_nothing` and `variables` of the question.
    """
    own = {name: more.pop(name) for name in ("all_or_nothing", "variables") if name in more}
    question = {
        "id": "q1",
        "title": "One",
        "kind": "code",
        "points": more.pop("points", sum(points for _, _, points in checks)),
        "checks": [
            {"id": f"q1-{number}", "name": name, "hidden": hidden, "points": points}
            for number, (name, hidden, points) in enumerate(checks, 1)
        ],
        **own,
    }
    manifest = {
        "assignment": "one",
        "title": "One",
        "otter": "7.0.0",
        "limits": {},
        "files": ["questions.json"],
        "student_files": [],
        "questions": [question],
        "hashes": {},
        "verified": True,
        **more,
    }
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        archive.writestr("tests/q1.py", tests)
        archive.writestr("files/questions.json", json.dumps({"schema": 1, "graded": {}}))
    (folder / "release.json").write_text(json.dumps(manifest))
    return open_folder(folder)


def graded(release: OpenedRelease, engine: Engine, folder: Path, answer: str) -> SubmissionResult:
    """Grade a notebook of one cell."""
    cells = [
        {
            "cell_type": "code",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
            "source": text,
        }
        for text in (answer, 'import otter\notter.Notebook().check("q1")')
    ]
    notebook = {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"autograder": {"assignment": "one"}},
        "cells": cells,
    }
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "one.ipynb").write_text(json.dumps(notebook))
    submission = take_in(Found("ada", folder), release.wanted)
    return grade_submission(submission, release, engine, secret=b"s" * 32)
