"""What is wrong with the outcome of a call, held against that of the right answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from gradekit import probes
from gradekit.checks.compare import difference
from gradekit.outcome import Outcome, Raised
from gradekit.probes.plain_values import is_tensor
from gradekit.replay.content import ABSENT, Expected, Scenario

LAST_RESORT = frozenset({"dtype", "graph"})
"""Kinds of findings that count only where a check is known to be about them."""


SINGLE = 1e-6
"""Relative error of a few operations in single precision."""

RAISED = ("raised", "type")
"""The end of a part that names an exception."""


@dataclass(frozen=True)
class Discrepancy:
    """What is wrong with an outcome.

    Attributes:
        kind: `raised`, `error` (it should have raised), `type`, `shape`, `dtype`, `values`,
            `changed` or `graph`; two findings of one kind are alike.
        text: For the student: `returned 3 at [0, 0], expected 2 (1 of 4 values differ)`.
    """

    kind: str
    text: str


def outcome_of(scenario: Scenario, function: Callable[..., Any]) -> Outcome:
    """What a function of this process comes to in a scenario."""
    if not scenario.probe:
        (outcome,) = probes.call_many(function, [(scenario.args, scenario.kwargs)])
        return outcome
    try:
        report = getattr(probes, scenario.probe)(function, *scenario.args, **scenario.kwargs)
    except Exception as error:  # noqa: BLE001  (what the student's code raises is the outcome)
        return Outcome(raised=Raised(type(error).__name__, str(error)))
    return Outcome(report)


def finding(expected: Expected, got: Outcome) -> Discrepancy | None:
    """What is wrong with an outcome; None if nothing is.

    Args:
        expected: What should have come.
        got: What came; the value is a report if the expectation is about a part of one.
    """
    if expected.part:
        if got.raised is not None:
            return _raised(got.raised)
        value = part_of(got.value, expected.part)
        if expected.part[-2:] == RAISED:
            return _of_error(expected.value, value)
        return _of_value(expected, value, "", Outcome())
    if expected.error:
        came = got.raised.type_name if got.raised is not None else ""
        if came == expected.error:
            return None
        did = f"raised {came}" if came else "returned a value"
        return Discrepancy("error", f"{did}, and should raise {expected.error}")
    if got.raised is not None:
        return _raised(got.raised)
    return _of_value(expected, got.value, "returned ", got)


def _of_error(wanted: Any, came: Any) -> Discrepancy | None:
    """Exceptions in a report are held against each other by their types."""
    if came == wanted:
        return None
    if wanted == ABSENT:
        return Discrepancy("raised", f"raised {came}")
    did = "raised nothing" if came == ABSENT else f"raised {came}"
    return Discrepancy("error", f"{did}, and should raise {wanted}")


def _raised(raised: Raised) -> Discrepancy:
    line = f"{raised.type_name}: {raised.message}" if raised.message else raised.type_name
    return Discrepancy("raised", f"raised {line}")


def _of_value(expected: Expected, value: Any, verb: str, got: Outcome) -> Discrepancy | None:
    wanted = plain_number(expected.value)
    value = _as_precise(value, wanted)
    found = difference(value, wanted, expected.dtype or None, nan=True)
    if found is not None:
        told = found.numbers if verb else found.numbers.removeprefix("returned ")
        if found.shape is not None:
            return Discrepancy("shape", told)
        if "dtype is" in found.what:
            return Discrepancy("dtype", told)
        return Discrepancy("values" if found.of_values or _numbers(value, wanted) else "type", told)
    if set(got.changed) != set(expected.changed) and not expected.part:
        which = " and ".join(_argument(key) for key in sorted(got.changed, key=str))
        return Discrepancy(
            "changed", f"{which or 'no argument'} is not what it was before the call"
        )
    if expected.graph and wants_gradient(value) != wants_gradient(wanted):
        told = "still wants a gradient" if wants_gradient(value) else "wants no gradient"
        return Discrepancy("graph", f"the result {told}")
    return None


def _as_precise(value: Any, wanted: Any) -> Any:
    """A value in which single precision, read out as Python's own number, counts as exact.

    A mean of float32 numbers is no worse an answer than one of float64 numbers.
    """
    if type(value) is float and type(wanted) is float:
        with np.errstate(over="ignore"):
            single = float(np.float32(value)) == value
        return wanted if single and np.isclose(value, wanted, rtol=SINGLE, atol=0) else value
    if type(value) is dict and type(wanted) is dict:
        return {key: _as_precise(item, wanted.get(key)) for key, item in value.items()}
    if type(value) in (list, tuple) and type(wanted) in (list, tuple) and len(value) == len(wanted):
        return type(value)(_as_precise(*pair) for pair in zip(value, wanted, strict=True))
    return value


def _numbers(value: Any, wanted: Any) -> bool:
    return isinstance(value, int | float) and isinstance(wanted, int | float)


def _argument(key: int | str) -> str:
    return f"argument {key + 1}" if isinstance(key, int) else key


def plain_number(value: Any) -> Any:
    """A NumPy number as Python's own: an expectation of a function that counts."""
    return value.item() if isinstance(value, np.generic) else value


def part_of(report: Any, part: Sequence[int | str]) -> Any:
    """A part of a report; `ABSENT` if it has none of that name."""
    for key in part:
        known = isinstance(report, Mapping) and key in report
        placed = isinstance(report, list | tuple) and isinstance(key, int) and key < len(report)
        if not known and not placed:
            return ABSENT
        report = report[key]
    return report


def wants_gradient(value: Any) -> bool:
    """Whether a value is or holds a tensor that requires a gradient."""
    if is_tensor(value):
        return bool(value.requires_grad)
    if isinstance(value, dict):
        return any(map(wants_gradient, value.values()))
    return isinstance(value, list | tuple) and any(map(wants_gradient, value))
