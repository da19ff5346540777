"""A class graded by workers of a Dask scheduler, which come and go."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from autograder.batch import Graded, Options, grade_class
from autograder.records.course import Course
from autograder.records.errors import EngineError
from tests.tiny_course import ASSIGNMENT, hand_in, write_course


class Cluster:
    """A scheduler and a worker, each a process, as on two machines."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / "scheduler.json"
        self.scheduler = self._start("scheduler", "--scheduler-file", str(self.file))
        self.workers = [self.worker()]
        self.address = ""
        while not self.address:
            assert self.scheduler.poll() is None
            time.sleep(0.05)
            # Not there yet, or not to its end.
            with suppress(OSError, ValueError):
                self.address = json.loads(self.file.read_text())["address"]

    def worker(self) -> subprocess.Popen[bytes]:
        return self._start(
            "worker", "--scheduler-file", str(self.file), "--no-nanny", "--nthreads", "1"
        )

    def stop(self) -> None:
        for one in (*self.workers, self.scheduler):
            one.kill()
            one.wait()

    def _start(self, *words: str) -> subprocess.Popen[bytes]:
        more = ("--host", "127.0.0.1", "--no-dashboard")
        return subprocess.Popen(
            [sys.executable, "-m", "distributed.cli.dask_" + words[0], *words[1:], *more],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    made = Cluster(tmp_path)
    yield made
    made.stop()


@pytest.fixture
def course(tmp_path: Path) -> Course:
    course = write_course(tmp_path / "course")
    for number in range(8):
        hand_in(tmp_path / "class", f"s{number}")
    return course


def test_a_lost_worker_costs_nothing_and_a_lost_scheduler_is_said(
    cluster: Cluster, course: Course, tmp_path: Path
) -> None:
    options = Options(engine="local", scheduler=cluster.address)
    seen: list[Graded] = []

    def show(graded: Graded) -> None:
        seen.append(graded)
        if len(seen) == 2:
            cluster.workers.append(cluster.worker())
            os.kill(cluster.workers[0].pid, signal.SIGKILL)

    report = grade_class(course, ASSIGNMENT, tmp_path / "class", tmp_path / "a", options, show)
    assert [result.total for result in report.results] == [8.0] * 8
    assert len(seen) == 8

    def end(graded: Graded) -> None:
        if graded.number == 3:
            cluster.scheduler.kill()

    with pytest.raises(
        EngineError,
        match=r"The Dask scheduler at tcp://127\.0\.0\.1:\d+ is gone; .* of 8 submissions are "
        "graded and kept in .*Run the same command again",
    ):
        grade_class(course, ASSIGNMENT, tmp_path / "class", tmp_path / "b", options, end)
    assert len(list((tmp_path / "b/results").glob("*.json"))) >= 3
