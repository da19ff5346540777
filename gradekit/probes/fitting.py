"""Training a small model beside the student's code, and what it answers afterwards."""

from collections.abc import Callable
from typing import Any

from gradekit.probes.forward import probe
from gradekit.probes.plain_values import global_seed, plain

STEPS, RATE = 60, 0.02
"""Full-batch steps of Adam: a linear model of a few blurred patterns is right from step 15 on."""


@probe
def fitted(factory: Callable[[], Any], x: Any, y: Any, new: Any, *, seed: int = 0) -> Any:
    """Build a model, train it on labelled inputs, and let it answer new ones.

    Args:
        factory: The student's class or function; called without arguments.
        x: Inputs (N, ...), float32.
        y: Labels (N,), int64.
        new: Inputs (M, ...) that the model is to answer; their labels stay with the caller.
        seed: Seed of the first weights.

    Returns:
        The logits (M, K) in evaluation mode.

    Raises:
        Exception: What building, training or answering raises.
    """
    import torch

    from gradekit.training.step import Stepper

    with global_seed(seed), torch.enable_grad():
        model = factory()
        model.train()
        stepper = Stepper(model, torch.optim.Adam(model.parameters(), lr=RATE))
        for _ in range(STEPS):
            stepper.step(x, y)
        model.eval()
        with torch.no_grad():
            return plain(model(new))
