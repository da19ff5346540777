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
    """The first misconception that explains a failed question.

    One that explains every call counts before one that explains every wrong call, and that before
    one that explains the wrong calls of one failing check: a student may have made two mistakes.
    Where no call is wrong (a check of allowed operations failed, say), nothing is to be explained.

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
    own = own[:MAX_CALLS]
    suspects = [call for call in own if call.check in failed]
    wrong = [call for call in suspects if _is_wrong(question, call)]
    if not wrong:
        return _recognised(question, suspects)
    ids = {id(call) for call in wrong}
    groups = [sorted(own, key=lambda call: id(call) not in ids), wrong]
    groups += [[call for call in wrong if call.check == check] for check in sorted(failed)]
    known: dict[tuple[str, int], bool] = {}  # what was worked out for an earlier group
    for group in groups:
        for misconception in question.mistakes if group else ():
            if _explains(question, misconception, group, known):
                return misconception
    return None


def _recognised(question: Question, calls: Sequence[CallRecord]) -> Misconception | None:
    """What does the right thing in a wrong form can be recognised by the form alone."""
    known = (item for item in question.mistakes if item.recognise is not None)
    return next((item for item in known if _explains(question, item, calls, {})), None)


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


def _is_wrong(question: Question, call: CallRecord) -> bool:
    """Whether a call is not what it should be; where no answer is the right one, all count."""
    reference = question.references.get(call.name)
    return reference is None or not _predicts(reference, call)


def _explains(
    question: Question,
    misconception: Misconception,
    calls: Sequence[CallRecord],
    known: dict[tuple[str, int], bool],
) -> bool:
    if misconception.recognise is not None:
        own = [call for call in calls if call.name == misconception.variable]
        values = [call.outcome.value for call in own if call.outcome.raised is None]
        return any(misconception.recognise(value) for value in values)
    for call in calls:
        if call.name != misconception.variable:
            # What it says nothing about must be right.
            if _is_wrong(question, call):
                return False
            continue
        key = misconception.id, id(call)
        if key not in known:
            known[key] = _predicts(misconception.implementation, call)
        if not known[key]:
            return False
    return True


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
