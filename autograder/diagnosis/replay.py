"""A recorded call replayed by an implementation of ours: what it gives, and how far that agrees."""

import copy
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from autograder.diagnosis.equality import equal, numbers_in
from gradekit import probes
from gradekit.outcome import CallRecord, Outcome
from gradekit.probes.behaviour import OF_THE_CODE

MAX_NUMBERS = 2048
"""Numbers in the arguments of a call; larger calls (timings, loop counts) are left out."""

MAX_PROBED = 65_536
"""The same for a probe, which is handed whole batches of images and the parameters of a model."""

REPEATS = 3
"""Replays of a call after which Python's generator was found moved.

Other threads of the grader (Dask's scheduler) draw from it now and then, and cannot be kept from it
as from those of NumPy and torch; a difference that stays is the implementation's own.
"""


def predicts(implementation: Callable[..., Any], call: CallRecord) -> bool:
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


def can_be_replayed(call: CallRecord) -> bool:
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


def returned(implementation: Callable[..., Any] | None, call: CallRecord) -> Any:
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


def same_numbers(implementation: Callable[..., Any], call: CallRecord) -> bool:
    """Whether a call differs from what an implementation gives in the type alone."""
    got, alike = call.outcome.value, (np.number, int, float)
    if call.probe or call.outcome.raised is not None or not isinstance(got, alike):
        return False
    predicted = returned(implementation, call)
    if not isinstance(predicted, alike):
        return False
    try:
        return bool(np.isclose(predicted, got))
    except OverflowError:  # a whole number that no float holds is near no other
        return False


def wrong_numbers(right: Any, got: Any) -> int:
    """How many numbers of a value are not what they should be; all where the form is another."""
    if isinstance(got, tuple | list):
        pairs = zip(right, got, strict=False) if isinstance(right, tuple | list) else ()
        return sum(wrong_numbers(*pair) for pair in pairs)
    wanted, given = _as_array(right), _as_array(got)
    if right is None or wanted.shape != given.shape:
        return numbers_in([got])
    if wanted.dtype.kind not in "biufc" or given.dtype.kind not in "biufc":
        return 0
    return int((~np.isclose(wanted, given, equal_nan=True)).sum())


def _as_array(value: Any) -> Any:
    return np.asarray(value.detach() if hasattr(value, "detach") else value)
