"""Fingerprints of a reference: what it gives with the prescribed weights of a seed."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch

from gradekit.probes.plain_values import global_seed
from gradekit.training.architecture import examine
from gradekit.training.first_steps import first_steps
from gradekit.training.tasks import FIRST_STEPS, Fingerprints, Task

CLOSE = 4e-3
"""Relative difference of the outputs that two ways to write a network may show."""

DIGITS = 6
"""Significant digits of public fingerprints; processors differ in the ones behind."""


def fingerprints(task: Task, reference: Callable[..., Any], seed: int) -> Fingerprints:
    """What a reference gives with the prescribed weights of a seed.

    Args:
        task: Its task.
        reference: The right network.
        seed: The seed.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with global_seed(seed):
            report = examine(reference, task.form, seed)
            asked = FIRST_STEPS in task.levels
            losses = first_steps(reference, task.form, seed) if asked else []
    finally:
        torch.set_num_threads(threads)
    outputs = torch.log_softmax(report["prints"][0].double(), dim=1).tolist()
    return Fingerprints(
        tuple(map(tuple, outputs)), tuple(losses), tuple(map(tuple, report["shapes"]))
    )


def rounded(found: Fingerprints) -> Fingerprints:
    """What is public of them: without the shapes of the parameters, to `DIGITS` digits."""

    def few(values: tuple[float, ...]) -> tuple[float, ...]:
        return tuple(float(f"{value:.{DIGITS}g}") for value in values)

    return Fingerprints(tuple(map(few, found.outputs)), few(found.losses))


def agree(first: Fingerprints, second: Fingerprints, tolerance: float) -> bool:
    """Whether two are the same network's, computed on processors that round differently.

    Args:
        first: One.
        second: The other.
        tolerance: See `Task.tolerance`; half of it is used, so that a student's own network stays
            within the whole.
    """
    pairs = (
        (first.outputs, second.outputs, CLOSE / 2),
        (first.losses, second.losses, tolerance / 2),
    )
    return all(
        np.shape(one) == np.shape(other) and np.allclose(one, other, rtol=room, atol=room)
        for one, other, room in pairs
    )
