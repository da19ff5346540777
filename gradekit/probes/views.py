"""What right answers have in common where much of an answer is free: probes that tell only that.

A task may leave open in which order samples are dealt, which of a class are picked, or how a whole
experiment is designed. The results of two right answers differ then, and what the task asks for
does not: it is a view of the result. Each function here calls the student's function and reports
one view of what came; `seen` makes the same of a result that has come already.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradekit.probes.calls import assemble
from gradekit.probes.experiments import recipe
from gradekit.probes.forward import probe
from gradekit.probes.plain_values import is_tensor, plain

DIGITS = 9
"""Digits after which two numbers are taken to be the same when samples are put in order."""


@probe
def samples(function: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Call a function that deals samples; report them in an order of their own.

    Args:
        function: The student's function; returns arrays or tensors (N, ...), one row a sample.
        *args: Positional arguments.
        **kwargs: Keyword arguments.

    Returns:
        `samples_in_order`: the same arrays with their rows sorted together; what has another form
        as it came.
    """
    return seen("samples", args, _called(function, args, kwargs))


@probe
def picked(function: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Call a function that picks items of its first argument; report which kinds it picked.

    Args:
        function: The student's function; returns arrays of indices into its first argument.
        *args: Positional arguments; the first is (N,).
        **kwargs: Keyword arguments.

    Returns:
        `what_the_indices_pick`: for each array the items at its indices, sorted; what has another
        form as it came.
    """
    return seen("picked", args, _called(function, args, kwargs))


@probe
def promises(
    function: Callable[..., Any],
    *args: Any,
    at_most: Mapping[str, int] | None = None,
    **kwargs: Any,
) -> dict[str, Any]:
    """Describe an experiment by `gradekit.probes.recipe`; report what every experiment promises.

    Args:
        function: The student's function of a seed and a device.
        *args: As `recipe` takes them: three seeds, of which the first two are the same, and images.
        at_most: Limits of whole numbers in the report, by their names there.
        **kwargs: The same by name.

    Returns:
        `above_a_limit`, if there are limits: which numbers are, or `nothing`. `the_experiment`:
        whether it has the form of one, whose parameters the optimizer holds,
        whether the seed and nothing else decides, where the network is built, whether the schedule
        can be called and whether the outputs are shares.
    """
    report = recipe(function, *args, **kwargs)
    above = {} if at_most is None else {"above_a_limit": _above(report, at_most)}
    return {**above, **seen("promises", args, report)}


def seen(view: str, args: Sequence[Any], value: Any) -> dict[str, Any]:
    """A view of a result.

    Args:
        view: Name of a function of this module.
        args: Positional arguments of the call, of `promises` those of `recipe`.
        value: What came of it, of `promises` the report of `recipe`.
    """
    return _VIEWS[view](args, value)


def _called(function: Callable[..., Any], args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    positional, named = assemble(args, kwargs)
    return plain(function(*positional, **named))


def _samples(args: Sequence[Any], value: Any) -> dict[str, Any]:
    arrays = value if isinstance(value, tuple | list) else ()
    fits = arrays and all(isinstance(a, np.ndarray) or is_tensor(a) for a in arrays)
    if not fits or any(a.ndim < 1 or len(a) != len(arrays[0]) for a in arrays):
        return {"samples_in_order": value}
    rows = [np.round(np.asarray(a, dtype=float).reshape(len(a), -1), DIGITS) for a in arrays]
    joined = np.concatenate(rows, axis=1)
    order = sorted(range(len(joined)), key=lambda row: joined[row].tolist())
    return {"samples_in_order": type(value)(a[order] for a in arrays)}


def _picked(args: Sequence[Any], value: Any) -> dict[str, Any]:
    items = np.asarray(args[0])
    arrays = value if isinstance(value, tuple | list) else ()
    indices = [np.asarray(a) for a in arrays if isinstance(a, np.ndarray) or is_tensor(a)]
    fits = indices and len(indices) == len(arrays)
    if not fits or any(a.ndim != 1 or a.dtype.kind not in "iu" for a in indices):
        return {"what_the_indices_pick": value}
    if any(((a < 0) | (a >= len(items))).any() for a in indices):
        return {"what_the_indices_pick": "indices that there are not"}
    return {"what_the_indices_pick": [sorted(items[a].tolist()) for a in indices]}


def _promises(args: Sequence[Any], value: Any) -> dict[str, Any]:
    report = value if isinstance(value, dict) else {}
    raised = report.get("raised") or {}
    told: dict[str, Any] = {
        "raised": raised.get("type", ""),
        "missing attributes": list(report.get("missing", ())),
    }
    weights = report.get("weights", ())
    first, second, third = args[0]
    if len(weights) == 3 and first == second != third:
        told |= {
            "parameters that the optimizer lacks": len(report["left_out"]),
            "tensors of other networks in the optimizer": report["foreign"],
            "the same seed gives the same weights": weights[0] == weights[1],
            "another seed gives other weights": weights[0] != weights[2],
            "built for the device that is asked for": report.get("devices") == ["meta"],
            "a schedule that can be called, or none": not isinstance(report["schedule"], dict),
            "outputs that are shares": _are_shares(report["outputs"]),
        }
    return {"the_experiment": told}


def _above(report: Mapping[str, Any], at_most: Mapping[str, int]) -> str:
    above = [
        f"{name} is {report[name]:,}, at most {limit:,}"
        for name, limit in at_most.items()
        if type(report.get(name)) is int and report[name] > limit
    ]
    return "; ".join(above) or "nothing"


def _are_shares(outputs: Any) -> bool:
    if not is_tensor(outputs):
        return False
    return bool((outputs >= 0).all() and ((outputs.sum(-1) - 1).abs() < 1e-3).all())


_VIEWS: Mapping[str, Callable[[Sequence[Any], Any], dict[str, Any]]] = {
    "samples": _samples,
    "picked": _picked,
    "promises": _promises,
}
VIEWS = frozenset(_VIEWS)
"""Names of the views."""
