"""Checks of how a function works: how many loop steps it takes, how much it computes.

Neither looks at a clock on the wall: what a busy machine does to everybody must cost nobody a
point.
"""

import time
from collections.abc import Callable
from typing import Any

from gradekit import probes
from gradekit.checks.cases import Case
from gradekit.checks.failures import CheckFailed
from gradekit.checks.functions import accepts, ask, judge, subject_of
from gradekit.checks.wording import Subject, that
from gradekit.remote import remote_of

TRIES = 3

YARDSTICK = 200_000
"""Steps of the plain loop that tells how fast a machine is."""

YARDSTICK_SECONDS = 0.010
"""What it takes, in CPU seconds, on the machine that limits are meant for."""

ON_THE_WALL = 10.0
"""How much longer a call may take where nobody can tell its CPU time."""


def few_loop_steps(
    name: str, function: Callable[..., Any], args: tuple[Any, ...], limit: int
) -> None:
    """Fail if a function takes more than `limit` steps of Python loops.

    Args:
        name: The function's name.
        function: The student's function.
        args: Its arguments, with values that it has not been given before: what it remembers of
            earlier calls takes no steps.
        limit: The most steps that it may take.

    Raises:
        CheckFailed: If it takes more.
    """
    steps = probes.loop_steps(function, args, limit)
    that(
        steps <= limit,
        f"{name} takes more than {limit} loop steps on this input. Loop over the positions in the "
        "kernel, not over those in the image; slices do the rest at once.",
    )


def quick(
    question: str,
    signature: str,
    function: Callable[..., Any] | None,
    fresh: Callable[[int], Case],
    *,
    cpu_seconds: float,
    advice: str,
    hidden: bool = False,
) -> None:
    """Fail if a call on a large input is wrong, or clearly computes too long.

    What counts is CPU time: the best of three calls, each on an input of its own. When graded, it
    is the time of the worker's process as the kernel tells it to the grader.

    Args:
        question: Question id.
        signature: The function as the notebook writes it.
        function: The student's function.
        fresh: Makes the case of each call by its number, from 0: values that no call had before.
        cpu_seconds: What a call may take where a plain loop of 200,000 steps takes 10 ms; a slower
            machine is given more. Choose it ten times above good answers and a few times below bad
            ones, because nothing between the two can be told apart for certain.
        advice: A sentence on what to do about it.
        hidden: Whether messages must say no numbers of the cases.

    Raises:
        CheckFailed: If it does.
    """
    subject = subject_of(question, signature, function, hidden)
    best = float("inf")
    for number in range(TRIES):
        case = fresh(number)
        accepts(subject, case)
        best = min(best, _cpu_seconds_of(subject, case))
        if best <= cpu_seconds:
            return
    pace = max(1.0, min(_plain_loop() for _ in range(TRIES)) / YARDSTICK_SECONDS)
    if best > cpu_seconds * pace:
        raise CheckFailed(
            f"{subject.name} computes for more than {cpu_seconds:g} s on a large input. {advice}",
            f"best of {TRIES} {best:.2f} CPU s; this machine is given {pace:.1f} times as much",
        )


def _cpu_seconds_of(subject: Subject, case: Case) -> float:
    """CPU seconds of one call, whose outcome is judged."""
    remote = remote_of(subject.function)
    on_the_clock, began = time.perf_counter(), time.thread_time()
    (outcome,) = ask(subject, [case])
    taken: float | None = time.thread_time() - began
    if remote is not None:
        taken = remote.cpu_seconds()
    if taken is None:
        taken = (time.perf_counter() - on_the_clock) / ON_THE_WALL
    judge(subject, case, outcome)
    return taken


def _plain_loop() -> float:
    """CPU seconds of a loop that does next to nothing."""
    began, total = time.thread_time(), 0
    for step in range(YARDSTICK):
        total += step
    return time.thread_time() - began
