"""Calls and values as a student would type them, and as short as they can be read."""

from typing import Any

import numpy as np

from gradekit import specs
from gradekit.checks.show import as_array, is_tensor, number_text, shape_text
from gradekit.replay.content import ABSENT, Scenario

MOST = 24
"""Numbers of an array that is written out; of a larger one the shape is told."""

EASY = 12
"""Numbers of an array that are written out even where all are equal."""

LONGEST = 400
"""Characters of a value."""


def call_source(scenario: Scenario) -> str:
    """The call of a scenario: `corr2d(np.array([[1, 2]]), np.array([[3]]))`.

    Of a probe it is the call of the student's own function that the probe makes, with what it is
    done to the result afterwards: `Net() in eval mode on torch.tensor([[1.]])`.
    """
    args, kwargs, after = scenario.args, dict(scenario.kwargs), ""
    if scenario.probe:
        options, kwargs = kwargs, {}
        args, kwargs = _given(scenario, options)
        after = _after(options) if scenario.probe == "model" else ""
        if scenario.probe == "alike":
            after = f" and {len(scenario.args) - 1} more with other generators"
        if scenario.probe == "weighted":
            entry, window = scenario.args
            after = f"[{entry!r}], each weight times its number in {value_source(window)}"
    parts = [value_source(value) for value in args]
    parts += [f"{key}={value_source(value)}" for key, value in kwargs.items()]
    return f"{scenario.name}({', '.join(parts)}){after}"


def _given(scenario: Scenario, options: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What the student's function gets from a probe."""
    if scenario.probe in ("picked", "samples", "traits"):
        return scenario.args, options
    if scenario.probe == "weighted":
        return (), {}
    if scenario.probe == "alike":
        return tuple(scenario.args[0]), {}
    if scenario.probe == "seeded":
        return scenario.args[1:], {**options, "generator": specs.generator(scenario.args[0])}
    if scenario.probe in ("promises", "recipe"):
        seeds = scenario.args[0] if scenario.args else options["seeds"]
        return (seeds[0], "cpu"), {}
    args = scenario.args[0] if scenario.args else options.get("args", ())
    kwargs = scenario.args[1] if len(scenario.args) > 1 else options.get("kwargs") or {}
    return tuple(args), dict(kwargs or {})


def _after(options: dict[str, Any]) -> str:
    steps = [f"{step[0]} mode on {value_source(step[1])}" for step in options.get("steps", ())]
    values = ", with made-up parameters" if options.get("fill") is not None else ""
    return (f" in {', then '.join(steps)}" if steps else "") + (values if steps else "")


def value_source(value: Any) -> str:
    """A value as it is typed; large arrays by their shapes, specs in words."""
    if isinstance(value, np.ndarray) or is_tensor(value):
        text = _array(value)
        if isinstance(value, np.ndarray) and not value.flags.c_contiguous:
            text = f"np.asfortranarray({text})"
    elif isinstance(value, str) and value == ABSENT:
        text = "nothing"
    elif isinstance(value, np.generic):
        text = number_text(value)
    elif specs.is_spec(value):
        text = f"<{_spec(value)}>"
    elif isinstance(value, dict):
        pairs = (f"{key!r}: {value_source(item)}" for key, item in value.items())
        text = f"{{{', '.join(pairs)}}}"
    elif isinstance(value, list):
        text = f"[{', '.join(map(value_source, value))}]"
    elif isinstance(value, tuple):
        inner = ", ".join(map(value_source, value))
        text = f"({inner},)" if len(value) == 1 else f"({inner})"
    elif isinstance(value, float):
        text = f"{value:.12g}" if np.isfinite(value) else f'float("{value}")'
        text = text if any(mark in text for mark in ".en") else f"{text}.0"
    else:
        text = repr(value)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def _spec(spec: dict[str, Any]) -> str:
    return specs.describe(spec)


def _uniform(value: Any, numbers: Any) -> str:
    """An array that holds one number many times over: `torch.full((1, 3, 8, 8), 2.0)`."""
    module, usual = ("torch", "float32") if is_tensor(value) else ("np", "float64")
    own = str(value.dtype).removeprefix("torch.")
    dtype = "" if own in (usual, "int64", "bool") else f", dtype={module}.{own}"
    number = number_text(numbers.flat[0].item())
    if numbers.dtype.kind == "f" and number.lstrip("-").isdigit():
        number += ".0"  # else it is an array of whole numbers
    return f"{module}.full({tuple(value.shape)}, {number}{dtype})"


def _array(value: Any) -> str:
    numbers = as_array(value)
    kind = "torch.tensor" if is_tensor(value) else "np.array"
    if numbers.size > EASY and (numbers == numbers.flat[0]).all():
        return _uniform(value, numbers)
    if numbers.size > MOST:
        return f"<{'tensor' if is_tensor(value) else 'array'} of shape {shape_text(value.shape)}>"
    told = np.array2string(
        numbers, separator=", ", threshold=MOST + 1, max_line_width=10**6, floatmode="maxprec",
        precision=12,
    ).replace("\n", "")  # fmt: skip
    if numbers.size == 0:
        told = str(numbers.tolist())
    told = " ".join(told.split()).replace("[ ", "[")
    usual = "float32" if is_tensor(value) else "float64"
    own = str(value.dtype).removeprefix("torch.")
    # Numbers with a point are of the usual dtype, whole ones of 64 bits.
    if own in (usual, "int64", "bool"):
        return f"{kind}({told})" if numbers.size or own == usual else f"{kind}({told}, dtype={own})"
    module = "torch" if is_tensor(value) else "np"
    return f"{kind}({told}, dtype={module}.{own})"
