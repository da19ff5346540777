"""Checking the plan of a student's experiment, before anything is trained."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import numpy as np

from gradekit import probes
from gradekit.checks.cases import Case
from gradekit.checks.failures import CheckFailed, CodeRaised, NotImplementedYet
from gradekit.checks.functions import accepts, subject_of
from gradekit.checks.level import trainer_of
from gradekit.checks.show import is_tensor, shape_text, value_text
from gradekit.outcome import unanswered


def recipe(task: str, build: Any, seed: int) -> None:
    """Fail unless a function builds an experiment that can be trained as it says.

    Args:
        task: Name of the training task, which has the limits.
        build: The student's function of a seed and a device.
        seed: What to call it with; the next seed is tried, too.

    Raises:
        CheckFailed: At the first thing that is wrong with it.
    """
    asked = trainer_of(build).task(task)
    question, name = asked.question, asked.variable
    subject = subject_of(question, f"{name}(seed, device)", build, True)
    accepts(subject, Case((seed, "cpu")))
    x = np.linspace(-1, 1, 4 * 3 * 32 * 32, dtype=np.float32).reshape(4, 3, 32, 32)
    report = probes.recipe(build, (seed, seed, seed + 1), x)
    raised = report["raised"]
    if raised is not None:
        if unanswered(raised["type"], raised["message"], raised.get("line", "")):
            raise NotImplementedYet(question)
        raise CodeRaised(
            f"{name} raised {raised['type']} in {raised['at']}.",
            raised["type"],
            f"{raised['type']}: {raised['message']}",
        )
    if report["type"] in ("NoneType", "ellipsis"):
        raise NotImplementedYet(question)
    limits = partial(_limits, most_parameters=asked.at_most, most_epochs=asked.epochs)
    for wrong in (_form, limits, _optimizer, _plan, _seeds, _outputs):
        told = wrong(report)
        if told:
            raise CheckFailed(f"{name}: {told}")


def _form(report: Mapping[str, Any]) -> str:
    if report["missing"]:
        return (
            f"it returns a {report['type']} without {report['missing'][0]}; return "
            "Experiment(model=..., optimizer=..., epochs=..., batch_size=...)."
        )
    if not report["is_module"]:
        return f"model is a {report['model']}, not an nn.Module."
    if not report["is_optimizer"]:
        return f"optimizer is a {report['optimizer']}, not a torch optimizer."
    return ""


def _limits(report: Mapping[str, Any], most_parameters: int, most_epochs: int) -> str:
    for name in ("epochs", "batch_size"):
        value = report[name]
        if isinstance(value, bool) or not isinstance(value, int) or value < 1:
            return f"{name} is {value_text(value)}; a whole number from 1 is expected."
    if report["epochs"] > most_epochs:
        return f"it asks for {report['epochs']} epochs; at most {most_epochs} are allowed."
    if report["count"] > most_parameters:
        return (
            f"the network has {report['count']:,} parameters; at most {most_parameters:,} are "
            "allowed. Where do most of them sit?"
        )
    return ""


def _optimizer(report: Mapping[str, Any]) -> str:
    if report["foreign"]:
        return (
            "the optimizer holds parameters of another network than the one that you return; "
            "make the model once, then optimizer(model.parameters(), ...)."
        )
    if report["left_out"]:
        return f"the optimizer does not hold {report['left_out'][0]}: it would never be trained."
    if max(report["rates"]) <= 0:
        return "the learning rate is 0."
    return ""


def _plan(report: Mapping[str, Any]) -> str:
    schedule = report["schedule"]
    if schedule is None:
        return ""
    if isinstance(schedule, dict):
        return (
            f"schedule is a {schedule['type']}; None or a function of the progress is expected, "
            "such as triangle(0.2)."
        )
    factors = np.array(schedule)
    if not np.isfinite(factors).all() or factors.min() < 0:
        return "schedule returns a number that is negative, nan or inf."
    if factors.max() == 0:
        return "schedule returns 0 throughout."
    return ""


def _seeds(report: Mapping[str, Any]) -> str:
    first, again, other = report["weights"]
    if first != again:
        return (
            "two calls with the same seed give different weights. Call torch.manual_seed(seed) "
            "before the network is made."
        )
    if first == other:
        return "another seed gives the same weights. Use the seed that the function is called with."
    if set(report["devices"]) != {"meta"}:
        return "the network is not on the device that is asked for: model.to(device)."
    return ""


def _outputs(report: Mapping[str, Any]) -> str:
    outputs = report["outputs"]
    if not is_tensor(outputs) or tuple(outputs.shape) != (4, 10):
        got = shape_text(outputs.shape) if is_tensor(outputs) else "no tensor"
        return f"the network turns (4,3,32,32) into {got}, expected (4,10)."
    if bool((outputs >= 0).all()) and bool(((outputs.sum(1) - 1).abs() < 1e-3).all()):
        return "the network returns probabilities. Return logits; the loss does the softmax itself."
    return ""
