"""Class folders as they really lie there."""

import os
from pathlib import Path

import pytest

from autograder.intake.survey import find_submissions
from autograder.records.errors import IntakeError


def names(folder: Path) -> list[str]:
    return [found.student for found in find_submissions(folder, "a1")]


def test_a_student_is_named_after_folder_or_file(tmp_path: Path) -> None:
    (tmp_path / "carol").mkdir()
    (tmp_path / "bob.ipynb").touch()
    (tmp_path / "ada.zip").touch()
    (tmp_path / "dan_2026_11_22T18_00_00_123456.zip").touch()
    (tmp_path / "a1_2026_11_22T18_00_00_123456.zip").touch()
    assert names(tmp_path) == [
        "a1_2026_11_22T18_00_00_123456",
        "ada",
        "bob",
        "carol",
        "dan",
    ]


def test_litter_is_skipped(tmp_path: Path) -> None:
    for folder in ("__MACOSX", ".ipynb_checkpoints", ".git"):
        (tmp_path / folder).mkdir()
    for file in ("._ada.ipynb", ".DS_Store", "roster.csv", "Thumbs.db"):
        (tmp_path / file).touch()
    (tmp_path / "ada.ipynb").touch()
    assert names(tmp_path) == ["ada"]


def test_two_of_one_name_keep_both(tmp_path: Path) -> None:
    (tmp_path / "ada").mkdir()
    (tmp_path / "ada.ipynb").touch()
    (tmp_path / "ada.zip").touch()
    found = names(tmp_path)
    assert len(set(found)) == 3
    assert "ada.zip" in found


def test_a_name_that_is_not_utf8_is_spelled_out(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9")).mkdir()
    assert names(tmp_path) == ["caf\\xe9"]


def test_one_file_is_a_class_of_one(tmp_path: Path) -> None:
    (tmp_path / "ada.ipynb").touch()
    (tmp_path / "bob.ipynb").touch()
    assert names(tmp_path / "bob.ipynb") == ["bob"]


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match="nowhere does not exist; check the path"):
        names(tmp_path / "nowhere")


def test_an_empty_class_says_what_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(IntakeError, match=r"holds no submission: no folder, notebook .* or zip"):
        names(tmp_path)


def test_a_file_that_is_no_submission_is_refused(tmp_path: Path) -> None:
    (tmp_path / "grades.txt").touch()
    with pytest.raises(IntakeError, match="neither a notebook"):
        names(tmp_path / "grades.txt")
