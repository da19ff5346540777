"""The decorator that makes a function a probe."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from gradekit.remote import remote_of

ResultT = TypeVar("ResultT")

PROBES = frozenset(
    {
        *(
            "alike",
            "fitted",
            "loop_steps",
            "model",
            "operations",
            "picked",
            "promises",
            "recipe",
            "run",
        ),
        *("samples", "seeded", "shares", "source", "trained", "traits", "weighted"),
    }
)
"""Names that may be asked for from another process."""


def probe(function: Callable[..., ResultT]) -> Callable[..., ResultT]:
    """Forward the call when its first argument is a stand-in, else run the probe here.

    Args:
        function: Takes the student's function first and returns a plain value.

    Returns:
        The same function; a first argument that stands in for another object is asked.

    Raises:
        ValueError: If the function's name is not in `PROBES`.
    """
    name = function.__name__
    if name not in PROBES:
        raise ValueError(f"{name} is not listed in gradekit.probes.PROBES; add it there.")

    @wraps(function)
    def forwarded(subject: Any, *args: Any, **kwargs: Any) -> ResultT:
        remote = remote_of(subject)
        if remote is not None:
            return cast("ResultT", remote.probe(name, args, kwargs))
        return function(subject, *args, **kwargs)

    return forwarded
