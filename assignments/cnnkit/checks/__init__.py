"""Public checks: what the tests of every question are written in.

A test cell makes cases and hands them over:

    checks.function("q1_3", "corr2d(image, kernel)", corr2d, [checks.case(expected, image, kernel)])

The helpers work on the student's real functions and on stand-ins for functions that live in
another process. Expected values come from the test cell; this package holds no solution.
"""

from cnnkit.checks import modules, reference
from cnnkit.checks.answers import choice, entry, numbers, recorded
from cnnkit.checks.bans import Ban, bans, through, uses
from cnnkit.checks.cases import ANYTHING, Case, case, raises, returned
from cnnkit.checks.failures import CheckFailed, CodeRaised, NotImplementedYet, reveal
from cnnkit.checks.functions import function, works
from cnnkit.checks.randomness import integers, reals, rng, seed
from cnnkit.checks.speed import faster, few_loop_steps
from cnnkit.checks.tracing import TraceTask, trace_task
from cnnkit.checks.verdicts import that

__all__ = [
    "ANYTHING",
    "Ban",
    "Case",
    "CheckFailed",
    "CodeRaised",
    "NotImplementedYet",
    "TraceTask",
    "bans",
    "case",
    "choice",
    "entry",
    "faster",
    "few_loop_steps",
    "function",
    "integers",
    "modules",
    "numbers",
    "raises",
    "reals",
    "recorded",
    "reference",
    "returned",
    "reveal",
    "rng",
    "seed",
    "that",
    "through",
    "trace_task",
    "uses",
    "works",
]
