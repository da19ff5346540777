"""Right results of a function, for arguments that student code chose: bounded, and by values alone.

The functions run in a process of their own (`answering`), which holds no student code.
"""

import json
import os
import sys
import threading
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from autograder.grading.answering import called
from autograder.grading.signature import raise_as_student
from autograder.isolation.engines.client import PipeWorker
from autograder.isolation.engines.container import START_SECONDS, launch
from autograder.isolation.engines.engine import WorkerError
from autograder.records.assignment import Limits
from autograder.records.pack import Pack
from gradekit.outcome import Outcome
from gradekit.remote import StandIn

MAX_CALLS = 20_000
"""That one question may make while it is followed through."""

MAX_CPU_SECONDS = 30.0
"""That all of them may compute."""

CALL_SECONDS = 5.0
_FOR_GOOD = 1_000_000
LIMITS = Limits(cpu_seconds=_FOR_GOOD, memory_bytes=1 << 30, file_bytes=1 << 20)


class CallRefused(RuntimeError):  # noqa: N818  (says what happened)
    """A call that is not answered; student code is told so as of any exception."""


class Oracle:
    """The right implementations of one assignment, in a process that is started when asked first.

    Safe to use from several threads. A process that was forked starts another one.

    Args:
        pack: What staff keep beside the assignment.
    """

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._lock = threading.Lock()
        self._worker: PipeWorker | None = None
        self._owner = 0

    @property
    def available(self) -> bool:
        """Whether another process can load the functions."""
        return self._pack.root is not None

    def ask(
        self, question: str, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> tuple[Outcome, float]:
        """What a right implementation makes of some arguments, and the CPU seconds that it took.

        Raises:
            Refused: If it takes too long or too much memory, or an argument is no plain value.
        """
        if not all(map(_is_plain, (*args, *kwargs.values()))):
            raise CallRefused(f"{name} can be given plain values only")
        with self._lock:
            worker = self._ready()
            before = worker.cpu_seconds() or 0.0
            try:
                outcome = worker.call(called(question, name), args, kwargs, CALL_SECONDS)
            except WorkerError as error:
                raise CallRefused(f"{name} cannot be worked out for these arguments") from error
            return outcome, (worker.cpu_seconds() or 0.0) - before

    def close(self) -> None:
        """End the process; never raises."""
        with self._lock:
            self._end()

    def _ready(self) -> PipeWorker:
        if self._owner != os.getpid():
            # That of the process that this one was forked from.
            self._worker, self._owner = None, os.getpid()
        if self._worker is None or not self._worker.alive:
            self._end()
            settings = {"root": str(self._pack.root), "assignment": self._pack.assignment}
            told = json.dumps({**settings, "limits": LIMITS.model_dump()})
            module = "autograder.grading.answering"
            worker = launch([sys.executable, "-P", "-s", "-m", module, told], LIMITS, "", "")
            weakref.finalize(self, worker.close)
            worker.write({}, START_SECONDS)
            self._worker = worker
        return self._worker

    def _end(self) -> None:
        if self._worker is not None:
            self._worker.close()
            self._worker = None


class Answerer:
    """The functions that stand in for some of a student's, while one question is graded again.

    Args:
        oracle: Knows right results.
        instead: Names of the functions, and of the question that asks for each.
    """

    def __init__(self, oracle: Oracle, instead: Mapping[str, str]) -> None:
        self._oracle = oracle
        self._calls = 0
        self._seconds = 0.0
        self.functions = {name: self._function(of, name) for name, of in instead.items()}

    def _function(self, question: str, name: str) -> Callable[..., Any]:
        def answer(*args: Any, **kwargs: Any) -> Any:
            self._calls += 1
            if self._calls > MAX_CALLS or self._seconds > MAX_CPU_SECONDS:
                raise CallRefused(f"{name} was called too often")
            outcome, seconds = self._oracle.ask(question, name, args, kwargs)
            self._seconds += seconds
            if outcome.raised is not None:
                raise_as_student(outcome.raised)
            return outcome.value

        answer.__name__ = name
        return answer


def _is_plain(value: Any) -> bool:
    """Whether nothing in a value stands for an object in a worker."""
    if isinstance(value, list | tuple | set | frozenset):
        return all(map(_is_plain, value))
    if isinstance(value, dict):
        return all(map(_is_plain, (*value, *value.values())))
    return not isinstance(value, StandIn) and not callable(value)
