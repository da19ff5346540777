"""Checking the two checks before a training: the first loss, and a batch that is overfitted."""

import math
from typing import Any

from gradekit.checks.examined import Examined, agrees, fails
from gradekit.checks.failures import CheckFailed
from gradekit.checks.show import type_text, values_text


def measured(question: str, run: Examined, loss: float, plausible: bool) -> None:
    """Fail unless a function measured the loss of a model and left the model as it was.

    Args:
        question: Question id.
        run: What `checks.ran` made of `initial_loss_check`, with one watched model.
        loss: The right loss.
        plausible: Whether it is near that of guessing.

    Raises:
        CheckFailed: At the first thing that is wrong.
    """
    found = run.value
    if not isinstance(found, tuple | list) or len(found) != 2:
        kind = values_text(len(found)) if isinstance(found, tuple | list) else type_text(found)
        fails(run, f"{run.place}: {question} asks for two values, loss and verdict; got {kind}.")
    agrees(run, "the loss", found[0], loss, "The mean over the images, in evaluation mode.")
    if not isinstance(found[1], bool):
        fails(
            run,
            f"{run.place}: the verdict is {type_text(found[1])}; bool(...) makes True or False of "
            "a comparison of tensors.",
        )
    if found[1] != plausible:
        fails(
            run,
            f"{run.place}: the verdict is {found[1]}, expected {plausible}: it is True where the "
            "loss differs from ln(classes) by at most 0.3 in either direction, else False.",
        )
    _left_alone(run)


def losses(question: str, run: Examined, steps: int) -> None:
    """Fail unless a function returned one finite loss a step.

    Args:
        question: Question id.
        run: What `checks.ran` made of `overfit_batch`.
        steps: How many losses there must be.

    Raises:
        CheckFailed: If it did not.
    """
    found = run.value
    if not isinstance(found, list | tuple) or len(found) != steps:
        kind = values_text(len(found)) if isinstance(found, tuple | list) else type_text(found)
        raise CheckFailed(
            f"{run.place}: {question} asks for a list with the loss of each step, {steps} of them; "
            f"got {kind}.",
            run.detail,
        )
    for item in found:
        if isinstance(item, bool) or not isinstance(item, float):
            fails(
                run,
                f"{run.place}: a loss is {type_text(item)}, expected a float; loss.item() makes "
                "one.",
            )
        if not math.isfinite(item):
            fails(run, f"{run.place}: a loss is not finite. Is the learning rate too large?")


def _left_alone(run: Examined) -> None:
    """The model was measured in evaluation mode without gradients, and put back."""
    report: dict[str, Any] = run.report["models"]["model"]
    if not report["restored"]:
        fails(
            run,
            f"{run.place}: the model is not left in the mode in which it came. Remember "
            "model.training, and put it back with model.train(...).",
        )
    for event in run.report["events"]:
        if event[0] == "forward" and "grad" in event[3:]:
            fails(
                run,
                f"{run.place}: the model runs with gradients, which nobody needs here: "
                "with torch.no_grad(): ...",
            )
