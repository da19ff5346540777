"""The level `first_steps` beside the student's code: where eight steps take the network."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch

from gradekit.training.architecture import output
from gradekit.training.construct import build
from gradekit.training.prescribed import (
    prescribed_inputs,
    prescribed_weights,
    train_norms_only,
)
from gradekit.training.step import Stepper
from gradekit.training.tasks import Form

STEPS = 8
BATCH = 64
RATE = 0.01
"""Every step magnifies rounding, the more the higher the rate; a lower one hides what is frozen."""


def first_steps(factory: Callable[..., Any], form: Form, seed: int) -> list[float]:
    """Losses of eight plain SGD steps from prescribed weights on prescribed inputs.

    Args:
        factory: The student's class.
        form: What the network takes and gives.
        seed: Seed of weights, inputs and labels.

    Returns:
        The losses before each step.
    """
    inputs = prescribed_inputs(seed, "prints", 2, form)
    model = build(factory, "network", seed, example=inputs).model
    output(model, inputs)  # a class as it was handed out says so here, not for want of parameters
    prescribed_weights(model, seed)
    train_norms_only(model)
    stepper = Stepper(partial(output, model), torch.optim.SGD(model.parameters(), lr=RATE))
    labels = torch.arange(BATCH) * 7 % form["classes"]
    return [
        float(stepper.step(prescribed_inputs(seed, f"step {step}", BATCH, form), labels)[0])
        for step in range(STEPS)
    ]
