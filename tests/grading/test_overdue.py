"""A check of ours that never ends is stopped, whatever it waits for or catches."""

import threading
import time
from collections.abc import Iterator

import pytest

from autograder.grading.overdue import CheckOverdue, Overseer

pytestmark = pytest.mark.skipif(
    not hasattr(time, "pthread_getcpuclockid"), reason="this system tells no CPU time of a thread"
)


@pytest.fixture
def overseer() -> Iterator[Overseer]:
    overseer = Overseer(cpu_seconds=0.3)
    yield overseer
    overseer.close()


def spin(seconds: float) -> None:
    until = time.thread_time() + seconds
    while time.thread_time() < until:
        sum(range(1000))


def spin_whatever_happens() -> None:
    while True:
        try:
            spin(30)
        except Exception:  # noqa: BLE001  the subject of a test
            continue


def test_a_check_that_computes_for_ever_is_stopped(overseer: Overseer) -> None:
    with pytest.raises(CheckOverdue), overseer.check():
        spin(30)


def test_a_check_that_swallows_exceptions_is_stopped_all_the_same(overseer: Overseer) -> None:
    with pytest.raises(CheckOverdue), overseer.check():
        spin_whatever_happens()


def test_waiting_and_short_checks_are_left_alone(overseer: Overseer) -> None:
    with overseer.check():
        time.sleep(0.8)
    for _ in range(4):
        with overseer.check():
            spin(0.15)


def test_only_the_thread_that_runs_the_check_is_stopped(overseer: Overseer) -> None:
    finished = threading.Event()
    beside = threading.Thread(target=lambda: (spin(0.6), finished.set()))
    beside.start()
    with pytest.raises(CheckOverdue), overseer.check():
        spin(30)
    beside.join()
    assert finished.is_set()
