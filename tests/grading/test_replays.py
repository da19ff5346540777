"""A lost point can be seen again at home: from grading to a process that has the hand-out alone."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import gradekit
from autograder.grading.loaded import OpenedRelease, open_release
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines.engine import Engine
from autograder.records.result import QuestionResult, Replay, dump, load
from autograder.records.seal import holds
from gradekit.replay import Scenario
from tests.tiny_course import ANSWERS, ASSIGNMENT, hand_in, notebook, write_course

SECRET = b"s" * 32
STAFF = {
    "q1": """
from autograder.diagnosis import Question

question = Question("add")


@question.reference
def right(a, b):
    return a + b


@question.mistake("You take away.")
def takes_away(a, b):
    return a - b
""",
    "q2": """
from autograder.diagnosis import Question

question = Question("half")


@question.reference
def right(x):
    return x / 2
""",
}
NOT_ARRAYS = "def add(a, b):\n    return a + b if isinstance(a, int) else a - b"
TAKES_AWAY = "def add(a, b):\n    return a - b"
ENDS = "def add(a, b):\n    import os\n    os._exit(3)"
COUNTS = """calls = []
def half(x):
    calls.append(x)
    return x // 2"""
SQUARES_OF_CALLS = "squares = [0, 1, 4] if len(calls) < 9 else []"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> OpenedRelease:
    """The tiny course, with what staff know of two questions."""
    course = write_course(tmp_path_factory.mktemp("staffed"))
    staff = course.sources / ASSIGNMENT / "staff"
    staff.mkdir()
    for name, source in STAFF.items():
        (staff / f"{name}.py").write_text(source)
    return open_release(course, ASSIGNMENT)


@pytest.fixture
def graded(
    tmp_path: Path, staffed: OpenedRelease, engine: Engine
) -> Callable[..., dict[str, QuestionResult]]:
    """Grades answers over the right ones."""

    def run(**answers: str) -> dict[str, QuestionResult]:
        folder = hand_in(tmp_path, "ada", notebook(answers))
        submission = take_in(Found("ada", folder), staffed.wanted)
        result = grade_submission(submission, staffed, engine, secret=SECRET)
        assert holds(load(json.loads(json.dumps(dump(result)))), SECRET)
        (tmp_path / "result.json").write_text(json.dumps(dump(result)))
        return {question.id: question for question in result.questions}

    return run


def at_home(folder: Path, answer: str, line: str, beside: Path | None = None) -> str:
    """What a line shows in a fresh process that has the hand-out and the student's answer."""
    home = folder / "home"
    shutil.rmtree(home, ignore_errors=True)
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(Path(gradekit.__file__).parent, home / "gradekit", ignore=ignored)
    if beside is not None:
        shutil.copy(beside, home)
    statement, call = line.split("; ")
    code = [
        *("import sys", "sys.path.insert(0, '')", "import gradekit", statement, answer),
        *(f"shown = {call}", "print(gradekit.__file__)", "print(shown.passed)", "print(shown)"),
        "print([name for name in sys.modules if name.startswith('autograder')])",
    ]
    done = subprocess.run(
        [sys.executable, "-I", "-c", "\n".join(code)],
        cwd=home,
        capture_output=True,
        text=True,
        check=True,
    )
    where, passed, *shown, modules = done.stdout.splitlines()
    assert Path(where).is_relative_to(home)
    assert modules == "[]"
    return "\n".join([passed, *shown])


def replay_of(question: QuestionResult) -> Replay:
    assert question.replay is not None
    return question.replay


@pytest.mark.parametrize("wrong", [TAKES_AWAY, NOT_ARRAYS])
def test_the_line_fails_on_the_wrong_code_and_passes_on_the_right_one(
    graded: Callable[..., dict[str, QuestionResult]], tmp_path: Path, wrong: str
) -> None:
    replay = replay_of(graded(q1=wrong)["q1"])
    result = tmp_path / "result.json"
    failed = at_home(tmp_path, wrong, replay.line, result)
    assert failed.startswith("False")
    assert replay.call in failed
    assert replay.found in failed
    assert at_home(tmp_path, ANSWERS["q1"], replay.line, result).startswith("True")


def test_the_long_line_needs_no_file(
    graded: Callable[..., dict[str, QuestionResult]], tmp_path: Path
) -> None:
    replay = replay_of(graded(q1=TAKES_AWAY)["q1"])
    long = replay.line.replace(f'"{replay.code}"', f'"{replay.data.rpartition(":")[2]}"')
    assert at_home(tmp_path, TAKES_AWAY, long).startswith("False")
    assert at_home(tmp_path, ANSWERS["q1"], long).startswith("True")
    lost = at_home(tmp_path, TAKES_AWAY, replay.line)
    assert "No file beside this notebook" in lost


def test_a_hidden_failure_is_told_by_another_input(
    graded: Callable[..., dict[str, QuestionResult]],
) -> None:
    found = graded(q1=NOT_ARRAYS)
    assert [check.status.value for check in found["q1"].checks] == ["passed", "failed"]
    replay = replay_of(found["q1"])
    assert replay.twin
    assert replay.numbers <= 4
    scenario = Scenario.unpack(replay.data.rpartition(":")[2])
    # The hidden case draws normal numbers; nothing of them is in the twin.
    for value in scenario.args:
        assert np.array_equal(value, np.round(value))


def test_who_lost_nothing_is_told_nothing_and_the_record_is_as_before(
    graded: Callable[..., dict[str, QuestionResult]], tmp_path: Path
) -> None:
    found = graded(q2=COUNTS)
    assert found["q1"].replay is None
    data = json.loads((tmp_path / "result.json").read_text())
    assert [q["id"] for q in data["questions"] if "replay" in q] == ["q2"]


def test_the_calls_of_a_search_cannot_change_a_later_question(
    graded: Callable[..., dict[str, QuestionResult]],
) -> None:
    found = graded(q2=COUNTS, q3=SQUARES_OF_CALLS)
    assert found["q2"].replay is not None
    assert found["q3"].points == 1


def test_code_that_ends_its_process_is_not_called_again(
    graded: Callable[..., dict[str, QuestionResult]],
) -> None:
    found = graded(q1=ENDS, q2=COUNTS)
    assert found["q1"].replay is None
    assert found["q2"].replay is not None
