"""Public checks: what the tests of every question are written in.

A test cell makes cases and hands them over:

    checks.function("q0_2", "scaled(values, factor)", scaled, [checks.case(expected, values, 2)])

The helpers work on the student's real functions and on stand-ins for functions that live in
another process. Expected values come from the test cell; this package holds no solution.
"""

from gradekit.checks.bans import Ban, bans, through, uses
from gradekit.checks.cases import ANYTHING, Case, case, raises, returned
from gradekit.checks.examined import Examined, agrees, built, fails, ran
from gradekit.checks.failures import (
    CannotJudge,
    CheckFailed,
    CodeRaised,
    NotImplementedYet,
    PartialCredit,
    reveal,
)
from gradekit.checks.functions import function, works
from gradekit.checks.level import level
from gradekit.checks.models import (
    dropouts,
    independent,
    layer_order,
    layers_of,
    outputs,
    parameter_count,
    parameters,
    repeats,
)
from gradekit.checks.randomness import integers, reals, rng, seed, tensor
from gradekit.checks.speed import few_loop_steps, quick
from gradekit.checks.typed import choice, entry, numbers, recorded
from gradekit.checks.wording import that

__all__ = [
    "ANYTHING",
    "Ban",
    "CannotJudge",
    "Case",
    "CheckFailed",
    "CodeRaised",
    "Examined",
    "NotImplementedYet",
    "PartialCredit",
    "agrees",
    "bans",
    "built",
    "case",
    "choice",
    "dropouts",
    "entry",
    "fails",
    "few_loop_steps",
    "function",
    "independent",
    "integers",
    "layer_order",
    "layers_of",
    "level",
    "numbers",
    "outputs",
    "parameter_count",
    "parameters",
    "quick",
    "raises",
    "ran",
    "reals",
    "recorded",
    "repeats",
    "returned",
    "reveal",
    "rng",
    "seed",
    "tensor",
    "that",
    "through",
    "uses",
    "works",
]
