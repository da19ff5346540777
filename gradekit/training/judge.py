"""Judging the levels that train: seeds in turn, a secret permutation, held-out inputs."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gradekit.checks.failures import CheckFailed, PartialCredit
from gradekit.training.evaluate import PART
from gradekit.training.reports import PlainReport
from gradekit.training.sources import Batch, deal
from gradekit.training.tasks import ACCURACY, Budget, Task
from gradekit.training.trainer import Trainer, Trial, asked, number
from gradekit.training.verdict import LevelVerdict, judge

SAME = 1e-3
"""Relative difference between two ways to run a network that is rounding."""

EXTRA = 2_000
"""Numbers that an exported network may hold beside its parameters: running statistics, sizes."""


@dataclass(frozen=True)
class ScoredTraining:
    """One training, scored.

    Attributes:
        right: Right answers on the held-out inputs, or on the worst part of them.
        count: How many inputs that were.
        parts: What the parts are called; empty where there is one.
        classes: Names of the classes.
        confusion: Right answers and mix-ups, rows are the truth, (classes, classes).
        trial: The training.
        halves: Right answers and inputs of two halves, the second kept from the class until the
            end; empty where there are parts or too few inputs.
    """

    right: int
    count: int
    confusion: NDArray[np.int64]
    trial: Trial
    parts: str = ""
    classes: tuple[str, ...] = ()
    halves: tuple[tuple[int, int], ...] = ()

    @property
    def accuracy(self) -> float:
        """Share of right answers."""
        return self.right / self.count


def train_and_judge(task: Task, level: str, trainer: Trainer) -> None:
    """Train until a seed passes, or as often as the budget says.

    Args:
        task: The task.
        level: `learns` or `accuracy`.
        trainer: Trains the student's network.

    Raises:
        CheckFailed: If no training reaches the threshold; `PartialCredit` above the floor.
    """
    budget = task.budget(trainer.profile, level)
    scored: list[ScoredTraining] = []
    for attempt in range(budget.seeds):
        one = _train(task, level, budget, trainer, attempt)
        if task.classes == 2 and one.accuracy >= budget.threshold:
            # Two classes have two orders only, and a fixed rule is right about one of them.
            other = _train(task, level, budget, trainer, attempt, turned=True)
            one = min(one, other, key=lambda training: training.accuracy)
        scored.append(one)
        if one.accuracy >= budget.threshold and not budget.every_seed:
            break
    verdict = judge([(s.right, s.count) for s in scored], budget.threshold, budget.floor)
    trainer.note(_record(task, level, trainer, budget, scored, verdict))
    if verdict.passed:
        return
    message = _message(task, level, budget, scored, verdict)
    if verdict.fraction > 0:
        raise PartialCredit(verdict.fraction, message)
    raise CheckFailed(message)


def _train(
    task: Task, level: str, budget: Budget, trainer: Trainer, attempt: int, turned: bool = False
) -> ScoredTraining:
    """One training with labels under a secret permutation; scored on inputs not seen before.

    `turned` reverses the permutation and leaves everything else as it was.
    """
    rng = trainer.rng(task.question, level, attempt)
    world, seed = number(rng), number(rng)
    permutation = rng.permutation(task.classes)
    if turned:
        permutation = permutation[::-1].copy()
    given = deal(budget.data, budget.examples, rng, world=world)
    held = deal(budget.data, budget.held_out, rng, world=world, held_out=True)
    job = {
        "kind": task.kind,
        "form": task.form,
        "seed": seed,
        "device": trainer.device,
        "epochs": budget.epochs,
        "batch_size": budget.batch_size,
        "optimizer": budget.optimizer,
        "rate": budget.rate,
        "flip": budget.flip,
        "cpu_seconds": budget.cpu_seconds,
        "wall_seconds": budget.wall_seconds,
        "title": f"{task.question} {level}, seed {attempt + 1} of {budget.seeds}",
    }
    batch = replace(given, labels=permutation[given.labels])
    trial = asked(task, lambda: trainer.train(job, batch, held.inputs))
    return score(task, trial, held, permutation)


def score(task: Task, trial: Trial, held: Batch, permutation: NDArray[np.int64]) -> ScoredTraining:
    """Hold a network's outputs against labels.

    Args:
        task: What was asked for.
        trial: The outputs.
        held: The inputs and their labels.
        permutation: The network's name of each class.

    Raises:
        CheckFailed: If the outputs are of the wrong form, depend on more than the input, or the
            network holds more numbers than it may.
    """
    count = len(held.labels)
    confusion = np.zeros((task.classes, task.classes), np.int64)
    outputs = np.asarray(trial.ways.get("outputs"))
    if outputs.shape == (count, task.classes) and not np.isfinite(outputs).all():
        # The training diverged: it knows nothing, and another seed may do better.
        return ScoredTraining(0, count, confusion, trial, classes=held.classes)
    outputs = _consistent(task, trial, count)
    limit = (task.parameters or task.at_most or 0) + EXTRA
    if trial.elements is not None and trial.elements > limit:
        raise CheckFailed(
            f"{task.variable}: once trained, the network holds {trial.elements:,} numbers, more "
            "than the parameters that it declares. A network learns; it does not keep a table."
        )
    # Back from the secret names of the classes to their own.
    guesses = np.argsort(permutation)[outputs.argmax(axis=1)]
    np.add.at(confusion, (held.labels, guesses), 1)
    hits = guesses == held.labels
    groups = np.zeros(count, np.int64) if held.groups is None else held.groups
    parts = [hits[groups == group] for group in np.unique(groups)]
    worst = min(parts, key=lambda part: float(part.mean()))
    called = held.parts if len(parts) > 1 else ""
    return ScoredTraining(
        int(worst.sum()),
        len(worst),
        confusion,
        trial,
        called,
        held.classes,
        _halves(hits) if len(parts) == 1 else (),
    )


def _halves(hits: NDArray[np.bool_]) -> tuple[tuple[int, int], ...]:
    """Right answers and inputs of two halves that are drawn without looking at the labels."""
    if len(hits) < 2:
        return ()
    order = np.random.default_rng(len(hits)).permutation(len(hits))
    cut = len(hits) // 2
    return tuple((int(hits[part].sum()), len(part)) for part in (order[:cut], order[cut:]))


def _consistent(task: Task, trial: Trial, count: int) -> NDArray[np.float64]:
    """The outputs, the same whichever way the network is run."""
    report = PlainReport(task.variable, dict(trial.ways))
    outputs = report.array("outputs", (count, task.classes))
    part = min(PART, count)
    size = SAME * (1 + float(np.abs(outputs).max()))
    if np.abs(report.array("again", (count, task.classes)) - outputs).max() > size:
        raise CheckFailed(
            f"{task.variable}: the trained network gives different outputs for the same "
            f"{task.thing}s the second time. In eval mode nothing is random and nothing is "
            "remembered."
        )
    for way in ("sevens", "ones"):
        if np.abs(report.array(way, (part, task.classes)) - outputs[:part]).max() > size:
            raise CheckFailed(
                f"{task.variable}: the trained network's output for an {task.thing} depends on the "
                f"other {task.thing}s of its batch, or on their order. In eval mode each "
                f"{task.thing} stands alone."
            )
    return outputs


def _message(
    task: Task, level: str, budget: Budget, scored: list[ScoredTraining], verdict: LevelVerdict
) -> str:
    parts = scored[-1].parts
    where = (
        f"at the worst of the {parts}" if parts else f"on {budget.held_out:,} unseen {task.thing}s"
    )
    reached = (
        f"{task.variable} reaches {verdict.accuracy:.1%} {where} "
        f"(95% interval {verdict.interval[0]:.1%} to {verdict.interval[1]:.1%}, best of "
        f"{len(scored)}); {budget.threshold:.1%} is required."
    )
    if level == ACCURACY and verdict.fraction > 0:
        return f"{reached} That is {verdict.fraction:.0%} of the points."
    if level == ACCURACY:
        return reached
    return (
        f"{reached} Trained by the grader on {task.classes} classes that it has never seen, it "
        "learns little."
    )


def _record(
    task: Task,
    level: str,
    trainer: Trainer,
    budget: Budget,
    scored: list[ScoredTraining],
    verdict: LevelVerdict,
) -> Mapping[str, Any]:
    best = max(scored, key=lambda one: one.accuracy)
    rows = best.confusion.sum(axis=1)
    return {
        "task": task.name,
        "level": level,
        "board": task.board and level == ACCURACY,
        "halves": _pooled(scored) if task.board and level == ACCURACY else None,
        "profile": trainer.profile,
        "device": trainer.device,
        "data": budget.data.rpartition(":")[2],
        "accuracy": verdict.accuracy,
        "interval": verdict.interval,
        "threshold": budget.threshold,
        "floor": budget.floor,
        "passed": verdict.passed,
        "borderline": verdict.borderline,
        "scores": tuple(one.accuracy for one in scored),
        "seconds": sum(one.trial.seconds for one in scored),
        "elements": best.trial.elements,
        "parameters": best.trial.parameters,
        "flops": best.trial.flops,
        "exported": best.trial.elements is not None,
        "isolated": best.trial.isolated,
        "why_not": best.trial.why,
        "curve": tuple(_point(epoch) for epoch in best.trial.curve),
        "classes": best.classes,
        "confusion": tuple(tuple(int(cell) for cell in row) for row in best.confusion),
        "per_class": tuple(
            None if not total else float(best.confusion[n, n] / total)
            for n, total in enumerate(rows)
        ),
    }


def _pooled(scored: list[ScoredTraining]) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """Right answers and inputs of each half, over all trainings; None where one has no halves."""
    # A training that diverged was right about nothing.
    sizes = next((one.halves for one in scored if one.halves), ())
    if not sizes:
        return None
    right = [sum(one.halves[n][0] for one in scored if one.halves) for n in (0, 1)]
    first, second = ((right[n], sizes[n][1] * len(scored)) for n in (0, 1))
    return first, second


def _point(epoch: Mapping[str, Any]) -> tuple[float | None, float | None]:
    """Loss and accuracy of an epoch; None for what is not a finite number."""
    loss, accuracy = (epoch.get(name) for name in ("loss", "accuracy"))
    return _finite(loss), _finite(accuracy)


def _finite(value: Any) -> float | None:
    return value if isinstance(value, float) and np.isfinite(value) else None
