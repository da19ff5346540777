"""Training a student's experiment as the grader does, on few images and in the open."""

from collections.abc import Callable
from typing import Any

import numpy as np

from cnnkit.data import Images
from gradekit.training.loop import TrainingLoop
from gradekit.training.verdict import interval


def rehearse(
    build: Callable[..., Any],
    train: Images,
    valid: Images,
    *,
    epochs: int,
    device: str = "cpu",
    seed: int = 0,
) -> float:
    """Build an experiment, train it by its recipe for at most some epochs, and validate it.

    The schedule runs through to its end whatever the number of epochs. Prints a line an epoch.

    Args:
        build: The student's `build_experiment(seed, device)`.
        train: Images to learn from.
        valid: Images to judge by, at the end.
        epochs: Most epochs; the experiment's own number if that is smaller.
        device: Where to train.
        seed: Handed to the student's function.

    Returns:
        Accuracy on the validation images, in [0, 1].
    """
    job = {
        "kind": "experiment", "seed": seed, "device": device, "epochs": epochs, "flip": True,
    }  # fmt: skip
    loop = TrainingLoop(build, job, train.images, train.labels)
    for number in range(loop.epochs):
        told = loop.epoch()
        print(
            f"epoch {number + 1}/{loop.epochs}: training loss {told['loss']:.3f}, "
            f"training accuracy {told['accuracy']:.1%}, {told['seconds']:.0f} s of computing"
        )
    # A copy: torch warns of arrays that cannot be written to.
    found = loop.outputs(np.array(valid.images), 500).argmax(1)
    right = int((found == valid.labels).sum())
    low, high = interval(right, len(valid))
    print(
        f"validation accuracy {right / len(valid):.1%} "
        f"(95 % interval {low:.1%} to {high:.1%}) on {len(valid):,} images"
    )
    return right / len(valid)
