"""The corpus of what Jupyter allows, and the small release that its notebooks are handed in to."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path

from autograder.grading.loaded import OpenedRelease, open_folder
from tests.jupyter import language, machine, magics, saved, services
from tests.jupyter.row import FULL, SETUP, Points, Row

ROWS: tuple[Row, ...] = (
    *language.ROWS,
    *magics.ROWS,
    *services.ROWS,
    *machine.ROWS,
    *saved.ROWS,
)
ZIP = "autograder.zip"
LIMITS = {"call_seconds": 5.0, "cell_seconds": 1.5, "submission_seconds": 60.0}
_HEAD = "from otter.test_files import test_case\nOK_FORMAT = False\nname = '{}'\npoints = None\n"
_TESTS: Mapping[str, str] = {
    "q1": """
@test_case(points=1, hidden=False)
def test_small(double):
    assert double(3) == 6, "twice three is six"

@test_case(points=1, hidden=True)
def test_large(double):
    assert double(21) == 42, "twice 21 is 42"
""",
    "q2": """
@test_case(points=1, hidden=False)
def test_total(total):
    assert total == 10, f"the total is 10, got {total}"
""",
    "q3": """
@test_case(points=1, hidden=True)
def test_last(last):
    assert last([1, 2, 3]) == 3, "the last of 1, 2, 3 is 3"
""",
    "q4": """
@test_case(points=1, hidden=True)
def test_scale(scale):
    import torch
    got = scale(torch.tensor([1.5, 2.0]))
    assert got.dtype == torch.float32, "the type of the numbers stays"
    assert got.tolist() == [3.0, 4.0], "every number is doubled"
""",
}
_CHECKS = {
    "q1": [("test_small", False), ("test_large", True)],
    "q2": [("test_total", False)],
    "q3": [("test_last", True)],
    "q4": [("test_scale", True)],
}


def write_release(folder: Path) -> OpenedRelease:
    """Write the release into an empty folder and open it; the zip is one that Otter takes, too."""
    questions = [
        {
            "id": name,
            "title": name,
            "kind": "code",
            "points": points,
            "checks": [
                {"id": f"{name}-{n}", "name": test, "hidden": hidden, "points": 1}
                for n, (test, hidden) in enumerate(_CHECKS[name], 1)
            ],
        }
        for name, points in zip(_CHECKS, FULL, strict=True)
    ]
    manifest = {
        "assignment": "corpus",
        "title": "Corpus",
        "otter": "7.0.0",
        "limits": LIMITS,
        "files": [],
        "student_files": [],
        "setup": {"set-up": SETUP},
        "packages": ["numpy", "torch", "tqdm"],
        "questions": questions,
        "hashes": {},
        "verified": True,
    }
    with zipfile.ZipFile(folder / ZIP, "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"lang": "python"}))
        for name, source in _TESTS.items():
            archive.writestr(f"tests/{name}.py", _HEAD.format(name) + source)
    (folder / "release.json").write_text(json.dumps(manifest))
    return open_folder(folder)


def write_notebook(row: Row, folder: Path) -> Path:
    """Write a row's notebook into a new folder."""
    folder.mkdir(parents=True)
    content = row.notebook()
    path = folder / "corpus.ipynb"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return path


def points_of(by_question: Mapping[str, float | None]) -> Points:
    """Points in the order of the questions; what was not graded is worth nothing."""
    one, two, three, four = (float(by_question.get(name) or 0) for name in _CHECKS)
    return one, two, three, four
