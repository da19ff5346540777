"""A question's checks on a set of answers, in this process: what its own code needs no worker for.

The solution, a blank notebook and the references of `staff/` are the course's own. They stand
behind stand-ins that record calls as the proxies of a real worker do.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from autograder.diagnosis.diagnose import diagnose
from autograder.diagnosis.question import Misconception, Question
from autograder.grading.handback import copy_value
from gradekit import probes
from gradekit.outcome import CallRecord, Outcome, Raised
from gradekit.probes.calls import same
from gradekit.remote import Call, StandIn
from gradekit.training.local_trainer import LocalTrainer


@dataclass(frozen=True)
class Check:
    """A test case of a question.

    Attributes:
        name: Name of the test function.
        points: Its points.
        hidden: Whether it is kept from students.
        run: Runs it in an environment; raises if it fails.
    """

    name: str
    points: float
    hidden: bool
    run: Callable[[Mapping[str, Any]], None]


@dataclass(frozen=True)
class Verdict:
    """What the tests made of one answer.

    Attributes:
        points: Points that it got.
        possible: Points that there are.
        messages: What a failed check said, by the check's name.
        faults: Exceptions of checks that are not about the answer: faults of a test.
        shown: The misconception that diagnosis names.
    """

    points: float
    possible: float
    messages: Mapping[str, str]
    faults: Mapping[str, str]
    shown: Misconception | None


class Recorder(StandIn):
    """Stands in for a student's function as a proxy does, and writes down every call.

    Args:
        name: The variable.
        function: What is called.
        calls: Where calls are written down.
        check: Says which check is running.
    """

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        calls: list[CallRecord],
        check: Callable[[], int],
    ) -> None:
        super().__init__(self)
        self.__name__ = name
        self._function = function
        self._calls = calls
        self._check = check
        self._took = 0.0

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call once, write it down, and return or raise what the function does."""
        return self._recorded("", lambda: self._function(*args, **kwargs), args, kwargs)

    def call_many(self, calls: Sequence[Call]) -> list[Outcome]:
        """Call several times and write each call down."""
        began = time.thread_time()
        outcomes = probes.call_many(self._function, calls)
        self._took = time.thread_time() - began
        for (args, kwargs), outcome in zip(calls, outcomes, strict=True):
            given = tuple(args), dict(kwargs)
            self._calls.append(CallRecord(self.__name__, *given, outcome, self._check()))
        return outcomes

    def probe(self, probe: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Run a probe on the function itself and write it down."""
        run = getattr(probes, probe)
        return self._recorded(probe, lambda: run(self._function, *args, **kwargs), args, kwargs)

    def cpu_seconds(self) -> float:
        """CPU seconds of the last calls, copies of their arguments included."""
        return self._took

    def train(self) -> LocalTrainer:
        """The trainer of this function."""
        return LocalTrainer(self._function)

    def _recorded(
        self,
        probe: str,
        action: Callable[[], Any],
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
    ) -> Any:
        before, named = copy_value(tuple(args)), copy_value(dict(kwargs))
        value, raised = None, None
        try:
            value = action()
        except Exception as error:
            raised = Raised(type(error).__name__, str(error))
            raise
        finally:
            given: list[tuple[int | str, Any]] = [*enumerate(args), *kwargs.items()]
            old: dict[int | str, Any] = {**dict(enumerate(before)), **named}
            changed = {key: copy_value(new) for key, new in given if not same(old[key], new)}
            outcome = Outcome(value, raised, changed)
            record = CallRecord(self.__name__, before, named, outcome, self._check(), probe)
            self._calls.append(record)
        return value


def judge(collection: Question, checks: Sequence[Check], answers: Mapping[str, Any]) -> Verdict:
    """Grade one set of answers in this process.

    Args:
        collection: What staff keep of the question.
        checks: The question's checks, in order.
        answers: Variables of a notebook.
    """
    calls: list[CallRecord] = []
    running = [0]
    messages: dict[str, str] = {}
    faults: dict[str, str] = {}

    def stand_in(name: str, function: Callable[..., Any]) -> Recorder:
        return Recorder(name, function, calls, lambda: running[0])

    environment = {
        name: stand_in(name, value) if callable(value) else value for name, value in answers.items()
    }
    failing: list[int] = []
    points = 0.0
    for index, check in enumerate(checks):
        running[0] = index
        try:
            check.run(environment)
        except AssertionError as error:
            messages[check.name] = str(error)
            if str(error) != f"{collection.id} is not implemented yet":
                failing.append(index)
        except Exception as error:  # noqa: BLE001  (a fault of the test, which is what is looked for)
            faults[check.name] = f"{type(error).__name__}: {error}"
            failing.append(index)
        else:
            points += check.points
    plain = {name: value for name, value in answers.items() if not callable(value)}
    return Verdict(
        points=points,
        possible=sum(check.points for check in checks),
        messages=messages,
        faults=faults,
        shown=diagnose(collection, calls, failing, plain),
    )
