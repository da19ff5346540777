"""Grader processes end in the middle of a batch: others take over, and nobody is graded twice."""

import json
import os
import signal
from pathlib import Path

import pytest

from autograder.batch import BatchReport, Graded, Options, grade_class
from autograder.batch.grader import Grader, open_grader
from autograder.batch.options import Job, Setup
from autograder.batch.pool import Processes, cores
from autograder.intake.survey import find_submissions
from autograder.records.course import Course
from autograder.records.errors import EngineError
from autograder.records.release import read_release
from autograder.records.result import load
from autograder.training.options import Training
from tests.tiny_course import ASSIGNMENT, hand_in, notebook, write_course

DEADLY = """
@test_case(points=1, hidden=True)
def test_broken(bonus):
    import os, signal
    if bonus() == "now":
        os.kill(os.getpid(), signal.SIGKILL)
"""
"""A check that ends the process that grades, as a lack of memory would."""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return write_course(tmp_path / "course", tests={"q4": DEADLY})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "class"
    folder.mkdir()
    return folder


def setup_of(course: Course) -> Setup:
    return Setup(str(course.root), ASSIGNMENT, "local", False, Training())


def run(course: Course, folder: Path, out: Path) -> tuple[BatchReport, list[Graded]]:
    seen: list[Graded] = []
    options = Options(engine="local", jobs=1)
    return grade_class(course, ASSIGNMENT, folder, out, options, seen.append), seen


def test_a_submission_that_ends_its_grader_twice_goes_to_a_person_and_the_others_go_on(
    course: Course, folder: Path, tmp_path: Path
) -> None:
    hand_in(folder, "ada")
    hand_in(folder, "eve", notebook({"q4": "def bonus():\n    return 'now'"}))
    hand_in(folder, "zed")
    report, seen = run(course, folder, tmp_path / "out")
    ada, eve, zed = report.results
    assert ada.total == zed.total == 8
    assert (eve.status, eve.total, eve.needs_review) == ("internal_error", None, True)
    assert eve.message == (
        "Not graded: a fault of the autograder, not of your work. A person looks at it."
    )
    assert (
        "ended 2 times in the middle of it (SIGKILL, perhaps for lack of memory)" in eve.notes[-1]
    )
    assert len(seen) == 3


def test_a_process_that_is_killed_is_replaced_and_each_submission_is_graded_once(
    course: Course, folder: Path
) -> None:
    names = [f"s{number}" for number in range(6)]
    for name in names:
        hand_in(folder, name)
    release = read_release(course.build / ASSIGNMENT / "release.json")
    graded = []
    with Processes(setup_of(course), release, 1) as processes:
        assert processes.pids == (), "nothing is to be graded yet"
        processes.about()
        (first,) = processes.pids
        for job, text in processes.run(
            iter([Job(one) for one in find_submissions(folder, ASSIGNMENT)])
        ):
            assert text is not None
            assert load(json.loads(text)).total == 8
            graded.append(job.found.student)
            if len(graded) == 2:
                os.kill(first, signal.SIGKILL)
        (last,) = processes.pids
        assert last != first
    assert graded == names
    for pid in (first, last):
        assert not Path(f"/proc/{pid}").exists()


def test_a_machine_that_cannot_start_graders_is_said(
    course: Course, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(folder, "ada")
    monkeypatch.setattr("autograder.batch.pool._MODULE", "autograder.batch.nothing")
    with pytest.raises(EngineError, match=r"end before they are ready .*No module named.*--jobs 1"):
        run(course, folder, tmp_path / "out")


def test_a_class_that_is_as_it_was_is_kept_and_no_grader_started(
    course: Course, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    hand_in(folder, "ada")
    hand_in(folder, "zed")
    first, _ = run(course, folder, out)
    monkeypatch.setattr("autograder.batch.pool._MODULE", "autograder.batch.nothing")
    report, seen = run(course, folder, out)
    assert report.kept == 2
    assert report.results == first.results
    assert [(graded.kept, graded.number) for graded in seen] == [(True, 1), (True, 2)]
    hand_in(folder, "zed", notebook({"q3": "squares = 1"}))
    with pytest.raises(EngineError, match="1 of 2 submissions are graded and kept"):
        run(course, folder, out)


@pytest.fixture(scope="module")
def grader(tmp_path_factory: pytest.TempPathFactory) -> Grader:
    course = write_course(tmp_path_factory.mktemp("retries") / "course")
    grader = open_grader(setup_of(course))
    yield grader
    grader.close()


class Failing:
    """An engine that fails so many times before it works."""

    def __init__(self, engine: object, times: int) -> None:
        self._engine = engine
        self.left = times

    def start(self, *args: object) -> object:
        if self.left:
            self.left -= 1
            raise EngineError("The warm process has ended.")
        return self._engine.start(*args)  # type: ignore[attr-defined]

    def __getattr__(self, name: str) -> object:
        return getattr(self._engine, name)


@pytest.mark.parametrize(("times", "total"), [(2, 8.0), (3, None)])
def test_a_fault_of_our_engine_is_tried_again_and_then_goes_to_a_person(
    grader: Grader, folder: Path, times: int, total: float | None
) -> None:
    hand_in(folder, "ada")
    failing = Failing(grader.engine, times)
    grader = Grader(grader.opened, failing, grader.secret, grader.training)  # type: ignore[arg-type]
    text = grader.grade(Job(find_submissions(folder, ASSIGNMENT)[0]))
    result = load(json.loads(text or ""))
    assert (result.total, result.needs_review, failing.left) == (total, total is None, 0)


def test_what_a_student_breaks_is_graded_once(grader: Grader, folder: Path) -> None:
    hand_in(folder, "ada", notebook({"q3": "import os; os._exit(3)"}))
    starts = []
    engine = Failing(grader.engine, 0)
    begin = engine.start
    engine.start = lambda *args: starts.append(1) or begin(*args)  # type: ignore[method-assign]
    counting = Grader(grader.opened, engine, grader.secret, grader.training)  # type: ignore[arg-type]
    result = load(json.loads(counting.grade(Job(find_submissions(folder, ASSIGNMENT)[0])) or ""))
    # The cell's death is tried once more, by the worker that replaces it: see `Session`.
    assert result.total == 7
    assert len(starts) <= 4


def test_graders_stay_on_a_processor_where_there_are_as_many_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda pid: {6, 2, 4}, raising=False)
    assert cores(1) == [None]
    assert cores(2) == [None, None]
    assert cores(3) == [2, 4, 6]
    assert cores(5) == [2, 4, 6, 2, 4]
    monkeypatch.delattr(os, "sched_getaffinity")
    assert cores(3) == [None] * 3
