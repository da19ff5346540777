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
from cnnkit.checks.dropping import dropped
from cnnkit.checks.examined import Examined, agrees, built, fails, ran
from cnnkit.checks.failures import (
    CannotJudge,
    CheckFailed,
    CodeRaised,
    NotImplementedYet,
    PartialCredit,
    reveal,
)
from cnnkit.checks.functions import function, works
from cnnkit.checks.labelled import labelled_images
from cnnkit.checks.models import (
    independent,
    layer_order,
    layers_of,
    outputs,
    parameter_count,
    parameters,
    repeats,
)
from cnnkit.checks.pretests import losses, measured
from cnnkit.checks.randomness import integers, reals, rng, seed, tensor
from cnnkit.checks.recipes import recipe
from cnnkit.checks.rungs import rung
from cnnkit.checks.speed import faster, few_loop_steps, quick
from cnnkit.checks.splits import split
from cnnkit.checks.tracing import TraceTask, trace_task
from cnnkit.checks.verdicts import that

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
    "TraceTask",
    "agrees",
    "bans",
    "built",
    "case",
    "choice",
    "dropped",
    "entry",
    "fails",
    "faster",
    "few_loop_steps",
    "function",
    "independent",
    "integers",
    "labelled_images",
    "layer_order",
    "layers_of",
    "losses",
    "measured",
    "modules",
    "numbers",
    "outputs",
    "parameter_count",
    "parameters",
    "quick",
    "raises",
    "ran",
    "reals",
    "recipe",
    "recorded",
    "reference",
    "repeats",
    "returned",
    "reveal",
    "rng",
    "rung",
    "seed",
    "split",
    "tensor",
    "that",
    "through",
    "trace_task",
    "uses",
    "works",
]
