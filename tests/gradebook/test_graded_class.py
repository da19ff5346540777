"""From notebooks to points that stay: a class graded for real, read by a person, graded again."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.gradebook import open_gradebook, totals
from tests.tiny_course import ASSIGNMENT, hand_in, write_course


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course").root


def run(root: Path, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "autograder", *words],
        cwd=root,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200"},
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def grade(root: Path, submissions: Path) -> str:
    return run(root, "grade", ASSIGNMENT, str(submissions), "--out", "out", "--engine", "local")


def scores(root: Path) -> dict[str, float | None]:
    run(root, "gradebook", "import", "out")
    with open_gradebook(root / "gradebook.db") as book:
        return {key: one.total for key, one in totals(book, ASSIGNMENT).items()}


def test_what_a_reader_enters_in_the_grades_survives_the_next_run(
    root: Path, tmp_path: Path
) -> None:
    hand_in(tmp_path / "class", "ann")
    hand_in(tmp_path / "class", "ben")
    grade(root, tmp_path / "class")
    before = scores(root)
    grades = root / "out" / "grades.csv"
    head, ann, ben = (line.split(",") for line in grades.read_text().splitlines())
    column = head.index("w1")
    ann[column], ben[column] = "1", "0.5"
    grades.write_text("".join(",".join(row) + "\n" for row in (head, ann, ben)))
    shutil.copytree(tmp_path / "class" / "ann", tmp_path / "class" / "cat")
    said = grade(root, tmp_path / "class")
    assert "grades-edited-1.csv was edited by hand and is kept" in said
    entered = run(root, "points", "read", ASSIGNMENT, "out/grades-edited-1.csv")
    assert "ann, w1: blank → 1" in entered
    after = scores(root)
    assert before["ann"] is not None
    assert after == {"ann": before["ann"] + 1, "ben": before["ann"] + 0.5, "cat": before["ann"]}
    grade(root, tmp_path / "class")
    assert scores(root) == after
    assert [path.name for path in (root / "out").glob("grades-edited-*")] == ["grades-edited-1.csv"]
    assert "The audit verifies" in run(root, "gradebook", "audit")
