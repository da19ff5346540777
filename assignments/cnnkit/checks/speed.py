"""Checks of how a function works: how many loop steps it takes, how fast it is."""

import time
from collections.abc import Callable
from typing import Any

from cnnkit import probes
from cnnkit.checks.failures import CheckFailed
from cnnkit.checks.verdicts import that

REPEATS = 10


def few_loop_steps(
    name: str, function: Callable[..., Any], args: tuple[Any, ...], limit: int
) -> None:
    """Fail if a function takes more than `limit` steps of Python loops.

    Raises:
        CheckFailed: If it does.
    """
    steps = probes.loop_steps(function, args, limit)
    that(
        steps <= limit,
        f"{name} takes more than {limit} loop steps on this input. Loop over the positions in the "
        "kernel, not over those in the picture; slices do the rest at once.",
    )


def faster(
    name: str,
    function: Callable[..., Any],
    slow: Callable[..., Any],
    args: tuple[Any, ...],
    *,
    wanted: float,
    hopeless: float,
) -> None:
    """Fail if a function is clearly not faster than a slow one.

    A busy machine makes either look slow, so both are timed in turns, up to ten times, until once
    the function is fast enough. The best counts; between `hopeless` and `wanted` it is
    inconclusive and passes.

    Args:
        name: The function's name.
        function: The student's function.
        slow: A plain loop that computes the same.
        args: Arguments of both.
        wanted: How many times faster it ought to be.
        hopeless: It fails below this.

    Raises:
        CheckFailed: If the best of all is below `hopeless`.
    """
    best = 0.0
    for _ in range(REPEATS):
        best = max(best, _seconds(slow, args) / _seconds(function, args))
        if best >= wanted:
            return
    if best < hopeless:
        raise CheckFailed(
            f"{name} is not clearly faster than a loop over all positions, which it should be by "
            f"a factor of {wanted:g}. One matrix product over all patches does it.",
            f"best ratio {best:.2f}",
        )


def _seconds(function: Callable[..., Any], args: tuple[Any, ...]) -> float:
    start = time.perf_counter()
    function(*args)
    return max(time.perf_counter() - start, 1e-9)
