"""The command line as a person meets it: words and exit codes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tiny_course import ASSIGNMENT, hand_in, notebook, write_course


def autograder(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, as from a shell that is not a terminal."""
    return subprocess.run(
        [sys.executable, "-m", "autograder", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "100"},
        timeout=1200,
        check=False,
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course").root


def grade(root: Path, submissions: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = ["grade", ASSIGNMENT, str(submissions), "--out", str(root / "out"), *more]
    return autograder(root, *command, "--engine", "local")


def one_line(run: subprocess.CompletedProcess[str]) -> str:
    """The error: one line, exit code 2, no trace."""
    assert run.returncode == 2, run.stderr
    (line,) = run.stderr.splitlines()
    return line


def test_help_is_quick_and_names_the_commands(tmp_path: Path) -> None:
    run = autograder(tmp_path, "--help")
    assert run.returncode == 0
    for command in ("build", "verify", "grade", "doctor", "demo"):
        assert f" {command} " in run.stdout
    imported = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "import autograder.cli"],
        capture_output=True,
        text=True,
        check=True,
    ).stderr
    for heavy in ("torch", "otter", "distributed", "numpy"):
        assert f" {heavy}\n" not in imported


def test_a_class_is_printed_line_by_line_and_the_files_are_named(
    root: Path, tmp_path: Path
) -> None:
    hand_in(tmp_path / "class", "ada")
    run = grade(root, tmp_path / "class")
    assert run.returncode == 0, run.stderr
    assert "[1/1] ada" in run.stdout
    assert "8/10" in run.stdout
    assert f"Overview: {root / 'out' / 'index.html'}" in run.stdout
    assert (root / "out/tiny/student-show-ada.html").is_file()


def test_exit_code_1_says_who_needs_a_person(root: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "class", "ada", notebook({"q4": "def bonus():\n    return ''"}))
    (tmp_path / "class" / "bob.zip").write_bytes(b"<html>")
    run = grade(root, tmp_path / "class")
    assert run.returncode == 1, run.stderr
    assert "needs review: ada: q4: This check itself failed" in run.stdout
    assert "needs review: bob: bob.zip is not a zip, though it is named one" in run.stdout


def test_a_name_that_would_act_on_the_terminal_is_made_harmless(root: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "class", "a\x1b[2Jb\x07\u202e")
    run = grade(root, tmp_path / "class")
    assert "\x1b" not in run.stdout
    assert "\x07" not in run.stdout
    assert "ab\u2407[U+202E]" in run.stdout


def test_a_missing_folder_is_one_line(root: Path) -> None:
    line = one_line(grade(root, root / "nowhere"))
    assert line.startswith("autograder: The folder of submissions")
    assert line.endswith("nowhere does not exist; check the path.")


def test_an_empty_class_is_one_line(root: Path, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    assert "holds no submission" in one_line(grade(root, tmp_path / "class"))


def test_an_engine_that_does_not_exist_is_one_line(root: Path, tmp_path: Path) -> None:
    hand_in(tmp_path / "class", "ada")
    run = autograder(
        root, "grade", ASSIGNMENT, str(tmp_path / "class"), "--out", "out", "--engine", "warp"
    )
    assert "There is no engine 'warp'; choose one of" in one_line(run)


def test_outside_of_a_course_the_command_says_so(tmp_path: Path) -> None:
    run = autograder(tmp_path, "grade", "a1", ".", "--out", "out")
    assert "No assignments/course.toml" in one_line(run)


def test_an_assignment_that_is_not_built_names_the_command(root: Path, tmp_path: Path) -> None:
    (root / "build" / ASSIGNMENT / "release.json").unlink()
    hand_in(tmp_path / "class", "ada")
    assert "autograder build tiny" in one_line(grade(root, tmp_path / "class"))


def test_misuse_is_exit_code_2(root: Path) -> None:
    assert autograder(root, "grade").returncode == 2
    assert autograder(root, "grade", ASSIGNMENT, ".").returncode == 2


def test_doctor_says_what_each_engine_isolates(root: Path) -> None:
    run = autograder(root, "doctor", "--sandbox", "--engine", "local")
    assert run.returncode == 0
    assert "engine local: isolation none" in run.stdout
    assert "isolates nothing" in run.stdout
