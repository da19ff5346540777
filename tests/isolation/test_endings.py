"""How a worker that is gone is spoken of: by its limit where the limit ended it."""

import os
import signal
from dataclasses import dataclass

import pytest

from autograder.isolation.engines.client import PipeWorker
from autograder.isolation.engines.engine import WorkerCrashed, WorkerOutOfMemory, WorkerTimeout
from autograder.isolation.engines.process import Ending
from autograder.isolation.wire.pipes import Channel, Output
from autograder.records.assignment import Limits


@dataclass(frozen=True)
class Gone:
    """A process that has ended; see `Process`."""

    how: Ending

    def send_signal(self, number):
        pass

    def ending(self):
        return self.how

    def waited(self):
        return None

    def cpu_seconds(self):
        return None

    def close(self):
        pass


@pytest.fixture
def gone():
    """Makes the worker of a process that ended in some way, having had ten CPU seconds."""
    ends = []

    def make(**how) -> PipeWorker:
        (theirs, request), (response, answers) = os.pipe(), os.pipe()
        printed, output = os.pipe()
        for fd in (answers, output):
            os.close(fd)
        ends.extend((theirs, request, response, printed))
        said = Output(printed, 100, 1000)
        channel = Channel(request, response, said)
        return PipeWorker(Gone(Ending(**how)), channel, said, Limits(cpu_seconds=10))

    yield make
    for fd in ends:
        os.close(fd)


@pytest.mark.parametrize(
    ("how", "expected", "says"),
    [
        ({"signal": signal.SIGXCPU, "cpu_seconds": 10.0}, WorkerTimeout, "10 CPU seconds"),
        ({"signal": signal.SIGKILL, "cpu_seconds": 11.0}, WorkerTimeout, "10 CPU seconds"),
        # Where processes wait for processors, the clock of the limit runs up to a third ahead.
        ({"signal": signal.SIGKILL, "cpu_seconds": 7.1}, WorkerTimeout, "10 CPU seconds"),
        ({"signal": signal.SIGKILL, "cpu_seconds": 0.4}, WorkerCrashed, "killed"),
        ({"signal": signal.SIGSEGV, "cpu_seconds": 11.0}, WorkerCrashed, "segmentation fault"),
        ({"signal": 0, "cpu_seconds": 9.0}, WorkerCrashed, "ended before it answered"),
        ({"signal": signal.SIGKILL, "out_of_memory": True}, WorkerOutOfMemory, "memory"),
    ],
)
def test_the_cause_of_an_end_is_told(gone, how, expected, says):
    with pytest.raises(expected, match=says):
        gone(**how).get("x", 1)
