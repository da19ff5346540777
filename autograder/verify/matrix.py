"""The kill matrix: every misconception handed in as an answer, against the tests of its question.

Nothing here runs student code: misconceptions and the solution are the course's own, so they run in
this process, behind a stand-in that records calls as the proxies of a real worker do.
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
from gradekit.training.local import LocalTrainer
from gradekit.training.sources import Batch
from gradekit.training.trainer import Trial


@dataclass(frozen=True)
class Check:
    """A test case as the matrix needs it.

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


@dataclass(frozen=True)
class Row:
    """One misconception and what became of it."""

    misconception: Misconception
    verdict: Verdict

    @property
    def killed(self) -> bool:
        """Whether a check rejects it."""
        return bool(self.verdict.messages)

    @property
    def sound(self) -> bool:
        """Whether it is killed, its own hint is shown, and no test is at fault."""
        own = self.verdict.shown is not None and self.verdict.shown.id == self.misconception.id
        return self.killed and own and not self.verdict.faults


class Rejected(Exception):  # noqa: N818  (a way out, no error)
    """What a check would train is known to be wrong already; training costs the most time."""


class _Refusing(LocalTrainer):
    """Has the tasks, and neither runs nor trains anything."""

    def ask(self, step: str, *args: Any) -> Any:
        """Refuse."""
        raise Rejected

    def train(self, job: Mapping[str, Any], batch: Batch, held_out: Any) -> Trial:
        """Refuse."""
        raise Rejected


class Recorder(StandIn):
    """Stands in for a student's function as a proxy does, and writes down every call.

    Args:
        name: The variable.
        function: What is called.
        calls: Where calls are written down.
        check: Says which check is running.
        trains: Says whether a check may still train what the function makes.
    """

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        calls: list[CallRecord],
        check: Callable[[], int],
        trains: Callable[[], bool] = lambda: True,
    ) -> None:
        super().__init__(self)
        self.__name__ = name
        self._function = function
        self._calls = calls
        self._check = check
        self._trains = trains
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
        """The trainer of this function; one that refuses where there is no need to train."""
        return (LocalTrainer if self._trains() else _Refusing)(self._function)

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


def matrix(collection: Question, checks: Sequence[Check], solution: Mapping[str, Any]) -> list[Row]:
    """Hand in every misconception of a question.

    Args:
        collection: The question's misconceptions.
        checks: The question's checks, in order.
        solution: Variables of the solved notebook, for what the misconception does not replace.

    Returns:
        One row a misconception, in the order of its module.
    """
    return [
        Row(item, judge(collection, checks, {**solution, **wrong}, thorough=False))
        for item in collection.mistakes
        for wrong in (_answer(collection, item, solution),)
    ]


def judge(
    collection: Question,
    checks: Sequence[Check],
    answers: Mapping[str, Any],
    *,
    thorough: bool = True,
) -> Verdict:
    """Grade one set of answers in this process.

    Args:
        collection: The question's misconceptions.
        checks: The question's checks, in order.
        answers: Variables of a notebook.
        thorough: Whether networks are trained that an earlier check has rejected; if not, such a
            check gives no point and no message.
    """
    calls: list[CallRecord] = []
    running = [0]
    messages: dict[str, str] = {}
    faults: dict[str, str] = {}

    def stand_in(name: str, function: Callable[..., Any]) -> Recorder:
        trains = (lambda: True) if thorough else (lambda: not messages)
        return Recorder(name, function, calls, lambda: running[0], trains)

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
        except Rejected:
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
        shown=diagnose(
            collection,
            calls,
            failing,
            plain,
        ),
    )


def _answer(
    collection: Question, item: Misconception, solution: Mapping[str, Any]
) -> dict[str, Any]:
    """What a student with this misconception has in the notebook."""
    if not collection.depends_on:
        return {item.variable: item.implementation}
    wrong: dict[str, Any] = item.implementation(*(solution[n] for n in collection.depends_on))
    return wrong
