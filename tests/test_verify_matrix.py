"""The kill matrix of a compiled course: what is caught, what survives, what is told wrongly."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from rich.console import Console

from autograder.records.course import Course
from autograder.records.errors import ReleaseError
from autograder.records.files import write_text
from autograder.release.build import build
from autograder.verify.kills import KillReport, kill_matrix
from tests.small_course import ID, make_course

STAFF = '''"""Sums of windows."""

import numpy as np
from autograder.diagnosis import Question

question = Question("window_sums")


@question.reference
def right(values, size):
    return np.array([sum(values[i : i + size]) for i in range(len(values) - size + 1)])


@question.mistake("The last window is missed.")
def last_window_missed(values, size):
    return right(values, size)[:-1]


@question.mistake("These are means, not sums.")
def means(values, size):
    return right(values, size) / size


@question.mistake("A window is never empty.")
def accepts_empty_windows(values, size):
    return right(values, size) if size else np.zeros(0)


@question.mistake("Once more: these are means, not sums.")
def means_again(values, size):
    return means(values, size)


@question.mistake("A single value comes back.")
def a_single_value(values, size):
    return 5.0
'''


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("matrix"))
    write_text(course.sources / ID / "staff" / "q1_1.py", STAFF)
    build(course, ID)
    return course


@pytest.fixture(scope="module")
def report(course: Course) -> KillReport:
    lines: list[str] = []
    found = kill_matrix(course, [], lines.append)
    assert lines == [f"{ID}: q1_1, 5 misconceptions"]
    return found


def test_a_misconception_is_sound_when_it_is_killed_and_told_by_its_own_hint(
    report: KillReport,
) -> None:
    first = report.kills[0]
    assert (first.misconception, first.checks, first.shown, first.lost) == (
        "last_window_missed",
        ("test_all_windows",),
        "last_window_missed",
        1.5,
    )
    assert first.sound


def test_one_that_passes_the_tests_survives(report: KillReport) -> None:
    survivor = report.kills[2]
    assert (survivor.misconception, survivor.checks, survivor.lost) == (
        "accepts_empty_windows",
        (),
        0,
    )
    assert not survivor.killed


def test_one_that_is_told_by_the_hint_of_another_is_not_sound(report: KillReport) -> None:
    shadowed = report.kills[3]
    assert shadowed.killed
    assert (shadowed.shown, shadowed.sound) == ("means", False)


def test_a_check_that_stumbles_is_a_fault_of_the_course(report: KillReport) -> None:
    stumbled = report.kills[4]
    assert "not subscriptable" in stumbled.faults["test_first_window"]
    assert not stumbled.sound


def test_the_report_counts_and_tells(report: KillReport) -> None:
    told = report.as_json()
    assert (told["misconceptions"], told["killed"], told["sound"]) == (5, 3, 2)
    assert told["questions"]["q1_1"]["assignment"] == ID
    assert told["questions"]["q1_1"]["misconceptions"]["means"]["hint"] == "means"
    assert [kill.misconception for kill in report.unsound] == [
        "accepts_empty_windows",
        "means_again",
        "a_single_value",
    ]
    console = Console(width=100, record=True, file=io.StringIO())
    console.print(report.table())
    text = console.export_text()
    for words in ("none: it survives", "test_all_windows", "its own", "5 misconceptions"):
        assert words in text


def test_an_assignment_that_is_not_compiled_is_refused(course: Course, tmp_path: Path) -> None:
    other = make_course(tmp_path)
    with pytest.raises(ReleaseError, match="autograder build"):
        kill_matrix(other)


def test_the_command_prints_the_matrix_writes_it_and_ends_with_1(
    course: Course, tmp_path: Path
) -> None:
    out = tmp_path / "matrix.json"
    run = subprocess.run(
        [sys.executable, "-m", "autograder", "verify", ID, "--matrix", "--json", str(out)],
        cwd=course.root,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "110"},
        timeout=300,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    assert "last_window_missed" in run.stdout
    assert "none: it survives" in run.stdout
    told = json.loads(out.read_text())
    assert (told["misconceptions"], told["killed"], told["sound"]) == (5, 3, 2)
