"""What right answers have in common where no call can be varied: traits of one result.

A function without arguments, or one whose answer may be one of many, is not told right from wrong
by a value. These probes call it and report a property that can be held against a rule.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from gradekit.probes.calls import assemble, same
from gradekit.probes.forward import probe
from gradekit.probes.plain_values import is_tensor, plain
from gradekit.probes.running import run

NEARLY = 1e-6
"""A sum is zero if it is at most this share of the largest factor."""

DIGITS = 4
"""Digits after the point of a sum: weights of single precision add up to no more."""


@probe
def weighted(function: Callable[..., Any], entry: int | str, window: Any) -> dict[str, Any]:
    """Weigh numbers by an array that a function returns, and add the products up.

    Args:
        function: The student's function, without arguments; returns a dictionary or a sequence.
        entry: Key or position of the array of weights.
        window: Numbers, one for each weight and in the same shape.

    Returns:
        `sum`: the sum of weight times number. `sign`: 1, 0 or -1; of rules that leave the scale
        open. Both are missing, and `found` is what is there, where that is no such array.
    """
    answer = plain(function())
    held = isinstance(answer, Mapping) and entry in answer
    placed = isinstance(answer, list | tuple) and isinstance(entry, int) and entry < len(answer)
    weights = answer[entry] if held or placed else None
    numbers = np.asarray(window, dtype=float)
    array = np.asarray(weights) if _is_array(weights) else np.empty(0, dtype=bool)
    if array.dtype.kind not in "iuf" or array.shape != numbers.shape:
        return {"found": weights}
    total = float((array.astype(float) * numbers).sum())
    nothing = abs(total) <= NEARLY * float(np.abs(numbers).max(initial=0.0))
    return {"sum": round(total, DIGITS), "sign": 0 if nothing else int(np.sign(total))}


@probe
def traits(function: Callable[..., Any], *args: Any, **kwargs: Any) -> dict[str, Any]:
    """Call a function and describe the form of what comes.

    Args:
        function: The student's function.
        *args: Positional arguments.
        **kwargs: Keyword arguments.

    Returns:
        `keys in order`: the keys of a dictionary. `axes of each item`: of a sequence, how many axes
        each item has, None for what is no array; None of what has no items. `something negative`:
        whether an item holds a negative number. `items of zeros`: positions of arrays that hold
        nothing else. `one number all over`: whether an array is that. What does not apply is
        missing.
    """
    positional, named = assemble(args, kwargs)
    value = plain(function(*positional, **named))
    if isinstance(value, Mapping):
        return {"keys in order": list(value)}
    if _is_array(value):
        numbers = np.asarray(value).ravel()
        return {
            "axes of each item": None,
            "one number all over": bool((numbers == numbers[:1]).all()),
        }
    if not isinstance(value, list | tuple):
        return {"axes of each item": None}
    known = ((place, np.asarray(one)) for place, one in enumerate(value) if _is_array(one))
    arrays = {place: one for place, one in known if one.dtype.kind in "biuf"}
    axes = [arrays[place].ndim if place in arrays else None for place in range(len(value))]
    return {
        "axes of each item": axes,
        "something negative": any(bool((one < 0).any()) for one in arrays.values()),
        "items of zeros": [place for place, one in arrays.items() if not one.any()],
    }


@probe
def alike(function: Callable[..., Any], *calls: Sequence[Any]) -> dict[str, Any]:
    """Call a function several times, and compare what comes.

    Args:
        function: The student's function.
        *calls: Positional arguments of each call; see `gradekit.specs` for generators among them.

    Returns:
        `always the same`: whether every call came to the same.
    """
    came = [plain(function(*assemble(call, {})[0])) for call in calls]
    return {"always the same": all(same(came[0], other) for other in came[1:])}


@probe
def trained(
    function: Callable[..., Any],
    args: Sequence[Any],
    kwargs: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Call a function that trains a model; report what every training that works has in common.

    Args:
        function: The student's function; returns a list of losses, one a step.
        args: Positional arguments, as `run` takes them; one is the model.
        kwargs: Keyword arguments, likewise.

    Returns:
        `losses`: how many came, None where no list of numbers did; `first loss`; `falls to less
        than half`: whether the last loss is less than half of the first. `parameters that stay`:
        names of those that are as they were. `trains in evaluation mode`: whether a forward pass
        with gradients was in that mode.
    """
    before = run(lambda *given, **named: None, args, kwargs)["models"]
    report = run(function, args, kwargs)
    losses = report["value"]
    told = isinstance(losses, list) and losses and all(type(one) is float for one in losses)
    states = ((name, model["state"]) for name, model in report["models"].items())
    start = {name: model["state"] for name, model in before.items()}
    passes = [event for event in report["events"] if event[0] == "forward"]
    return {
        "losses": len(losses) if told else None,
        "first loss": losses[0] if told else None,
        "falls to less than half": bool(told and losses[-1] < losses[0] / 2),
        "parameters that stay": [
            key for name, state in states for key in state if same(state[key], start[name][key])
        ],
        "trains in evaluation mode": any(event[2:] == ["eval", "grad"] for event in passes),
    }


def _is_array(value: Any) -> bool:
    if is_tensor(value):
        return not value.requires_grad
    return isinstance(value, np.ndarray)
