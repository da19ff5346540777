"""Which misconception explains what a student's code did: a hint for the returned result.

The grader recorded what the tests called and what came of it. A misconception explains that if its
own implementation, run here on copies of the recorded inputs, predicts it. Nothing of the student
is executed.
"""

import copy
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

import numpy as np

from autograder.diagnosis.equality import equal, numbers_in
from autograder.diagnosis.question import Misconception, Question
from gradekit import probes
from gradekit.outcome import CallRecord, Outcome

MAX_CALLS = 60
"""Calls of a question that are looked at; those of failing checks come first."""

MAX_NUMBERS = 2048
"""Numbers in the arguments of a call; larger calls (timings, loop counts) are left out."""

MAX_PROBED = 65_536
"""The same for a probe, which is handed whole batches of images and the parameters of a model."""

MIN_CALLS = 2
"""Different wrong calls that a mistake must predict."""

MOST_TO_ONE = 8
"""Wrong calls that a mistake must predict for each that it does not: a second, rarer mistake."""

MIN_NUMBERS = 4
"""Wrong numbers of a single call that are as good as a second call."""

REPEATS = 3
"""Replays of a call after which Python's generator was found moved.

Other threads of the grader (Dask's scheduler) draw from it now and then, and cannot be kept from it
as from those of NumPy and torch; a difference that stays is the implementation's own.
"""

OF_THE_CODE = frozenset({"loop_steps", "operations", "source"})
"""Probes that say how code is written; a mistake can be written in many ways."""


def diagnose(
    question: Question | None,
    calls: Sequence[CallRecord],
    failing: AbstractSet[int] | Sequence[int],
    values: Mapping[str, Any],
) -> Misconception | None:
    """The mistake that explains a failed question; none where the evidence would bear two readings.

    A mistake is named only if it predicts every right call that can be replayed and the wrong ones,
    but for a few where they are many: at least two different wrong ones, or one with several wrong
    numbers, or the only call there is. One of them must have returned a value, unless the mistake
    is about raising. If another mistake, of another meaning, predicts the same, nothing is said: a
    wrong hint sends a student away from a right line.

    Args:
        question: What staff know of the question; None if they know nothing.
        calls: What the tests called, in order.
        failing: Indices of the checks that failed.
        values: Variables that the tests were handed and that are plain values, by name.

    Returns:
        None if none explains it, or the question has none.
    """
    if question is None or not failing:
        return None
    if question.depends_on:
        return _of_values(question, values)
    failed = frozenset(failing)
    own = [c for c in calls if c.name in question.variables and _can_be_replayed(c)]
    own.sort(key=lambda call: call.check not in failed)  # stable: the order within stays
    evidence = _Evidence(question, own[:MAX_CALLS], failed)
    if not evidence.wrong:
        return evidence.recognised()
    found = [item for item in question.mistakes if evidence.speaks_for(item)]
    # One function of a question may call another one, and be wrong for that alone.
    first = [item for item in found if item.variable == found[0].variable]
    return found[0] if len({item.meaning or item.id for item in first}) == 1 else None


class _Evidence:
    """What the calls of a question say for and against its mistakes.

    Args:
        question: What staff know of it.
        calls: Calls that can be replayed.
        failed: Indices of the checks that failed.
    """

    def __init__(
        self, question: Question, calls: Sequence[CallRecord], failed: AbstractSet[int]
    ) -> None:
        self._question = question
        self._calls = calls
        self._due: dict[int, bool] = {}
        self._failed = failed
        self._free = [call for call in calls if call.name not in question.references]
        known = [call for call in calls if call.name in question.references]
        self._right = [c for c in known if _predicts(question.references[c.name], c)]
        self._wrong = [c for c in known if not any(c is other for other in self._right)]

    @property
    def wrong(self) -> list[CallRecord]:
        """Calls of failed checks that are not what they should be.

        Where no answer is the only right one, all count.
        """
        return [c for c in (*self._wrong, *self._free) if c.check in self._failed]

    def recognised(self) -> Misconception | None:
        """What does the right thing in a wrong form can be recognised by the form alone."""
        suspects = [call for call in self._calls if call.check in self._failed]
        known = (item for item in self._question.mistakes if item.recognise is not None)
        return next((item for item in known if _is_recognised(item, suspects)), None)

    def speaks_for(self, item: Misconception) -> bool:
        """Whether every call about a mistake speaks for it, and enough of them do."""
        suspects = [c for c in (*self._wrong, *self._free) if c.name == item.variable]
        if item.recognise is not None:
            return _is_recognised(item, [c for c in suspects if c.check in self._failed])
        # What was wrong is looked at first: most mistakes are ruled out by it.
        right = [call for call in self._right if call.name == item.variable]
        explained, others = [], 0
        for call in suspects:
            if _predicts(item.implementation, call):
                explained.append(call)
            elif self._should_return(call) and not _same_numbers(item.implementation, call):
                others += 1
                if others * MOST_TO_ONE > len(suspects):
                    return False
        # An exception that is due and missing is a matter of its own, often forgotten besides.
        if len(explained) < others * MOST_TO_ONE or not explained:
            return False
        if not all(_predicts(item.implementation, call) for call in right):
            return False
        suspects = explained
        if item.about_raising and all(call.outcome.raised is not None for call in suspects):
            return True
        returned = [call for call in suspects if call.outcome.raised is None]
        enough = _distinct(suspects) >= min(MIN_CALLS, _distinct([*suspects, *right]))
        return bool(returned) and (enough or any(map(self._is_rich, returned)))

    def _should_return(self, call: CallRecord) -> bool:
        """Whether the right answer to a call is a value; true where no answer is known."""
        if id(call) not in self._due:
            reference = self._question.references.get(call.name)
            unknown = reference is None or bool(call.probe)
            self._due[id(call)] = unknown or _returned(reference, call) is not None
        return self._due[id(call)]

    def _is_rich(self, call: CallRecord) -> bool:
        """Whether a call was predicted in so many wrong numbers that chance is ruled out."""
        if call.probe:
            return numbers_in([call.outcome.value]) >= MIN_NUMBERS
        right = _returned(self._question.references.get(call.name), call)
        return _wrong_numbers(right, call.outcome.value) >= MIN_NUMBERS


def _is_recognised(item: Misconception, calls: Sequence[CallRecord]) -> bool:
    """Whether a value that the function returned shows the mistake by itself."""
    assert item.recognise is not None
    own = [call for call in calls if call.name == item.variable]
    return any(item.recognise(call.outcome.value) for call in own if call.outcome.raised is None)


def _returned(implementation: Callable[..., Any] | None, call: CallRecord) -> Any:
    """What an implementation returns for the arguments of a call; None if it raises."""
    if implementation is None:
        return None
    args, kwargs = copy.deepcopy(tuple(call.args)), copy.deepcopy(dict(call.kwargs))
    try:
        with np.errstate(all="ignore"):
            built, named = probes.assemble(args, kwargs)
            return implementation(*built, **named)
    except Exception:  # noqa: BLE001  (raising is what is right then)
        return None


def _same_numbers(implementation: Callable[..., Any], call: CallRecord) -> bool:
    """Whether a call differs from what an implementation gives in the type alone."""
    if call.probe or call.outcome.raised is not None:
        return False
    predicted, got = _returned(implementation, call), call.outcome.value
    alike = (np.number, int, float)
    if not isinstance(predicted, alike) or not isinstance(got, alike):
        return False
    return bool(np.isclose(predicted, got))


def _wrong_numbers(right: Any, got: Any) -> int:
    """How many numbers of a value are not what they should be; all where the form is another."""
    if isinstance(got, tuple | list):
        pairs = zip(right, got, strict=False) if isinstance(right, tuple | list) else ()
        return sum(_wrong_numbers(*pair) for pair in pairs)
    wanted, given = _as_array(right), _as_array(got)
    if right is None or wanted.shape != given.shape:
        return numbers_in([got])
    if wanted.dtype.kind not in "biufc" or given.dtype.kind not in "biufc":
        return 0
    return int((~np.isclose(wanted, given, equal_nan=True)).sum())


def _as_array(value: Any) -> Any:
    return np.asarray(value.detach() if hasattr(value, "detach") else value)


def _distinct(calls: Sequence[CallRecord]) -> int:
    """How many calls differ in their arguments; no more are counted than are asked for."""
    kept: list[CallRecord] = []
    for call in calls:
        if not any(_same_call(call, other) for other in kept):
            kept.append(call)
        if len(kept) == MIN_CALLS:
            break
    return len(kept)


def _same_call(call: CallRecord, other: CallRecord) -> bool:
    return (
        (call.name, call.probe) == (other.name, other.probe)
        and equal(tuple(call.args), tuple(other.args))
        and equal(dict(call.kwargs), dict(other.kwargs))
    )


def _of_values(question: Question, values: Mapping[str, Any]) -> Misconception | None:
    for misconception in question.mistakes:
        if misconception.recognise is not None:
            found = misconception.recognise(values)
        else:
            given = [values.get(name) for name in question.depends_on]
            predicted = misconception.implementation(*given)
            found = all(equal(predicted[name], values.get(name)) for name in predicted)
        if found:
            return misconception
    return None


def _predicts(implementation: Callable[..., Any], call: CallRecord) -> bool:
    """Whether an implementation, given the same arguments, does what the student's code did."""
    if call.probe:
        return _predicts_report(implementation, call)
    args, kwargs = copy.deepcopy(tuple(call.args)), copy.deepcopy(dict(call.kwargs))
    outcome = call.outcome
    try:
        with np.errstate(all="ignore"):
            built, named = probes.assemble(args, kwargs)
            value = implementation(*built, **named)
    except Exception as error:  # noqa: BLE001  (raising is what is predicted then)
        return _raised(outcome, error)
    if outcome.raised is not None or not equal(value, outcome.value):
        return False
    given = _by_key(args, kwargs)
    before = _by_key(call.args, call.kwargs)
    changed = {key for key in given if not equal(given[key], before[key])}
    return changed == set(outcome.changed) and all(
        equal(given[key], outcome.changed[key]) for key in changed
    )


def _predicts_report(implementation: Callable[..., Any], call: CallRecord) -> bool:
    """The same for a probe: what it reports of the behaviour must agree."""
    outcome = call.outcome
    probe = getattr(probes, call.probe)
    for _ in range(REPEATS):
        try:
            with np.errstate(all="ignore"):
                report = probe(implementation, *call.args, **call.kwargs)
        except Exception as error:  # noqa: BLE001  (raising is what is predicted then)
            return _raised(outcome, error)
        if outcome.raised is not None:
            return False
        if equal(probes.behaviour(report), probes.behaviour(outcome.value)):
            return True
        if not isinstance(report, dict) or "random" not in report.get("random", ()):
            break
    return False


def _by_key(args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[int | str, Any]:
    named: dict[int | str, Any] = dict(enumerate(args))
    named.update(kwargs)
    return named


def _raised(outcome: Outcome, error: Exception) -> bool:
    return outcome.raised is not None and outcome.raised.type_name == type(error).__name__


def _can_be_replayed(call: CallRecord) -> bool:
    """Whether a misconception can be given the same: small arguments, and none of the student's."""
    given = [*call.args, *call.kwargs.values()]
    if call.probe in OF_THE_CODE or any(map(_holds_function, given)):
        return False
    return numbers_in(given) <= (MAX_PROBED if call.probe else MAX_NUMBERS)


def _holds_function(value: Any) -> bool:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        return any(map(_holds_function, value))
    return callable(value)
