"""Stand-ins for a student's functions and variables, in the grader: what a compiled test is handed.

A proxy resolves its name at each call, so that it also works after a worker was started afresh.
"""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from autograder.grading.signature import raise_as_student, read_signature
from autograder.isolation.wire.values import FunctionInfo, Missing, Reference
from gradekit.outcome import CallRecord, Outcome
from gradekit.remote import Call, StandIn

if TYPE_CHECKING:
    from gradekit.training.place import Place


class Session(Protocol):
    """What answers for a student's notebook: a worker, or something that starts it afresh.

    Every method may raise a `WorkerError`; limits in seconds are the session's own affair.
    """

    def get(self, name: str) -> Any:
        """A variable: its plain value, a `FunctionInfo`, or `MISSING`."""
        ...

    def call(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        """Call what the variable `name` holds now."""
        ...

    def call_many(self, name: str, calls: Sequence[Call]) -> list[Outcome]:
        """Several calls in one round trip."""
        ...

    def probe(
        self, probe: str, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Outcome:
        """Run `gradekit.probes.<probe>` on the variable `name`."""
        ...


@dataclass
class StudentEnv(Mapping[str, Any]):
    """The environment that Otter hands a test: names of the notebook, looked up on demand.

    Attributes:
        session: Answers for the notebook.
        source: Source of a notebook function by its name, with the functions that it uses.
        calls: Every call that was made through a proxy and came back, in order.
        check: Position of the check that runs now; the grader sets it, records carry it.
        place: Where networks that a variable makes are trained; None where none are.
    """

    session: Session
    source: Callable[[str], str] | None = None
    calls: list[CallRecord] = field(default_factory=list)
    check: int = 0
    place: "Callable[[str], Place] | None" = None

    def get(self, name: str, default: Any = None) -> Any:
        """A plain value, a `StudentFunction`, a `FunctionInfo` of another object, or `default`."""
        value = self.session.get(name)
        if isinstance(value, Missing):
            return default
        if isinstance(value, FunctionInfo) and (value.kind != "object" or value.signature):
            return StudentFunction(name, value, self)
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


class StudentFunction(StandIn):
    """A student's function, called in the worker.

    An array, list or dictionary that the function changes in place is changed in the caller's too.
    A builtin exception is raised as that type with its message, any other as `StudentError`.
    """

    def __init__(self, variable: str, info: FunctionInfo, env: StudentEnv) -> None:
        super().__init__(self)
        self.__name__ = info.name or variable
        self.__qualname__ = self.__name__
        self.__doc__ = info.doc or None
        self._kind = info.kind
        self._variable = variable
        self._env = env
        signature = read_signature(info.signature)
        if signature is not None:
            self.__signature__ = signature

    def __repr__(self) -> str:
        return f"<{'class' if self._kind == 'class' else 'function'} {self.__name__}>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Call it; see the class."""
        session = self._env.session
        (outcome,) = self._recorded(
            [(args, kwargs)],
            lambda sent: [session.call(self._variable, *sent[0])],
        )
        return _result(outcome)

    def call_many(self, calls: Sequence[Call]) -> list[Outcome]:
        """See `Remote`."""
        session = self._env.session
        return self._recorded(calls, lambda sent: session.call_many(self._variable, sent))

    def probe(self, probe: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        """See `Remote`."""
        if probe == "source" and self._env.source is not None:
            # The worker's own word on its source would not count.
            return self._env.source(self._variable)
        sent, named = _outgoing(tuple(args)), _outgoing(dict(kwargs))
        before = copy_value(tuple(args)), copy_value(dict(kwargs))
        outcome = self._env.session.probe(probe, self._variable, sent, named)
        check = self._env.check
        self._env.calls.append(CallRecord(self._variable, *before, outcome, check, probe))
        return _result(outcome)

    def train(self) -> "Place | None":
        """See `Remote`."""
        place = self._env.place
        return None if place is None else place(self._variable)

    def _recorded(
        self, calls: Sequence[Call], ask: Callable[[list[Call]], list[Outcome]]
    ) -> list[Outcome]:
        before = [(copy_value(tuple(args)), copy_value(dict(kwargs))) for args, kwargs in calls]
        sent = [(_outgoing(tuple(args)), _outgoing(dict(kwargs))) for args, kwargs in calls]
        outcomes = ask(sent)
        env = self._env
        for (args, kwargs), call, outcome in zip(before, calls, outcomes, strict=True):
            env.calls.append(CallRecord(self._variable, args, kwargs, outcome, env.check))
            _hand_back(call, outcome.changed)
        return outcomes


def copy_value(value: Any) -> Any:
    """A copy of a plain value whose arrays are its own; other objects are kept as they are."""
    if isinstance(value, np.ndarray):
        return value.copy(order="K")
    kind = type(value)
    if kind is list or kind is tuple:
        return kind(copy_value(item) for item in value)
    if kind is dict:
        return {key: copy_value(item) for key, item in value.items()}
    if _is_tensor(value):
        return value.detach().clone().requires_grad_(value.requires_grad)
    return value


def _outgoing(value: Any) -> Any:
    """The value with student functions replaced by references to the student's variables."""
    kind = type(value)
    if kind is StudentFunction:
        return Reference(value._variable)
    if kind is list or kind is tuple:
        return kind(_outgoing(item) for item in value)
    if kind is dict:
        return {key: _outgoing(item) for key, item in value.items()}
    return value


def _hand_back(call: Call, changed: Mapping[int | str, Any]) -> None:
    """Bring what a call changed in place into the caller's own arguments."""
    args, kwargs = call
    for key, new in changed.items():
        if isinstance(key, int) and 0 <= key < len(args):
            _assign(args[key], new)
        elif key in kwargs:
            _assign(kwargs[str(key)], new)


def _assign(old: Any, new: Any) -> None:
    if isinstance(old, np.ndarray) and isinstance(new, np.ndarray):
        if old.shape == new.shape and old.dtype == new.dtype and old.flags.writeable:
            old[...] = new
    elif _is_tensor(old) and _is_tensor(new):
        if old.shape == new.shape and old.dtype == new.dtype:
            old.detach().copy_(new.detach())
    elif type(old) is list and type(new) is list:
        old[:] = _merged(old, new)
    elif type(old) is dict and type(new) is dict:
        merged = {key: _merged([old.get(key)], [item])[0] for key, item in new.items()}
        old.clear()
        old.update(merged)


def _merged(old: list[Any], new: list[Any]) -> list[Any]:
    """The new items, but as the caller's own objects where they could take the new content."""
    items = []
    for index, item in enumerate(new):
        kept = old[index] if index < len(old) else None
        fits = type(kept) is type(item) and getattr(kept, "shape", None) == getattr(
            item, "shape", None
        )
        if fits and (isinstance(kept, np.ndarray | list | dict) or _is_tensor(kept)):
            _assign(kept, item)
            item = kept
        items.append(item)
    return items


def _is_tensor(value: Any) -> bool:
    return isinstance(value, getattr(sys.modules.get("torch"), "Tensor", ()))


def _result(outcome: Outcome) -> Any:
    if outcome.raised is not None:
        raise_as_student(outcome.raised)
    return outcome.value
