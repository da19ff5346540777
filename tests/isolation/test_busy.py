"""Limits on a busy machine: what a process waits for a processor is not its own time."""

import itertools
import os
import time

import pytest

from autograder.isolation.engines.deadline import Deadline, far
from autograder.isolation.engines.engine import WorkerTimeout
from bench.busy import load
from tests.isolation.asking import run

COMPUTES = "import time\nend = time.process_time() + 0.5\nwhile time.process_time() < end: pass"


def test_a_busy_machine_takes_nothing_from_a_limit(start):
    worker = start()
    if worker.waited() is None:
        pytest.skip("nobody can tell what this engine's processes wait for")
    with load(4 * (os.cpu_count() or 1)):
        began = time.monotonic()
        assert run(worker, COMPUTES, seconds=0.9) is None
        passed = time.monotonic() - began
    assert passed > 0.9, "else nothing was shown: the machine was not busy"


def test_what_sleeps_has_its_limit_all_the_same(start):
    worker = start()
    began = time.monotonic()
    with pytest.raises(WorkerTimeout, match=r"stopped after 0\.3 s"):
        run(worker, "import time\ntime.sleep(60)", seconds=0.3)
    assert time.monotonic() - began < far(0.3) + 10


def test_the_clock_is_a_far_guard():
    waited = itertools.chain([0.0], itertools.repeat(1e6))
    deadline = Deadline(0.01, lambda: next(waited))
    assert not deadline.over
    time.sleep(0.02)
    assert not deadline.over, "it waited for a processor all the time"
    time.sleep(far(0.01))
    assert deadline.over


def test_what_the_grader_takes_itself_is_left_out():
    deadline = Deadline(0.05, lambda: None)
    time.sleep(0.06)
    assert deadline.over
    deadline.moved(5.0)
    assert not deadline.over
