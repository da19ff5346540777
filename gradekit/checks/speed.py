"""Checks of how a function works: how many loop steps it takes, how fast it is."""

import time
from collections.abc import Callable
from typing import Any

from gradekit import probes
from gradekit.checks.failures import CheckFailed
from gradekit.checks.verdicts import that

REPEATS = 10

YARDSTICK = 200_000
"""Steps of the plain loop that tells how busy the machine is: about 10 ms when it is not."""


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

    A busy machine must neither cost a fast function its points nor lend a slow one any. So both run
    in turns, up to ten times, until the function is fast enough, and the least of each counts.
    Between `hopeless` and `wanted` it is inconclusive and passes.

    Args:
        name: The function's name.
        function: The student's function.
        slow: A plain loop that computes the same.
        args: Arguments of both.
        wanted: How many times faster it ought to be.
        hopeless: It fails below this.

    Raises:
        CheckFailed: If the ratio is below `hopeless`.
    """
    taken = loops = float("inf")
    for _ in range(REPEATS):
        loops = min(loops, _seconds(slow, args))
        taken = min(taken, _seconds(function, args))
        if loops / taken >= wanted:
            return
    if loops / taken < hopeless:
        raise CheckFailed(
            f"{name} is not clearly faster than a loop over all positions, which it should be by "
            f"a factor of {wanted:g}. One matrix product over all patches does it.",
            f"best ratio {loops / taken:.2f}",
        )


def quick(
    name: str,
    function: Callable[..., Any],
    args: tuple[Any, ...],
    *,
    seconds: float,
    loops: float = 20.0,
) -> None:
    """Fail if a call clearly takes too long.

    The best of three calls counts. On a busy machine everything is slow, so it must also have
    taken as long as `loops` plain loops of 200,000 steps would, timed in turns with it.

    Args:
        name: The function's name.
        function: The student's function.
        args: Its arguments.
        seconds: What is asked for.
        loops: A call this many times as long as a plain loop is too long, however busy it is.

    Raises:
        CheckFailed: If it takes too long by both measures.
    """
    best, yardstick = float("inf"), 0.0
    for _ in range(3):
        best = min(best, _seconds(function, args))
        yardstick = max(yardstick, _seconds(_plain_loop, ()))
        if best <= seconds:
            return
    if best > loops * yardstick:
        raise CheckFailed(
            f"{name} takes longer than {seconds:g} s on a large input. Reading numbers out of a "
            "tensor one by one is slow; let one operation count them all.",
            f"best of three {best:.2f} s, a plain loop {yardstick:.3f} s",
        )


def _plain_loop() -> int:
    total = 0
    for step in range(YARDSTICK):
        total += step
    return total


def _seconds(function: Callable[..., Any], args: tuple[Any, ...]) -> float:
    start = time.perf_counter()
    function(*args)
    return max(time.perf_counter() - start, 1e-9)
