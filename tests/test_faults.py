"""Faults of the machine in the middle of grading: nothing is lost, and no student pays for them."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from autograder.attacks.witness import descendants
from autograder.grading.loaded import OpenedRelease, open_release
from autograder.grading.submission import grade_submission
from autograder.intake.submission import Submission, take_in
from autograder.intake.survey import find_submissions
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine, Library, Worker
from autograder.records.assignment import Limits
from autograder.records.course import Course
from autograder.records.result import SubmissionResult
from autograder.records.status import Status
from tests.tiny_course import ASSIGNMENT, hand_in, write_course

SECRET = b"s" * 32
# Requests of one honest submission: cells, then variables and calls of each check.
STEPS = range(14)
TOTAL = 8
PATIENCE = 900.0
"""Seconds after which something hangs."""

# Of CPU time, and far above what is needed: nothing here is about them.
LIMITS = {"call_seconds": 20.0, "cell_seconds": 20.0, "submission_seconds": 600.0}


@pytest.fixture(scope="module")
def temporary(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where all scratch files of these tests lie, and nobody else's."""
    with pytest.MonkeyPatch.context() as patch:
        folder = tmp_path_factory.mktemp("scratch")
        folder.chmod(0o755)
        patch.setattr(tempfile, "tempdir", str(folder))
        yield folder


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return write_course(tmp_path_factory.mktemp("faults") / "course", limits=LIMITS)


@pytest.fixture(scope="module")
def opened(course: Course, temporary: Path) -> OpenedRelease:
    return open_release(course, ASSIGNMENT)


@pytest.fixture(scope="module")
def submission(course: Course, opened: OpenedRelease) -> Submission:
    folder = course.root.parent / "class-of-one"
    hand_in(folder, "student")
    return take_in(find_submissions(folder, ASSIGNMENT)[0], opened.wanted)


@pytest.fixture(scope="module")
def engine(course: Course, temporary: Path) -> Iterator[Engine]:
    chosen = pick_engine(library=Library.of(course))
    yield chosen
    chosen.close()


class Disturbed:
    """An engine on which something happens just before the n-th request to its workers."""

    def __init__(
        self, engine: Engine, step: int, fault: Callable[[], None], times: int = 1
    ) -> None:
        self.engine = engine
        self.name = engine.name
        self.describe = engine.describe
        self._left = step
        self._times = times
        self._fault = fault

    def start(self, limits: Limits, files: Mapping[str, bytes], seed: int = 0) -> Worker:
        worker = self.engine.start(limits, files, seed)
        for name in ("run_cell", "get", "call", "call_many"):
            setattr(worker, name, self._counted(getattr(worker, name)))
        return worker

    def _counted(self, request: Callable[..., Any]) -> Callable[..., Any]:
        def asked(*args: Any) -> Any:
            self._left -= 1
            if -self._times <= self._left < 0:
                self._fault()
            return request(*args)

        return asked


def grade(submission: Submission, opened: OpenedRelease, engine: Any) -> SubmissionResult:
    return grade_submission(submission, opened, engine, secret=SECRET)


@pytest.fixture(scope="module")
def undisturbed(
    submission: Submission, opened: OpenedRelease, engine: Engine
) -> list[tuple[Status, float | None]]:
    result = grade(submission, opened, engine)
    assert result.total == TOTAL
    return verdicts(result)


def verdicts(result: SubmissionResult) -> list[tuple[Status, float | None]]:
    return [(question.status, question.points) for question in result.questions]


def kill(processes: set[int]) -> None:
    for pid in processes:
        # What another test has left may end by itself meanwhile.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_is_killed_costs_nothing(
    step: int,
    submission: Submission,
    opened: OpenedRelease,
    engine: Engine,
    undisturbed: list[tuple[Status, float | None]],
) -> None:
    warm = descendants()
    struck: list[set[int]] = []

    def strike() -> None:
        struck.append(descendants() - warm)
        kill(struck[0])

    result = grade(submission, opened, Disturbed(engine, step, strike))
    assert struck, "the submission makes fewer requests than that"
    assert struck[0]
    assert verdicts(result) == undisturbed


@pytest.mark.parametrize("step", range(0, 12, 4))
def test_code_that_ends_its_own_worker_pays_for_it(
    step: int, submission: Submission, opened: OpenedRelease, engine: Engine
) -> None:
    """Only the first death of a submission is taken for the machine's."""
    warm = descendants()
    often = Disturbed(engine, step, lambda: kill(descendants() - warm), times=3)
    result = grade(submission, opened, often)
    assert any(question.status is Status.CRASHED for question in result.questions) or (
        any(question.status is Status.ERROR for question in result.questions)
    )
    assert grade(submission, opened, engine).total == TOTAL


@pytest.mark.parametrize("step", range(0, 14, 4))
def test_a_warm_process_that_is_killed_is_nobodys_zero(
    step: int,
    submission: Submission,
    opened: OpenedRelease,
    engine: Engine,
    undisturbed: list[tuple[Status, float | None]],
) -> None:
    """Its death takes the worker along, which must not look like a crash of student code."""
    disturbed = Disturbed(engine, step, lambda: kill(descendants()))
    result = grade(submission, opened, disturbed)
    for verdict, due in zip(verdicts(result), undisturbed, strict=True):
        assert verdict in (due, (Status.INTERNAL_ERROR, None)), verdict
    assert result.total == TOTAL or result.needs_review
    # The batch goes on: the next submission finds a warm process again.
    assert grade(submission, opened, engine).total == TOTAL


@pytest.mark.parametrize("done", [0, 2])
def test_a_grader_that_is_killed_resumes(course: Course, tmp_path: Path, done: int) -> None:
    """kill -9 of the grader: complete results stay, nothing runs on, a second run finishes."""
    for number in range(5):
        hand_in(tmp_path / "class", f"student{number}")
    out = tmp_path / "out"
    command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT]
    command += [str(tmp_path / "class"), "--out", str(out), "--jobs", "1"]
    began = descendants()
    grader = subprocess.Popen(
        command, cwd=course.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    until = time.monotonic() + PATIENCE
    while len(list(out.glob("results/*.json"))) < done or not descendants() - began:
        assert time.monotonic() < until, "it graded nothing"
        assert grader.poll() in (None, 0, 1), grader.communicate()[1]
        if grader.poll() is not None:
            break
        time.sleep(0.005)
    grader.kill()
    grader.communicate()
    kept = {path: path.stat().st_mtime_ns for path in out.glob("results/*.json")}
    for path in kept:
        assert json.loads(path.read_text())["total"] == TOTAL
    assert _gone(began), "a process of the killed grader is left"
    subprocess.run(command, cwd=course.root, stdout=subprocess.DEVNULL, check=True)
    assert len(list(out.glob("results/*.json"))) == 5
    assert all(path.stat().st_mtime_ns == when for path, when in kept.items())
    assert (out / "grades.csv").read_text().count("passed") == 5


def test_a_clock_that_jumps_changes_no_limit(
    submission: Submission, opened: OpenedRelease, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, jumps = time.time, iter(range(10**6))
    day = 86_400

    def jumping() -> float:
        return real() + day * (-1) ** next(jumps)

    monkeypatch.setattr(time, "time", jumping)
    assert grade(submission, opened, engine).total == TOTAL
    worker = engine.start(opened.release.limits, {})
    with pytest.raises(BaseException, match="stopped"):
        worker.run_cell("while True: pass", "cell 1", 0.2)
    worker.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="a small file system needs root")
def test_a_full_disk_is_one_line_and_loses_nothing(course: Course, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(out)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a file system")
    try:
        for number in range(12):
            hand_in(tmp_path / "class", f"student{number:02}")
        command = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT]
        command += [str(tmp_path / "class"), "--out", str(out), "--jobs", "1"]
        run = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
        assert run.returncode not in (0, 1)
        last = run.stderr.strip().splitlines()[-1]
        assert last.startswith("autograder: ")
        assert "Traceback" not in run.stderr
        for path in out.glob("results/*.json"):
            assert json.loads(path.read_text())["total"] == TOTAL
        subprocess.run(["mount", "-o", "remount,size=16m", str(out)], check=True)
        again = subprocess.run(command, cwd=course.root, capture_output=True, text=True)
        assert again.returncode == 0, again.stderr
        assert (out / "grades.csv").read_text().count("passed") == 12
    finally:
        subprocess.run(["umount", str(out)], check=True)


def test_forty_submissions_leave_nothing_behind(
    temporary: Path, submission: Submission, opened: OpenedRelease, engine: Engine
) -> None:
    _many(40, temporary, submission, opened, engine)


@pytest.mark.skipif("AUTOGRADER_SLOW" not in os.environ, reason="set AUTOGRADER_SLOW=1 for it")
def test_a_thousand_submissions_leave_nothing_behind(
    temporary: Path, submission: Submission, opened: OpenedRelease, engine: Engine
) -> None:
    _many(1000, temporary, submission, opened, engine)


def _many(
    count: int, temporary: Path, submission: Submission, opened: OpenedRelease, engine: Engine
) -> None:
    for _ in range(20):
        grade(submission, opened, engine)
    warm = descendants()
    before, memory = _traces(temporary), _memory([os.getpid(), *warm])
    for _ in range(count):
        assert grade(submission, opened, engine).total == TOTAL
    now = _memory(list(memory))
    grown = {pid: now[pid] - memory[pid] for pid in now}
    grader = grown.pop(os.getpid())
    print(
        f"\n{count} submissions; growth in MiB: grader "
        f"{grader:.1f}, warm process {max(grown.values(), default=0):.1f}"
    )
    until = time.monotonic() + PATIENCE
    # The last worker takes a moment to be gone.
    while left := _traces(temporary) - before:
        assert time.monotonic() < until, left
        time.sleep(0.02)
    assert max(grown.values(), default=0) < 8
    assert grader < 24


def _traces(temporary: Path) -> set[str]:
    """Processes, descriptors, mounts and scratch files of this process and all below it."""
    mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8").splitlines()
    return {
        *(f"process {pid}" for pid in descendants()),
        *(f"descriptor {fd.name}" for fd in Path("/proc/self/fd").iterdir()),
        *(line for line in mounts if str(temporary) in line),
        *map(str, temporary.rglob("*")),
    }


def _gone(before: set[int]) -> bool:
    until = time.monotonic() + PATIENCE
    while orphans := [
        pid for pid in _named("autograder.isolation.worker.zygote") if pid not in before
    ]:
        if time.monotonic() > until:
            return not orphans
        time.sleep(0.05)
    return True


def _named(text: str) -> list[int]:
    """Processes that are children of nobody and have this text in their command."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            command = (entry / "cmdline").read_bytes()
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
        if text.encode() in command and parent == 1:
            found.append(int(entry.name))
    return found


def _memory(pids: list[int]) -> dict[int, float]:
    """Resident memory that a process shares with nobody, in MiB."""
    found = {}
    for pid in pids:
        try:
            rows = (Path("/proc") / str(pid) / "smaps_rollup").read_text().splitlines()
        except OSError:
            # A worker of the submission before was on its way out.
            continue
        private = [int(row.split()[1]) for row in rows if row.startswith("Private_")]
        found[pid] = sum(private) / 1024
    return found
