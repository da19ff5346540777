"""A class graded by workers of a Dask scheduler, which come and go."""

import json
import os
import re
import shutil
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

    def __init__(self, folder: Path, variables: dict[str, str] | None = None) -> None:
        self.file = folder / "scheduler.json"
        self.environment = {**os.environ, **(variables or {})}
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
            env=self.environment,
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


def certified(folder: Path) -> dict[str, str]:
    """A certificate, and the variables by which all programs speak TLS, as the docs have them."""
    page = (Path(__file__).parents[2] / "docs/batches.md").read_text(encoding="utf-8")
    (make,) = re.findall(r"^openssl .*$", page, re.MULTILINE)
    subprocess.run(make.replace("$KEYS", str(folder)).split(), capture_output=True, check=True)
    lines = re.findall(r"^export (DASK_\w+)=(\S+)$", page, re.MULTILINE)
    assert len(lines) == 9
    return {name: value.replace("$KEYS", str(folder)) for name, value in lines}


@pytest.mark.skipif(shutil.which("openssl") is None, reason="OpenSSL makes the certificate")
def test_a_cluster_that_speaks_tls_grades_and_turns_away_who_has_no_key(
    course: Course, tmp_path: Path
) -> None:
    cluster = Cluster(tmp_path, certified(tmp_path))
    try:
        assert cluster.address.startswith("tls://127.0.0.1:")
        words = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT, str(tmp_path / "class")]
        words += ["--scheduler", cluster.address, "--engine", "local", "--out"]
        done = subprocess.run(
            [*words, str(tmp_path / "a")],
            cwd=course.root,
            env=cluster.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert "8 submissions graded" in done.stdout
        refused = subprocess.run(
            [*words, str(tmp_path / "b")], cwd=course.root, capture_output=True, text=True
        )
        assert refused.returncode == 2
        assert refused.stderr.startswith("autograder: The Dask scheduler at tls://127.0.0.1:")
        assert "DASK_DISTRIBUTED__COMM__TLS__CLIENT__KEY (see" in refused.stderr
        assert "Traceback" not in refused.stderr
    finally:
        cluster.stop()
