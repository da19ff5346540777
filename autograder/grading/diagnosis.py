"""Which misconception explains what a student's code did: a hint for the returned result.

The grader recorded what the tests called and what came of it. A misconception explains that if its
own implementation, run here on copies of the recorded inputs, predicts it. Nothing of the student
is executed.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, Protocol

import numpy as np

from autograder.misconceptions import MISCONCEPTIONS
from autograder.misconceptions.base import Collection, Misconception

MAX_CALLS = 60
"""Calls of a question that are looked at; those of failing checks come first."""

MAX_NUMBERS = 2048
"""Numbers in the arguments of a call; larger calls (timings, loop counts) are left out."""

RTOL = 1e-7
"""Two ways to add up the same products agree to about 1e-12; other inputs differ by far more."""


class Raised(Protocol):
    """An exception of student code."""

    @property
    def type_name(self) -> str:
        """Name of its class."""
        ...


class CallOutcome(Protocol):
    """What a call came to."""

    @property
    def value(self) -> Any:
        """What it returned."""
        ...

    @property
    def raised(self) -> Raised | tuple[str, str] | None:
        """The exception that it raised instead, or its class's name and message."""
        ...

    @property
    def changed(self) -> Mapping[int | str, Any]:
        """New content of the arguments that it changed."""
        ...


class RecordedCall(Protocol):
    """One call of a student's function; `args` and `kwargs` are as they were before it."""

    @property
    def name(self) -> str:
        """The variable that was called."""
        ...

    @property
    def args(self) -> tuple[Any, ...]:
        """Positional arguments."""
        ...

    @property
    def kwargs(self) -> Mapping[str, Any]:
        """Keyword arguments."""
        ...

    @property
    def outcome(self) -> CallOutcome:
        """What it came to."""
        ...

    @property
    def check(self) -> int:
        """Index of the check that called."""
        ...


def diagnose(
    question: str,
    calls: Sequence[RecordedCall],
    failing: AbstractSet[int] | Sequence[int],
    values: Mapping[str, Any],
    registry: Mapping[str, Collection] = MISCONCEPTIONS,
) -> Misconception | None:
    """The first misconception that explains a failed question.

    One that explains every call counts before one that explains every wrong call, and that before
    one that explains the wrong calls of one failing check: a student may have made two mistakes.
    Where no call is wrong (a check of allowed operations failed, say), nothing is to be explained.

    Args:
        question: Question id.
        calls: What the tests called, in order.
        failing: Indices of the checks that failed.
        values: Variables that the tests were handed and that are plain values, by name.
        registry: The misconceptions of each question.

    Returns:
        None if none explains it, or the question has none.
    """
    collection = registry.get(question)
    if collection is None or not failing:
        return None
    if collection.depends_on:
        return _of_values(collection, values)
    failed = frozenset(failing)
    own = [call for call in calls if call.name in collection.variables and _is_small(call)]
    own.sort(key=lambda call: call.check not in failed)  # stable: the order within stays
    own = own[:MAX_CALLS]
    wrong = [call for call in own if call.check in failed and _is_wrong(collection, call)]
    ids = {id(call) for call in wrong}
    groups = [sorted(own, key=lambda call: id(call) not in ids), wrong]
    groups += [[call for call in wrong if call.check == check] for check in sorted(failed)]
    known: dict[tuple[str, int], bool] = {}  # what was worked out for an earlier group
    for group in groups if wrong else []:
        for misconception in collection.items if group else ():
            if _explains(collection, misconception, group, known):
                return misconception
    return None


def _of_values(collection: Collection, values: Mapping[str, Any]) -> Misconception | None:
    for misconception in collection.items:
        if misconception.recognise is not None:
            found = misconception.recognise(values)
        else:
            given = [values.get(name) for name in collection.depends_on]
            predicted = misconception.implementation(*given)
            found = all(_equal(predicted[name], values.get(name)) for name in predicted)
        if found:
            return misconception
    return None


def _is_wrong(collection: Collection, call: RecordedCall) -> bool:
    """Whether a call is not what it should be; where no answer is the right one, all count."""
    reference = collection.references.get(call.name)
    return reference is None or not _predicts(reference, call)


def _explains(
    collection: Collection,
    misconception: Misconception,
    calls: Sequence[RecordedCall],
    known: dict[tuple[str, int], bool],
) -> bool:
    if misconception.recognise is not None:
        own = [call for call in calls if call.name == misconception.variable]
        values = [call.outcome.value for call in own if call.outcome.raised is None]
        return any(misconception.recognise(value) for value in values)
    for call in calls:
        if call.name != misconception.variable:
            # What it says nothing about must be right.
            if _is_wrong(collection, call):
                return False
            continue
        key = misconception.id, id(call)
        if key not in known:
            known[key] = _predicts(misconception.implementation, call)
        if not known[key]:
            return False
    return True


def _predicts(implementation: Callable[..., Any], call: RecordedCall) -> bool:
    """Whether an implementation, given the same arguments, does what the student's code did."""
    args, kwargs = copy.deepcopy(tuple(call.args)), copy.deepcopy(dict(call.kwargs))
    outcome = call.outcome
    try:
        with np.errstate(all="ignore"):
            value = implementation(*args, **kwargs)
    except Exception as error:  # noqa: BLE001  (raising is what is predicted then)
        return outcome.raised is not None and _type_name(outcome.raised) == type(error).__name__
    if outcome.raised is not None or not _equal(value, outcome.value):
        return False
    given = _by_key(args, kwargs)
    before = _by_key(call.args, call.kwargs)
    changed = {key for key in given if not _equal(given[key], before[key])}
    return changed == set(outcome.changed) and all(
        _equal(given[key], outcome.changed[key]) for key in changed
    )


def _by_key(args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[int | str, Any]:
    named: dict[int | str, Any] = dict(enumerate(args))
    named.update(kwargs)
    return named


def _type_name(raised: Raised | tuple[str, str]) -> str:
    return raised[0] if isinstance(raised, tuple) else raised.type_name


def _is_small(call: RecordedCall) -> bool:
    arguments = [*call.args, *call.kwargs.values()]
    return sum(np.size(item) for item in arguments if isinstance(item, np.ndarray)) <= MAX_NUMBERS


def _equal(predicted: Any, got: Any) -> bool:
    """Whether two plain values are the same, but for rounding."""
    if isinstance(predicted, np.ndarray | np.generic):
        if not isinstance(got, np.ndarray | np.generic) or predicted.shape != got.shape:
            return False
        return _dtype_class(predicted) == _dtype_class(got) and _close(predicted, got)
    if isinstance(predicted, tuple | list):
        return (
            isinstance(got, tuple | list)
            and len(predicted) == len(got)
            and all(map(_equal, predicted, got))
        )
    if isinstance(predicted, dict):
        return (
            isinstance(got, dict)
            and predicted.keys() == got.keys()
            and all(_equal(predicted[key], got[key]) for key in predicted)
        )
    if type(predicted) is not type(got):
        return False
    return _close(predicted, got) if isinstance(predicted, float) else bool(predicted == got)


def _dtype_class(value: Any) -> str:
    """Integers of any width are alike; floats are not, as their digits differ."""
    dtype = np.asarray(value).dtype
    return str(dtype) if dtype.kind in "fc" or dtype.itemsize == 1 else dtype.kind


def _close(predicted: Any, got: Any) -> bool:
    if np.asarray(predicted).dtype.kind not in "iufc":
        return bool(np.array_equal(predicted, got))
    single = np.asarray(predicted).dtype == np.float32
    rtol = 1e-4 if single else RTOL
    return bool(np.allclose(predicted, got, rtol=rtol, atol=rtol, equal_nan=True))
