"""Judging a level: what a trainer says against what is expected, and the message."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.failures import CheckFailed
from gradekit.training import overfit, sources
from gradekit.training.fingerprints import CLOSE
from gradekit.training.judge import train_and_judge
from gradekit.training.reports import PlainReport
from gradekit.training.tasks import ARCHITECTURE, FIRST_STEPS, OVERFIT, QUICK, TRAINED, Task
from gradekit.training.trainer import Trainer, asked, number

SAME = 1e-4
"""Difference between two passes over the same inputs that is rounding."""

OVERFITTED = 0.5
"""Loss at which a handful of examples counts as overfitted."""

EXAMPLES = 48
"""How many that is; a third of them where notebooks run in miniature."""


def judge_level(task: Task, level: str, trainer: Trainer) -> None:
    """Judge one level of a task.

    Args:
        task: The task.
        level: One of its levels.
        trainer: Runs and trains the student's network.

    Raises:
        CheckFailed: If the level is not reached; `PartialCredit` if it is reached in part.
    """
    levels: Mapping[str, Callable[[Task, Trainer], None]] = {
        ARCHITECTURE: _architecture,
        FIRST_STEPS: _first_steps,
        OVERFIT: _loop if task.kind == "loop" else _overfit,
    }
    if level in TRAINED:
        train_and_judge(task, level, trainer)
    else:
        levels[level](task, trainer)


def _architecture(task: Task, trainer: Trainer) -> None:
    seed = trainer.prescribed
    report = PlainReport(
        task.variable,
        asked(task, lambda: trainer.ask("examine", task.form, seed)),
    )
    _size(task, report)
    raw = report.array("raw", (None, task.classes))
    twice = report.array("prints", (2, None, task.classes))
    alone = report.array("alone", (1, task.classes))
    _says_probabilities(task, twice[0])
    if report.texts("degenerate"):
        raise CheckFailed(
            f"{task.variable}: {report.texts('degenerate')[0]} is the same number throughout, or "
            "in every row, before training. Units that start equal stay equal: leave the weights "
            "as PyTorch draws them."
        )
    if np.ptp(raw, axis=0).max() == 0:
        raise CheckFailed(
            f"{task.variable} gives the same output for every {task.thing} before training."
        )
    if np.abs(twice[0] - twice[1]).max() > SAME * _size_of(twice):
        raise CheckFailed(
            f"{task.variable}: two passes over the same {task.thing}s in eval mode differ. Is a "
            "dropout active outside of training? F.dropout needs training=self.training."
        )
    if np.abs(twice[0][:1] - alone).max() > SAME * _size_of(twice):
        raise CheckFailed(
            f"{task.variable}: in eval mode the output for an {task.thing} depends on the others "
            "in its batch. Is the batch dimension mixed with another one?"
        )
    if report.get("loose") is not False:
        raise CheckFailed(
            f"{task.variable} computes with numbers that it has not registered: two networks with "
            "the same state_dict give different outputs. Layers in a plain list are not trained; "
            "use nn.ModuleList or nn.Sequential."
        )
    if report.get("squashed") is not False:
        raise CheckFailed(
            f"{task.variable}: whatever the weights are, all outputs lie between 0 and 1. Is there "
            "a sigmoid at the end? The loss wants the outputs of the last layer as they are."
        )
    if task.free:
        _drawn_afresh(task, report)
        return
    if report.whole("frozen"):
        raise CheckFailed(f"{task.variable} has parameters that are not trained (requires_grad).")
    expected = trainer.expected(task)
    if expected.shapes and report.shapes() != list(expected.shapes):
        raise CheckFailed(
            f"{task.variable} has the right number of parameters in layers of another size."
        )
    if _differs(_log_softmax(twice[0]), np.array(expected.outputs)):
        raise CheckFailed(
            f"{task.variable} has layers of the right size, yet with given weights it computes "
            "something other than the network that is asked for. Compare forward with the "
            "description line by line: the order of the layers, a ReLU after each layer but the "
            "last, where it pools."
        )


def _size(task: Task, report: PlainReport) -> None:
    count = report.whole("trainable") + report.whole("frozen")
    if task.parameters is not None and count != task.parameters:
        raise CheckFailed(
            f"{task.variable} has {count:,} parameters; expected {task.parameters:,}."
        )
    if task.at_most is not None and count > task.at_most:
        raise CheckFailed(
            f"{task.variable} has {count:,} parameters; at most {task.at_most:,} are allowed."
        )
    # Each trained number may have one beside it, such as a running statistic.
    if report.whole("buffers") > count + 1000:
        raise CheckFailed(f"{task.variable} keeps {report.whole('buffers'):,} numbers in buffers.")
    if task.epochs is not None and report.whole("epochs") > task.epochs:
        raise CheckFailed(
            f"{task.variable} asks for {report.whole('epochs')} epochs; at most {task.epochs} are "
            "allowed."
        )


def _says_probabilities(task: Task, outputs: NDArray[np.float64]) -> None:
    if (outputs >= 0).all() and np.abs(outputs.sum(axis=1) - 1).max() < 1e-3:
        raise CheckFailed(
            f"{task.variable} returns probabilities. The loss applies softmax itself: return the "
            "outputs of the last layer as they are."
        )
    if (outputs >= 0).all() and (outputs == 0).any():
        raise CheckFailed(
            f"{task.variable}: no output is ever negative. Nothing comes after the last layer, no "
            "ReLU either: it would cut off half of what the network can say."
        )


def _drawn_afresh(task: Task, report: PlainReport) -> None:
    if report.texts("fixed"):
        raise CheckFailed(
            f"{task.variable}: {report.texts('fixed')[0]} starts with the same values whatever the "
            "seed is. Training starts from weights that are drawn at random."
        )
    if task.kind == "experiment" and report.get("repeated") is not True:
        raise CheckFailed(
            f"{task.variable}: two calls with the same seed give different weights. Call "
            "torch.manual_seed(seed) before the network is made."
        )


def _first_steps(task: Task, trainer: Trainer) -> None:
    losses = asked(task, lambda: trainer.ask("first_steps", task.form, trainer.prescribed))
    expected = np.array(trainer.expected(task).losses)
    found = PlainReport(task.variable, {"losses": losses}).array("losses", expected.shape)
    differs = np.abs(found - expected) > task.tolerance * (1 + np.abs(expected))
    if differs.any():
        step = int(np.argmax(differs)) + 1
        raise CheckFailed(
            f"{task.variable} does not train as the network that is asked for: with the same "
            f"weights and {task.thing}s the loss differs from step {step} on. "
            + (
                "The first loss is wrong already: look at forward and, if the outputs in eval mode "
                "are right, at what differs in training mode."
                if step == 1
                else "Its outputs start right, so gradients do not reach every layer as they "
                "should: is something frozen, detached, or different in training mode?"
            )
        )


def _examples(task: Task, trainer: Trainer) -> tuple[Any, NDArray[np.int64]]:
    """Noise and labels: what is overfitted need not mean anything. Or what the task's source deals.

    Returns:
        Inputs as a tensor (N, ...), and labels (N,).
    """
    import torch

    rng = trainer.rng(task.question, OVERFIT)
    count = 32 if task.kind == "loop" else EXAMPLES // (3 if trainer.profile == QUICK else 1)
    if task.overfit is not None:
        dealt = sources.source(task.overfit)(sources.SourceRequest(count, rng, number(rng)))
        return torch.from_numpy(dealt.inputs), dealt.labels
    shape = (count, *task.shape)
    if task.tokens is not None:
        inputs: NDArray[Any] = rng.integers(task.tokens, size=shape)
    else:
        # As wide as images are, which lie between -1 and 1.
        inputs = (0.5 * rng.standard_normal(shape)).astype(np.float32)
    labels = rng.permutation(np.arange(count, dtype=np.int64) % task.classes)
    return torch.from_numpy(inputs), labels


def _overfit(task: Task, trainer: Trainer) -> None:
    inputs, labels = _examples(task, trainer)
    seed = number(trainer.rng(task.question, OVERFIT, "seed"))
    given = (task.form, inputs, _tensor(labels), task.steps, seed)
    report = PlainReport(task.variable, asked(task, lambda: trainer.ask("overfit", *given)))
    if report.texts("still"):
        raise CheckFailed(
            f"{task.variable}: {report.texts('still')[0]} does not move in training. Every "
            "parameter takes part: is it used in forward, not frozen, and in the optimizer?"
        )
    shape = (len(labels), task.classes)
    first = _loss(report.array("first", shape), labels)
    if abs(first - np.log(task.classes)) > task.first_loss:
        raise CheckFailed(
            f"{task.variable}: before training the loss is {first:.2f}. A network that knows "
            f"nothing gives every class the same chance, a loss of ln {task.classes} = "
            f"{np.log(task.classes):.2f}."
        )
    losses = report.array("losses", (task.steps,))
    last = _loss(report.array("last", shape), labels)
    best = min(last, float(losses[-5:].mean()))
    if best > OVERFITTED:
        raise CheckFailed(
            f"{task.variable} does not overfit {len(labels)} {task.thing}s in {task.steps} steps: "
            f"the loss is {best:.2f}. A network that cannot do that "
            "will learn nothing else; a softmax or ReLU at the end, a dropout that drops too "
            "much, or a rate that is far off are the usual causes."
        )


def _loop(task: Task, trainer: Trainer) -> None:
    inputs, labels = _examples(task, trainer)
    seed = number(trainer.rng(task.question, OVERFIT, "seed"))
    given = (inputs, _tensor(labels), task.classes, seed)
    report = PlainReport(task.variable, asked(task, lambda: trainer.ask("run_loop", *given)))
    taught = PlainReport(task.variable, _taught(report, inputs, task, seed))
    if taught.texts("still"):
        raise CheckFailed(
            f"{task.variable}: {taught.texts('still')[0]} is what it was before. Does every step "
            "call backward and then step, with all parameters in the optimizer?"
        )
    right = (taught.array("last", (len(labels), task.classes)).argmax(1) == labels).mean()
    if right < 0.95:
        raise CheckFailed(
            f"{task.variable}: after it the network knows {right:.0%} of the {len(labels)} "
            f"{task.thing}s; 95% is required."
        )
    if report.whole("passes") > task.steps + 5:
        raise CheckFailed(f"{task.variable} takes more than {task.steps} steps.")


def _taught(report: PlainReport, inputs: Any, task: Task, seed: int) -> Any:
    """What the loop's weights say in a network of ours: the student's may have been altered."""
    weights = report.get("weights")
    try:
        return overfit.after_loop(weights, inputs, task.classes, seed)
    except (AttributeError, TypeError, ValueError) as error:
        raise CheckFailed(
            f"{task.variable}: it leaves another network behind. Train the parameters that it is "
            "given."
        ) from error


def _tensor(array: NDArray[Any]) -> Any:
    import torch

    return torch.from_numpy(array)


def _log_softmax(outputs: NDArray[np.float64]) -> NDArray[np.float64]:
    shifted = outputs - outputs.max(axis=-1, keepdims=True)
    result: NDArray[np.float64] = shifted - np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    return result


def _loss(outputs: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    return float(-_log_softmax(outputs)[np.arange(len(labels)), labels].mean())


def _differs(found: NDArray[np.float64], expected: NDArray[np.float64]) -> bool:
    return bool((np.abs(found - expected) > CLOSE * (1 + np.abs(expected))).any())


def _size_of(values: NDArray[np.float64]) -> float:
    return 1 + float(np.abs(values).max())
