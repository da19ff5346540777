"""Graders and servers that are killed as they stand: every submission is graded exactly once."""

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pytest

from autograder.gradebook import (
    Busy,
    Done,
    Gradebook,
    GradebookError,
    Lease,
    attempts,
    claim,
    finish,
    history,
    open_gradebook,
    record_attempt,
    run_key,
    totals,
    verify,
)
from tests.gradebook_class import A1, enrol, result
from tests.postgres import Absent, Server

ROOT = Path(__file__).parents[2]
STUDENTS = [f"s{n:02}" for n in range(30)]
LEASE = timedelta(milliseconds=200)

GRADER = """
import sys
from tests.gradebook.test_kills import grade_all
from autograder.gradebook import open_gradebook
with open_gradebook(sys.argv[1], create=False) as book:
    print("begun", flush=True)
    grade_all(book)
"""


def grade_all(book: Gradebook) -> None:
    """Grade what is left, as a worker does; wait for what somebody else has."""
    left = list(STUDENTS)
    while left:
        student = left.pop(0)
        of = result(student)
        assert of.provenance is not None
        got = claim(book, run_key(of.provenance), f"worker {os.getpid()}", lease=LEASE)
        if isinstance(got, Lease):
            finish(book, "worker", got, of)
        elif isinstance(got, Busy):
            left.append(student)
            time.sleep(0.02)
        else:
            assert isinstance(got, Done)


def hand_in(book: Gradebook) -> None:
    enrol(book, STUDENTS)
    for student in STUDENTS:
        of = result(student)
        assert of.provenance is not None
        record_attempt(book, "intake", A1, student, of.provenance.submission_sha256)


def held_once(book: Gradebook) -> None:
    assert {one.total for one in totals(book, A1).values()} == {6}
    assert len(attempts(book, A1)) == len(STUDENTS)
    verdicts = [one.facts["run"] for one in history(book, actions=["verdict"], limit=1000)]
    assert len(verdicts) == len(set(verdicts)) == len(STUDENTS)
    assert verify(book).problems == ()


def worker(url: str) -> subprocess.Popen[str]:
    started = subprocess.Popen(
        [sys.executable, "-c", GRADER, url], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert started.stdout is not None
    started.stdout.readline()
    return started


def test_a_grader_that_is_killed_loses_and_doubles_nothing(any_url: str) -> None:
    generator = random.Random(11)
    with open_gradebook(any_url) as book:
        hand_in(book)
        for _ in range(3):
            grader = worker(any_url)
            time.sleep(generator.uniform(0, 0.3))
            grader.send_signal(signal.SIGKILL)
            grader.communicate()
            assert verify(book).problems == ()
        grade_all(book)
        held_once(book)


def test_a_server_that_is_killed_loses_and_doubles_nothing() -> None:
    with tempfile.TemporaryDirectory(prefix="pg-") as scratch:
        try:
            server = Server(Path(scratch))
        except Absent as absent:
            if os.environ.get("AUTOGRADER_NEEDS_POSTGRES"):
                raise
            pytest.skip(str(absent))
        server.start()
        try:
            with open_gradebook(server.address) as book:
                hand_in(book)
                grader = worker(server.address)
                time.sleep(0.2)
                server.kill()
                grader.communicate()
                with pytest.raises(GradebookError, match="whether the server runs"):
                    totals(book, A1)
                server.start()
                grade_all(book)
                held_once(book)
        finally:
            server.stop()
