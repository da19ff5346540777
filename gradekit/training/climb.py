"""Judging a rung: values from a place against what is expected, and the message if they differ."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.failures import CheckFailed
from gradekit.training import tasks, wiring
from gradekit.training.place import Place, asked, number
from gradekit.training.reports import Report
from gradekit.training.tasks import TASKS, Task
from gradekit.training.training import train_and_judge

CLOSE = 4e-3
"""Relative difference that two ways to write a network may show."""

CLOSE_TRAINED: Mapping[str, float] = {"simple_cnn": 1e-4, "improved_cnn": 4e-3}
"""The same for losses of the trajectory, by task.

Other ways to write it and other kernels differ by at most 4e-7 without BatchNorm and by 1e-3 with
it; a detached layer makes 7e-4 and more, frozen normalisation 4e-2 (three to four seeds each).
"""

SAME = 1e-4
"""Difference between two passes over the same inputs that is rounding."""

MEMORISED = 0.5
IMAGES = 48
"""Images that the wiring rung memorises; a third of them where notebooks run in miniature."""


def climb(name: str, rung: str, place: Place) -> None:
    """Judge one rung of a task.

    Args:
        name: Of the task.
        rung: Of the task's rungs.
        place: Where it is climbed.

    Raises:
        CheckFailed: If the rung is not held; `PartialCredit` if it is held in part.
    """
    task = TASKS[name]
    rungs: Mapping[str, Callable[[str, Task, Place], None]] = {
        tasks.STRUCTURE: _structure,
        tasks.TRAJECTORY: _trajectory,
        tasks.WIRING: _loop if task.kind == "loop" else _wiring,
    }
    if rung in tasks.TRAINED:
        train_and_judge(name, rung, place)
    else:
        rungs[rung](name, task, place)


def _structure(name: str, task: Task, place: Place) -> None:
    seed = place.prescribed
    report = Report(
        task.subject,
        asked(task, lambda: place.ask("describe", task.kind, task.shape, seed)),
    )
    _size(task, report)
    raw = report.array("raw", (None, task.classes))
    twice = report.array("prints", (2, None, task.classes))
    alone = report.array("alone", (1, task.classes))
    _says_probabilities(task, twice[0])
    if report.texts("degenerate"):
        raise CheckFailed(
            f"{task.subject}: {report.texts('degenerate')[0]} is the same number throughout, or in "
            "every row, before training. Units that start equal stay equal: leave the weights as "
            "PyTorch draws them."
        )
    if np.ptp(raw, axis=0).max() == 0:
        raise CheckFailed(f"{task.subject} gives the same output for every image before training.")
    if np.abs(twice[0] - twice[1]).max() > SAME * _size_of(twice):
        raise CheckFailed(
            f"{task.subject}: two passes over the same images in eval mode differ. Is a dropout "
            "active outside of training? F.dropout needs training=self.training."
        )
    if np.abs(twice[0][:1] - alone).max() > SAME * _size_of(twice):
        raise CheckFailed(
            f"{task.subject}: in eval mode the output for an image depends on the others in its "
            "batch. Is the batch dimension mixed with another one?"
        )
    if report.get("loose") is not False:
        raise CheckFailed(
            f"{task.subject} computes with numbers that it has not registered: two networks with "
            "the same state_dict give different outputs. Layers in a plain list are not trained; "
            "use nn.ModuleList or nn.Sequential."
        )
    if report.get("squashed") is not False:
        raise CheckFailed(
            f"{task.subject}: whatever the weights are, all outputs lie between 0 and 1. Is there "
            "a sigmoid at the end? The loss wants the outputs of the last layer as they are."
        )
    if task.free:
        _drawn_afresh(task, report)
        return
    if report.whole("frozen"):
        raise CheckFailed(f"{task.subject} has parameters that are not trained (requires_grad).")
    expected = place.expected(name)
    if expected.shapes and report.shapes() != list(expected.shapes):
        raise CheckFailed(
            f"{task.subject} has the right number of parameters in layers of another size."
        )
    if _apart(_log_softmax(twice[0]), expected.prints):
        raise CheckFailed(
            f"{task.subject} has layers of the right size, yet with given weights it computes "
            "something else than the network that is asked for. Compare forward with the "
            "description line by line: the order of the layers, a ReLU after each layer but the "
            "last, where it pools."
        )


def _size(task: Task, report: Report) -> None:
    count = report.whole("trainable") + report.whole("frozen")
    if task.parameters is not None and count != task.parameters:
        raise CheckFailed(
            f"{task.subject} has {count:,} parameters; {task.parameters:,} are asked for."
        )
    if task.at_most is not None and count > task.at_most:
        raise CheckFailed(
            f"{task.subject} has {count:,} parameters; at most {task.at_most:,} are allowed."
        )
    # Each trained number may have one beside it, such as a running statistic.
    if report.whole("buffers") > count + 1000:
        raise CheckFailed(f"{task.subject} keeps {report.whole('buffers'):,} numbers in buffers.")
    if task.epochs is not None and report.whole("epochs") > task.epochs:
        raise CheckFailed(
            f"{task.subject} asks for {report.whole('epochs')} epochs; at most {task.epochs} are "
            "allowed."
        )


def _says_probabilities(task: Task, outputs: NDArray[np.float64]) -> None:
    if (outputs >= 0).all() and np.abs(outputs.sum(axis=1) - 1).max() < 1e-3:
        raise CheckFailed(
            f"{task.subject} returns probabilities. The loss applies softmax itself: return the "
            "outputs of the last layer as they are."
        )
    if (outputs >= 0).all() and (outputs == 0).any():
        raise CheckFailed(
            f"{task.subject}: no output is ever negative. Nothing comes after the last layer, no "
            "ReLU either: it would cut off half of what the network can say."
        )


def _drawn_afresh(task: Task, report: Report) -> None:
    if report.texts("fixed"):
        raise CheckFailed(
            f"{task.subject}: {report.texts('fixed')[0]} starts with the same values whatever the "
            "seed is. Training starts from weights that are drawn at random."
        )
    if task.kind == "experiment" and report.get("repeated") is not True:
        raise CheckFailed(
            f"{task.subject}: two calls with the same seed give different weights. Call "
            "torch.manual_seed(seed) before the network is made."
        )


def _trajectory(name: str, task: Task, place: Place) -> None:
    losses = asked(
        task, lambda: place.ask("trajectory", task.shape, task.classes, place.prescribed)
    )
    expected = np.array(place.expected(name).losses)
    found = Report(task.subject, {"losses": losses}).array("losses", expected.shape)
    apart = np.abs(found - expected) > CLOSE_TRAINED[name] * (1 + np.abs(expected))
    if apart.any():
        step = int(np.argmax(apart)) + 1
        raise CheckFailed(
            f"{task.subject} does not train as the network that is asked for: with the same "
            f"weights and images the loss differs from step {step} on. "
            + (
                "The first loss is wrong already: look at forward and, if the outputs in eval mode "
                "are right, at what differs in training mode."
                if step == 1
                else "Its outputs start right, so gradients do not reach every layer as they "
                "should: is something frozen, detached, or different in training mode?"
            )
        )


def _images(task: Task, place: Place) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """Noise and labels: what is learnt by heart need not mean anything. Or stripes."""
    rng = place.rng(task.question, "wiring")
    count = 32 if task.kind == "loop" else IMAGES // (3 if place.profile == "quick" else 1)
    if task.shifts:
        from cnnkit.stripes import stripes

        dealt = stripes(count, seed=number(rng))
        return dealt.images, dealt.labels
    # As wide as pictures are, which lie between -1 and 1.
    images = (0.5 * rng.standard_normal((count, *task.shape))).astype(np.float32)
    return images, rng.permutation(np.arange(count, dtype=np.int64) % task.classes)


def _wiring(name: str, task: Task, place: Place) -> None:
    images, labels = _images(task, place)
    seed = number(place.rng(task.question, "wiring", "seed"))
    report = Report(
        task.subject,
        asked(
            task,
            lambda: place.ask(
                "memorise", task.kind, _tensor(images), _tensor(labels), task.steps, seed
            ),
        ),
    )
    if report.texts("still"):
        raise CheckFailed(
            f"{task.subject}: {report.texts('still')[0]} does not move in training. Every "
            "parameter takes part: is it used in forward, not frozen, and in the optimizer?"
        )
    shape = (len(labels), task.classes)
    first = _loss(report.array("first", shape), labels)
    if abs(first - np.log(task.classes)) > task.first_loss:
        raise CheckFailed(
            f"{task.subject}: before training the loss is {first:.2f}. A network that knows "
            f"nothing gives every class the same chance, a loss of ln {task.classes} = "
            f"{np.log(task.classes):.2f}."
        )
    losses = report.array("losses", (task.steps,))
    last = _loss(report.array("last", shape), labels)
    best = min(last, float(losses[-5:].mean()))
    if best > MEMORISED:
        raise CheckFailed(
            f"{task.subject} does not learn {len(labels)} images by heart in {task.steps} steps: "
            f"the loss is {best:.2f}. A network that cannot do that "
            "will learn nothing else; a softmax or ReLU at the end, a dropout that drops too "
            "much, or a rate that is far off are the usual causes."
        )


def _loop(name: str, task: Task, place: Place) -> None:
    images, labels = _images(task, place)
    seed = number(place.rng(task.question, "wiring", "seed"))
    report = Report(
        task.subject,
        asked(
            task,
            lambda: place.ask("run_loop", _tensor(images), _tensor(labels), task.classes, seed),
        ),
    )
    taught = Report(task.subject, _taught(report, images, task, seed))
    if taught.texts("still"):
        raise CheckFailed(
            f"{task.subject}: {taught.texts('still')[0]} is what it was before. Does every step "
            "call backward and then step, with all parameters in the optimizer?"
        )
    right = (taught.array("last", (len(labels), task.classes)).argmax(1) == labels).mean()
    if right < 0.95:
        raise CheckFailed(
            f"{task.subject}: after it the network knows {right:.0%} of the {len(labels)} images; "
            "95 % are asked for."
        )
    if report.whole("passes") > task.steps + 5:
        raise CheckFailed(f"{task.subject} takes more than {task.steps} steps.")


def _taught(report: Report, images: NDArray[np.float32], task: Task, seed: int) -> Any:
    """What the loop's weights say in a network of ours: the student's may have been altered."""
    weights = report.get("weights")
    try:
        return wiring.after_loop(weights, _tensor(images), task.classes, seed)
    except (AttributeError, TypeError, ValueError) as error:
        raise CheckFailed(
            f"{task.subject}: the network is another one after it. Train the parameters it has."
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


def _apart(found: NDArray[np.float64], expected: NDArray[np.float64]) -> bool:
    return bool((np.abs(found - expected) > CLOSE * (1 + np.abs(expected))).any())


def _size_of(values: NDArray[np.float64]) -> float:
    return 1 + float(np.abs(values).max())
