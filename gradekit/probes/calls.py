"""Several calls of one function, and what each of them came to."""

import copy
from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

from gradekit.outcome import Outcome, Raised, kind_of, line_of
from gradekit.probes.plain_values import is_tensor
from gradekit.remote import Call, remote_of
from gradekit.specs import holds_spec


def call_many(function: Any, calls: Sequence[Call]) -> list[Outcome]:
    """Call a function several times, on copies of the arguments.

    Args:
        function: The student's function, or a stand-in for it.
        calls: The arguments of each call.

    Returns:
        One outcome a call. An exception of the function is an outcome; one of the stand-in (the
        other process is gone, the time ran out) is not, and is raised.
    """
    remote = remote_of(function)
    if remote is not None:
        return remote.call_many(calls)
    return [_call(function, args, kwargs) for args, kwargs in calls]


def assemble(
    args: Sequence[Any], kwargs: Mapping[str, Any]
) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """The arguments of a call with their parts built; see `gradekit.specs`.

    Args:
        args: Positional arguments; what holds no spec is passed on as it is.
        kwargs: Keyword arguments.
    """
    if not any(map(holds_spec, (*args, *kwargs.values()))):
        return tuple(args), dict(kwargs)
    from gradekit.probes.assembly import Assembler
    from gradekit.probes.journal import Journal

    return Assembler(Journal()).arguments(args, kwargs)


def _call(function: Any, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
    own, named = copy.deepcopy(tuple(args)), copy.deepcopy(dict(kwargs))
    given = _by_key(own, named)
    positional, keywords = assemble(own, named)
    value, raised = None, None
    try:
        value = function(*positional, **keywords)
    # What the student's code raises is what was asked for; `exit()` must not end the notebook.
    except (Exception, SystemExit) as error:  # noqa: BLE001
        raised = Raised(kind_of(error), str(error), line_of(error))
    before = _by_key(args, kwargs)
    # The result may be one of the arguments: a copy keeps it as it was when it came back.
    changed = {key: copy.deepcopy(new) for key, new in given.items() if not same(before[key], new)}
    return Outcome(value, raised, changed)


def _same_tensor(before: Any, after: Any) -> bool:
    """Equal in content, and in whether it takes part in gradients."""
    if (before.shape, before.dtype, before.requires_grad) != (
        after.shape,
        after.dtype,
        after.requires_grad,
    ) or (before.grad is None) != (after.grad is None):
        return False
    old, new = before.detach(), after.detach()
    return bool(((old == new) | ((old != old) & (new != new))).all())  # the second: both are nan


def _by_key(args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[int | str, Any]:
    named: dict[int | str, Any] = dict(enumerate(args))
    named.update(kwargs)
    return named


_SIMPLE = frozenset({bool, int, str, bytes, type(None)})


def same(before: Any, after: Any) -> bool:
    """Whether two plain values are the same, to the bit; NaN is the same as NaN."""
    if type(before) in _SIMPLE:
        # Most of what is compared, and compared most often.
        return type(before) is type(after) and bool(before == after)
    if isinstance(before, np.ndarray):
        return (
            isinstance(after, np.ndarray)
            and before.shape == after.shape
            and before.dtype == after.dtype
            and before.tobytes() == after.tobytes()
        )
    if is_tensor(before):
        return is_tensor(after) and _same_tensor(before, after)
    if isinstance(before, list | tuple):
        return (
            isinstance(after, list | tuple)
            and len(before) == len(after)
            and all(map(same, before, after))
        )
    if isinstance(before, dict):
        return (
            isinstance(after, dict)
            and before.keys() == after.keys()
            and all(same(before[key], after[key]) for key in before)
        )
    if type(before) is not type(after):
        return False
    if isinstance(before, float | np.floating) and np.isnan(before):
        return bool(np.isnan(after))
    return bool(np.all(before == after))


def outline(value: Any) -> Hashable:
    """What can be told of a plain value at once: two values that are `same` have the same outline.

    So many values need not be held against each other one by one.
    """
    if type(value) in _SIMPLE:
        return type(value), value
    if isinstance(value, np.ndarray):
        return "array", value.shape, value.dtype, value.tobytes()
    if is_tensor(value):
        return "tensor", tuple(value.shape), value.dtype
    if isinstance(value, list | tuple):
        return "list", *map(outline, value)
    if isinstance(value, dict):
        return "dict", frozenset((key, outline(item)) for key, item in value.items())
    kind = type(value).__qualname__
    if isinstance(value, float | np.number):
        return kind, None if value != value else value
    return kind
