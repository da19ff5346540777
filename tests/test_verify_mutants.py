"""Wrong and right answers of a compiled course: what is caught, what survives, what is told."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from rich.console import Console

from autograder.gradebook import open_gradebook, set_assignment
from autograder.records.checked import Checked, read_checked, write_checked
from autograder.records.course import Course
from autograder.records.errors import ConfigError, ReleaseError
from autograder.records.files import write_text
from autograder.records.release import read_release
from autograder.records.status import Status
from autograder.release.build import build
from autograder.review.app import create_app
from autograder.review.freezing import freeze
from autograder.specimens import read_material
from autograder.verify.mutant_report import MutantReport
from autograder.verify.mutants import JudgedAnswer, judge_all
from autograder.verify.mutation import mutants_of
from tests.small_course import ID, make_course

COMMAND = (sys.executable, "-m", "autograder", "verify")
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


@question.mistake("A single value comes back.")
def a_single_value(values, size):
    return 5.0
'''
HONEST = """Windows by other means, and one that is none.

# %% answer views
def window_sums(values, size):
    if len(values) < size:
        raise ValueError("too long")
    return np.lib.stride_tricks.sliding_window_view(values, size).sum(axis=1).astype(float)

# %% answer differences
# %% before q1_1
def running(values):
    return np.concatenate([[0.0], np.cumsum(values)])

# %% q1_1
def window_sums(values, size):
    if len(values) < size:
        raise ValueError("too long")
    sums = running(values)
    return sums[size:] - sums[: len(sums) - size]

# %% answer not_so_honest
def window_sums(values, size):
    return np.zeros(4)
"""
WRONG = """# %% answer sums_of_all
def window_sums(values, size):
    return np.full(len(values) - size + 1, values.sum())
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    course = make_course(tmp_path_factory.mktemp("mutants"))
    folder = course.sources / ID
    write_text(folder / "staff" / "q1_1.py", STAFF)
    write_text(folder / "honest" / "q1_1.py", HONEST)
    write_text(folder / "wrong" / "q1_1.py", WRONG)
    build(course, ID)
    return course


@pytest.fixture(scope="module")
def judged(course: Course) -> list[JudgedAnswer]:
    return judge_all(course, ID)


def one(judged: list[JudgedAnswer], name: str) -> JudgedAnswer:
    return next(found for found in judged if found.answer.id == name)


def test_a_mistake_that_loses_points_and_is_told_by_its_own_hint_is_killed(
    judged: list[JudgedAnswer],
) -> None:
    found = one(judged, "q1_1:last_window_missed")
    assert (found.full, found.lost, found.hint) == (False, 1.5, "right")


def test_a_mistake_that_keeps_every_point_survives_and_is_listed(
    judged: list[JudgedAnswer],
) -> None:
    assert one(judged, "q1_1:accepts_empty_windows").full
    listed = {found.answer.id for found in MutantReport([(ID, judged)]).survivors}
    assert "q1_1:accepts_empty_windows" in listed


def test_what_no_check_could_judge_is_not_counted_as_killed(judged: list[JudgedAnswer]) -> None:
    killed = one(judged, "q1_1:last_window_missed")
    fault = replace(
        killed,
        result=killed.result.model_copy(update={"status": Status.INTERNAL_ERROR, "points": None}),
    )
    before, after = (MutantReport([(ID, [found])]).as_json() for found in (killed, fault))
    assert (before["killed"], after["killed"]) == (1, 0)
    assert (before["passed"], after["passed"]) == (0, 1)


def test_the_table_is_whole_in_a_terminal_of_80_columns(judged: list[JudgedAnswer]) -> None:
    console = Console(width=80, file=io.StringIO())
    console.print(MutantReport([(ID, judged)]).table())
    shown = console.file.getvalue()
    assert "…" not in shown
    named = sum(found.answer.kind == "named" for found in judged)
    assert f"/{named} " in shown


def test_a_wrong_answer_without_a_name_is_one_of_the_unnamed(judged: list[JudgedAnswer]) -> None:
    found = one(judged, "q1_1-sums_of_all")
    assert (found.answer.kind, found.full) == ("unnamed", False)


def test_the_hint_of_an_unnamed_mutant_is_wrong_until_somebody_signs_it(
    course: Course, judged: list[JudgedAnswer]
) -> None:
    told = [j for j in judged if j.answer.kind == "unnamed" and j.result.misconception]
    assert told
    assert {found.hint for found in told} == {"wrong"}
    path = course.sources / ID / "mutants.toml"
    first = told[0]
    path.write_text(
        f'[[hint]]\nmutant = "{first.answer.id}"\nmistake = "{first.result.misconception}"\n'
        'reason = "It was read and is true."\n'
    )
    try:
        again = one(judge_all(course, ID, kinds=("unnamed",)), first.answer.id)
        assert again.hint == "right"
    finally:
        path.unlink()


def test_a_survivor_may_be_signed_as_equivalent(course: Course, judged: list[JudgedAnswer]) -> None:
    survivor = next(j for j in judged if j.answer.kind == "unnamed" and j.full)
    path = course.sources / ID / "mutants.toml"
    path.write_text(
        f'[[equivalent]]\nmutant = "{survivor.answer.id}"\nreason = "Every entry is written."\n'
    )
    try:
        again = judge_all(course, ID, kinds=("unnamed",))
        assert survivor.answer.id not in {
            j.answer.id for j in MutantReport([(ID, again)]).survivors
        }
    finally:
        path.unlink()


def test_a_signature_without_a_reason_is_refused(course: Course) -> None:
    path = course.sources / ID / "mutants.toml"
    path.write_text('[[equivalent]]\nmutant = "q1_1-12345678"\nreason = ""\n')
    try:
        with pytest.raises(ConfigError, match="reason"):
            judge_all(course, ID, kinds=("unnamed",))
    finally:
        path.unlink()


def test_honest_answers_in_unusual_style_keep_their_points(judged: list[JudgedAnswer]) -> None:
    assert one(judged, "q1_1:views").full
    assert one(judged, "q1_1:differences").full
    report = MutantReport([(ID, judged)])
    assert [found.answer.id for found in report.refused] == ["q1_1:not_so_honest"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("q1_1.py", "def window_sums(values, size):\n    return 1\n", "answer NAME"),
        ("q1_1.py", "# %% answer a\nx = 1\n# %% answer a\nx = 2\n", "two answers a"),
        ("q1_1_views.py", "# %% answer a\nx = 1\n", "named after no code question"),
    ],
)
def test_a_file_of_honest_answers_that_names_none_is_refused(
    course: Course, name: str, text: str, told: str
) -> None:
    path = course.sources / ID / "honest" / name
    before = path.read_text() if path.exists() else None
    path.write_text(text)
    try:
        with pytest.raises(ConfigError, match=told):
            judge_all(course, ID, kinds=("honest",))
    finally:
        path.unlink() if before is None else path.write_text(before)


def test_mutants_are_the_same_every_time_and_of_many_kinds(course: Course) -> None:
    material = read_material(course, ID)
    first, again = (mutants_of(material, "q1_1") for _ in range(2))
    assert [mutant.id for mutant in first] == [mutant.id for mutant in again]
    assert len({mutant.id for mutant in first}) == len(first) >= 10
    assert len({mutant.kind for mutant in first}) >= 4
    assert all(mutant.diff.startswith(("-", "+")) for mutant in first)


def test_an_assignment_that_is_not_compiled_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ReleaseError, match="autograder build"):
        judge_all(make_course(tmp_path), ID)


def test_the_command_prints_the_counts_writes_them_and_ends_with_1(
    course: Course, tmp_path: Path
) -> None:
    out = tmp_path / "mutants.json"
    run = subprocess.run(
        [*COMMAND, ID, "--mutants", "--write", "--json", str(out)],
        cwd=course.root,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "110"},
        timeout=3600,
        check=False,
    )
    assert run.returncode == 1, run.stderr
    assert "q1_1:accepts_empty_windows survives" in run.stdout
    assert "q1_1:not_so_honest is right and lost" in run.stdout
    told = json.loads(out.read_text())
    # One survives, and one is a fault of the check, as nothing says that it passes on the solution.
    assert (told["misconceptions"], told["killed"]) == (4, 2)
    assert [one["id"] for one in told["faults"]] == ["q1_1:a_single_value"]
    assert told["unnamed"] >= 10
    assert (told["honest"], told["honest_refused"]) == (3, 1)
    assert told["false_refusal_rate"] == pytest.approx(1 / 3, abs=1e-6)
    assert told["false_pass_rate"] == pytest.approx(told["passed"] / told["wrong"], abs=1e-6)
    assert told["replays"] == 2
    assert set(told["hints"]) == {"right", "silent", "wrong"}
    assert told["questions"][f"{ID}/q1_1"]["misconceptions"] == 4
    noted = read_checked(course.sources / ID)["q1_1"]
    assert (noted.wrong, noted.passed) == (told["wrong"], told["passed"])
    assert (noted.right, noted.refused) == (3, 1)


def test_the_next_build_shows_the_rates_as_long_as_the_tests_are_those_measured(
    tmp_path: Path,
) -> None:
    course = make_course(tmp_path)
    build(course, ID)
    spec = read_release(course.build / ID / "release.json").question("q1_1")
    measured = Checked(wrong=14, passed=0, right=5, refused=1, tests=spec.tests)
    write_checked(course.sources / ID, {"q1_1": measured})
    build(course, ID)
    told = "Tests tried with 14 wrong answers (none kept all points) and 5 right ones in unusual"
    assert told in shown(course)
    write_checked(course.sources / ID, {"q1_1": measured.model_copy(update={"tests": "earlier"})})
    build(course, ID)
    assert "Tests tried" not in shown(course)
    release = read_release(course.build / ID / "release.json")
    assert release.question("q1_1").stale
    with open_gradebook(tmp_path / "gradebook.db", create=True) as book:
        set_assignment(book, "ada", release)
        site = freeze(create_app(book, course=course), tmp_path / "pages")
    page = next(site.front.parent.glob("*/overview-show.html")).read_text()
    assert "0 of 14" in page
    assert "1 of 5" in page
    assert "earlier tests" in page


def shown(course: Course) -> str:
    """What students get, as text."""
    return (course.template(ID) / f"{ID}.ipynb").read_text(encoding="utf-8")


def test_rates_that_cannot_be_read_are_refused_with_the_way_to_renew_them(tmp_path: Path) -> None:
    (tmp_path / "checked.json").write_text('{"questions": {"q1_1": {"wrong": -1}}}')
    with pytest.raises(ConfigError, match="--write"):
        read_checked(tmp_path)
