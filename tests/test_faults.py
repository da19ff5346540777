"""Faults of the machine in the middle of grading: nothing is lost, and no student pays for them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from autograder.attacks.ground import Range, open_range
from autograder.attacks.tries import CORPUS, TARGET
from autograder.attacks.witness import descendants
from autograder.grading.loaded import OpenedRelease, open_release
from autograder.grading.submission import grade_submission
from autograder.intake.submission import Submission, take_in
from autograder.intake.survey import find_submissions
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine, Worker
from autograder.records.assignment import Limits
from autograder.records.result import SubmissionResult
from autograder.records.status import Status

SECRET = b"s" * 32
# Requests of one honest submission of the target: cells, then variables and calls of each check.
STEPS = range(14)


@pytest.fixture(scope="module")
def ground() -> Iterator[Range]:
    with open_range(CORPUS) as made:
        yield made


@pytest.fixture(scope="module")
def opened(ground: Range) -> OpenedRelease:
    return open_release(ground.course, TARGET)


@pytest.fixture(scope="module")
def submission(ground: Range, opened: OpenedRelease) -> Submission:
    folder = ground.folder / "class-of-one" / "student"
    folder.mkdir(parents=True)
    (folder / f"{TARGET}.ipynb").write_bytes(ground.material.draft().notebook_bytes())
    return take_in(find_submissions(folder.parent, TARGET)[0], opened.wanted)


@pytest.fixture(scope="module")
def engine(ground: Range) -> Iterator[Engine]:
    chosen = pick_engine()
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


def kill(processes: set[int]) -> None:
    for pid in processes:
        os.kill(pid, signal.SIGKILL)


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_that_is_killed_costs_nothing(
    step: int, submission: Submission, opened: OpenedRelease, engine: Engine
) -> None:
    warm = descendants()
    struck: list[set[int]] = []

    def strike() -> None:
        struck.append(descendants() - warm)
        kill(struck[0])

    result = grade(submission, opened, Disturbed(engine, step, strike))
    assert struck, "the submission makes fewer requests than that"
    assert struck[0]
    assert [question.status for question in result.questions] == [Status.PASSED] * 4
    assert result.total == 10


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
    assert grade(submission, opened, engine).total == 10


@pytest.mark.parametrize("step", range(0, 14, 4))
def test_a_warm_process_that_is_killed_is_nobodys_zero(
    step: int, submission: Submission, opened: OpenedRelease, engine: Engine
) -> None:
    """Its death takes the worker along, which must not look like a crash of student code."""
    disturbed = Disturbed(engine, step, lambda: kill(descendants()))
    result = grade(submission, opened, disturbed)
    for question in result.questions:
        assert question.status in (Status.PASSED, Status.INTERNAL_ERROR), question
        assert question.points in (question.possible, None)
    assert result.total == 10 or result.needs_review
    # The batch goes on: the next submission finds a warm process again.
    assert grade(submission, opened, engine).total == 10


@pytest.mark.parametrize("done", [0, 1, 3])
def test_a_grader_that_is_killed_resumes(ground: Range, done: int) -> None:
    """kill -9 of the grader: complete results stay, nothing runs on, a second run finishes."""
    here = ground.folder / f"killed-after-{done}"
    for number in range(6):
        folder = here / "class" / f"student{number}"
        folder.mkdir(parents=True)
        data = ground.material.draft().notebook_bytes()
        (folder / f"{TARGET}.ipynb").write_bytes(data)
    out = here / "out"
    command = [sys.executable, "-m", "autograder", "grade", TARGET]
    command += [str(here / "class"), "--out", str(out), "--jobs", "1"]
    began = descendants()
    grader = subprocess.Popen(
        command, cwd=ground.course.root, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    until = time.monotonic() + 60
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
        assert json.loads(path.read_text())["total"] == 10
    assert _gone(began), "a process of the killed grader is left"
    subprocess.run(command, cwd=ground.course.root, stdout=subprocess.DEVNULL, check=True)
    assert len(list(out.glob("results/*.json"))) == 6
    assert all(path.stat().st_mtime_ns == when for path, when in kept.items())
    assert (out / "grades.csv").read_text().count("passed") == 6


def test_a_clock_that_jumps_changes_no_limit(
    submission: Submission, opened: OpenedRelease, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, jumps = time.time, iter(range(10**6))
    day = 86_400

    def jumping() -> float:
        return real() + day * (-1) ** next(jumps)

    monkeypatch.setattr(time, "time", jumping)
    assert grade(submission, opened, engine).total == 10
    worker = engine.start(opened.release.limits, {})
    began = time.monotonic()
    with pytest.raises(BaseException, match="stopped"):
        worker.run_cell("while True: pass", "cell 1", 0.5)
    assert 0.4 < time.monotonic() - began < 60
    worker.close()


@pytest.mark.skipif(os.geteuid() != 0, reason="a small file system needs root")
def test_a_full_disk_is_one_line_and_loses_nothing(ground: Range) -> None:
    here = ground.folder / "full"
    out = here / "out"
    out.mkdir(parents=True)
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(out)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("this machine lets nobody mount a file system")
    try:
        for number in range(12):
            folder = here / "class" / f"student{number:02}"
            folder.mkdir(parents=True)
            data = ground.material.draft().notebook_bytes()
            (folder / f"{TARGET}.ipynb").write_bytes(data)
        command = [sys.executable, "-m", "autograder", "grade", TARGET]
        command += [str(here / "class"), "--out", str(out)]
        run = subprocess.run(
            command, cwd=ground.course.root, capture_output=True, text=True, timeout=1200
        )
        assert run.returncode not in (0, 1)
        last = run.stderr.strip().splitlines()[-1]
        assert last.startswith("autograder: ")
        assert "Traceback" not in run.stderr
        for path in out.glob("results/*.json"):
            assert json.loads(path.read_text())["total"] == 10
        subprocess.run(["mount", "-o", "remount,size=16m", str(out)], check=True)
        again = subprocess.run(
            command, cwd=ground.course.root, capture_output=True, text=True, timeout=1200
        )
        assert again.returncode == 0, again.stderr
        assert (out / "grades.csv").read_text().count("passed") == 12
    finally:
        subprocess.run(["umount", str(out)], check=True)


def test_a_hundred_submissions_leave_nothing_behind(
    ground: Range, submission: Submission, opened: OpenedRelease, engine: Engine
) -> None:
    _many(100, ground, submission, opened, engine)


@pytest.mark.skipif("AUTOGRADER_SLOW" not in os.environ, reason="set AUTOGRADER_SLOW=1 for it")
def test_a_thousand_submissions_leave_nothing_behind(
    ground: Range, submission: Submission, opened: OpenedRelease, engine: Engine
) -> None:
    _many(1000, ground, submission, opened, engine)


def _many(
    count: int, ground: Range, submission: Submission, opened: OpenedRelease, engine: Engine
) -> None:
    for _ in range(20):
        grade(submission, opened, engine)
    warm = descendants()
    before, memory = ground.snapshot(), _memory([os.getpid(), *warm])
    began = time.monotonic()
    for _ in range(count):
        assert grade(submission, opened, engine).total == 10
    seconds = time.monotonic() - began
    now = _memory(list(memory))
    grown = {pid: now[pid] - memory[pid] for pid in now}
    grader = grown.pop(os.getpid())
    print(
        f"\n{count} submissions in {seconds:.1f} s; growth in MiB: grader "
        f"{grader:.1f}, warm process {max(grown.values(), default=0):.1f}"
    )
    assert ground.left_behind(before) == []
    assert max(grown.values(), default=0) < 8
    assert grader < 24


def _gone(before: set[int]) -> bool:
    until = time.monotonic() + 60
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
