"""Stand-ins for a student's functions and variables, in the grader: what a compiled test is handed.

A stand-in resolves its name at each call, so that it also works after a worker was started afresh.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from autograder.grading.handback import copy_value, hand_back
from autograder.grading.handing import Handing, own_module
from autograder.grading.signature import raise_as_student
from autograder.grading.stand_ins import Elsewhere, StudentObject, class_for, elsewhere
from autograder.isolation.wire.links import Links
from autograder.isolation.wire.values import FunctionInfo, Missing
from gradekit.outcome import CallRecord, Outcome
from gradekit.remote import Call

if TYPE_CHECKING:
    from gradekit.training.trainer import Trainer


class AnswersCalls(Protocol):
    """What answers for a student's notebook: a worker, or something that starts it afresh.

    Every method may raise a `WorkerError`; limits in seconds are the session's own affair.

    Attributes:
        links: What is made of objects that are not data.
    """

    links: Links

    def get(self, name: str) -> Any:
        """A variable: its plain value, what `links` makes of it, or `MISSING`."""
        ...

    def call(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        """Call what the variable `name` holds now, or the object of this handle."""
        ...

    def call_many(self, name: str, calls: Sequence[Call]) -> list[Outcome]:
        """Several calls in one round trip."""
        ...

    def probe(
        self, probe: str, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Outcome:
        """Run `gradekit.probes.<probe>` on the variable `name`."""
        ...

    def use(self, name: str, do: str, args: Sequence[Any]) -> Outcome:
        """Do something to an object."""
        ...

    def forget(self) -> None:
        """Let go of the objects that were handed out by handles."""
        ...

    def bind(self, values: Mapping[str, Any]) -> None:
        """Give variables other values; none: their own again."""
        ...

    def cpu_seconds(self) -> float | None:
        """CPU seconds that the last request took; None where the machine does not tell."""
        ...


@dataclass
class StudentEnv(Mapping[str, Any]):
    """The environment that Otter hands a test: names of the notebook, looked up on demand.

    Attributes:
        session: Answers for the notebook.
        source: Source of a notebook function by its name, with the functions that it uses.
        calls: Every call that was made through a stand-in and came back, in order.
        check: Position of the check that runs now; the grader sets it, records carry it.
        training: Gives what trains the networks that a variable makes; None where nothing does.
        modules: Variables that are modules in the solved notebook, and which: the grader's own.
    """

    session: AnswersCalls
    source: Callable[[str], str] | None = None
    calls: list[CallRecord] = field(default_factory=list)
    check: int = 0
    training: "Callable[[str], Trainer] | None" = None
    modules: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._handing = Handing(self._stand_in)
        self.session.links = self._handing

    def get(self, name: str, default: Any = None) -> Any:
        """A plain value, a stand-in, a module of the grader's own, or `default`."""
        if name in self.modules:
            return self.modules[name]
        value = self.session.get(name)
        if isinstance(value, Missing):
            return default
        if isinstance(value, FunctionInfo):
            return self._stand_in(value, name)
        if isinstance(value, StudentObject):
            # By its name it is found again in the next worker, too.
            info = elsewhere(value).info
            return own_module(info) or self._stand_in(info, name)
        return value

    def __getitem__(self, name: str) -> Any:
        value = self.get(name, self)
        if value is self:
            raise KeyError(name)
        return value

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self.get(name, self) is not self

    def __iter__(self) -> Iterator[str]:
        # Which names a notebook defines is not asked: a test names what it needs.
        return iter(())

    def __len__(self) -> int:
        return 0

    def close(self) -> None:
        """Let go of what the worker holds for this question."""
        if self._handing.used:
            self.session.forget()

    def use(self, name: str, do: str, args: Sequence[Any]) -> Any:
        """Do something to an object and return or raise what comes of it."""
        return _result(self.session.use(name, do, args))

    def call(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """Call an object, bring home what it changed, and return or raise what comes of it."""
        session = self.session
        (outcome,) = self._recorded(
            name, [(args, kwargs)], lambda: [session.call(name, args, kwargs)]
        )
        return _result(outcome)

    def call_many(self, name: str, calls: Sequence[Call]) -> list[Outcome]:
        """Call an object several times in one round trip."""
        return self._recorded(name, calls, lambda: self.session.call_many(name, calls))

    def run_probe(
        self, name: str, probe: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Any:
        """Run a probe beside the student's code and return what it returns."""
        if probe == "source" and self.source is not None:
            # The worker's own word on its source would not count.
            return self.source(name)
        before = copy_value(tuple(args)), copy_value(dict(kwargs))
        outcome = self.session.probe(probe, name, args, kwargs)
        self.calls.append(CallRecord(name, *before, outcome, self.check, probe))
        return _result(outcome)

    def cpu_seconds(self) -> float | None:
        """CPU seconds that the worker took for the last request."""
        return self.session.cpu_seconds()

    def trainer(self, name: str) -> "Trainer | None":
        """What trains the networks that a variable makes."""
        return None if self.training is None else self.training(name)

    def _stand_in(self, info: FunctionInfo, name: str = "") -> Any:
        called = info.signature is not None and info.kind != "module"
        kind = class_for(called, info.name if info.kind == "object" else "", info.can)
        return kind(Elsewhere(self, name or info.handle, info))

    def _recorded(
        self, name: str, calls: Sequence[Call], ask: Callable[[], list[Outcome]]
    ) -> list[Outcome]:
        before = [(copy_value(tuple(args)), copy_value(dict(kwargs))) for args, kwargs in calls]
        outcomes = ask()
        for (args, kwargs), call, outcome in zip(before, calls, outcomes, strict=True):
            self.calls.append(CallRecord(name, args, kwargs, outcome, self.check))
            hand_back(call, outcome.changed)
        return outcomes


def _result(outcome: Outcome) -> Any:
    if outcome.raised is not None:
        raise_as_student(outcome.raised)
    return outcome.value
