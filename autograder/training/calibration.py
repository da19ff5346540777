"""Thresholds with provenance: the reference is trained with many seeds, and says what to expect."""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import tomlkit
import torch
from scipy import stats

from autograder.records.assignment import load_assignment
from autograder.records.course import Course
from autograder.records.errors import ConfigError
from autograder.records.files import write_text
from autograder.records.pack import load_pack
from autograder.training.options import Training
from gradekit.checks.failures import CheckFailed
from gradekit.checks.randomness import seed as check_seed
from gradekit.training.judge import train_and_judge
from gradekit.training.local_trainer import LocalTrainer
from gradekit.training.tasks import CPU, TRAINED, Budget, Calibration, Task

PASSES = 0.999
CONFIDENCE = 0.95


def tolerance_factor(n: int, passes: float = PASSES, confidence: float = CONFIDENCE) -> float:
    """How many standard deviations below the mean a threshold lies.

    One-sided tolerance factor of a normal sample: with this confidence, mean - k sd of the sample
    lies below all but a share `1 - passes` of the population.

    Args:
        n: Size of the sample, at least 2.
        passes: Share of correct solutions that pass.
        confidence: Probability that it is so.
    """
    shift = float(stats.norm.ppf(passes)) * math.sqrt(n)
    return float(stats.nct.ppf(confidence, n - 1, shift)) / math.sqrt(n)


@dataclass(frozen=True)
class ReferenceTraining:
    """One training of a reference.

    Attributes:
        accuracy: On inputs not seen before; the worst part of them.
        seconds: CPU time.
    """

    accuracy: float
    seconds: float


@dataclass(frozen=True)
class _Counting(LocalTrainer):
    """Trains here and keeps what each training came to."""

    runs: list[ReferenceTraining] = field(default_factory=list)

    def note(self, record: Mapping[str, Any]) -> None:
        """Keep the run."""
        self.runs.append(ReferenceTraining(record["accuracy"], record["seconds"]))


def calibrate(
    course: Course,
    assignment: str,
    profile: str,
    device: str,
    runs: int,
    only: Sequence[str],
    progress: Callable[[str], None],
) -> list[str]:
    """Train the references of an assignment and write what to expect to its `assignment.toml`.

    Args:
        course: The course.
        assignment: Its id.
        profile: Whose budgets are used and whose thresholds are written.
        device: Where to train.
        runs: Trainings of each level.
        only: Levels such as `TASK.learns`; all when empty.
        progress: Told a line a training.

    Returns:
        A line for each level.

    Raises:
        ConfigError: If the assignment has no such level, or the device is not available.
    """
    # One that the course does not list yet can be calibrated, too.
    settings = load_assignment(course.sources / assignment)
    path = course.sources / assignment / "assignment.toml"
    pack = load_pack(course, assignment)
    training = Training(profile, device, settings.tasks, references=pack.references)
    if training.usable is not training:
        raise ConfigError(f"There is no {device} device here; calibrate where there is one.")
    keys = [
        (task, level)
        for task in settings.tasks.values()
        for level in task.levels
        if level in TRAINED and (not only or f"{task.name}.{level}" in only)
    ]
    if not keys:
        raise ConfigError(f"{assignment} has no trained level {' or '.join(only) or 'at all'}.")
    lines = []
    for task, level in keys:
        key, budget = f"{task.name}.{level}", task.budget(profile, level)
        pack.reference(task.name)
        found = _runs(task, level, training, runs, progress)
        calibration = _calibration(found, device)
        threshold = _threshold(task, budget, calibration)
        budget = replace(budget, threshold=threshold, calibration=calibration)
        _write(path, task.name, profile, level, budget)
        lines.append(
            f"{key}: T = {threshold:.1%} from n = {calibration.n}, mean {calibration.mean:.2%}, "
            f"sd {calibration.sd:.2%}, k = {calibration.k:.2f}"
        )
    return lines


def _runs(
    task: Task, level: str, training: Training, count: int, progress: Callable[[str], None]
) -> list[ReferenceTraining]:
    key = f"{task.name}.{level}"
    # Every training passes: one seed each, and no threshold worth the name.
    once = replace(task.budget(training.profile, level), threshold=1e-9, floor=None, seeds=1)
    trainer = _Counting(
        training.references[task.name], training.profile, training.device, tasks=training.tasks
    )
    open_task = replace(
        task, budgets={training.profile: {level: once}, CPU: {level: once}}, levels=(level,)
    )
    for number in range(count):
        token = check_seed.set(f"calibration {number}")
        try:
            train_and_judge(open_task, level, trainer)
        except CheckFailed as error:
            raise ConfigError(f"{key}: the reference itself is refused: {error}") from error
        finally:
            check_seed.reset(token)
        last = trainer.runs[-1]
        progress(
            f"{key}: {number + 1} of {count}: {last.accuracy:.2%}, {last.seconds:.1f} CPU s, about "
            f"{(count - number - 1) * last.seconds:.0f} CPU s to go"
        )
    return trainer.runs


def _calibration(runs: Sequence[ReferenceTraining], device: str) -> Calibration:
    accuracies = [run.accuracy for run in runs]
    return Calibration(
        device=device,
        torch=torch.__version__.split("+")[0],
        threads=torch.get_num_threads(),
        dtype="float32",
        n=len(runs),
        mean=round(statistics.mean(accuracies), 6),
        sd=round(statistics.stdev(accuracies), 6),
        k=round(tolerance_factor(len(runs)), 4),
        seconds=round(statistics.mean(run.seconds for run in runs), 2),
    )


def _threshold(task: Task, budget: Budget, calibration: Calibration) -> float:
    """Mean - k sd, within bounds.

    Guessing must not reach it. Whether a network learns at all is not asked more strictly because
    the reference learns everything: one that never errs has no spread that could say how far below
    it correct networks lie.
    """
    low, high = budget.bounds or (2.0 / task.classes, 1.0)
    return round(min(max(calibration.mean - calibration.k * calibration.sd, low), high), 4)


def _write(path: Path, task: str, profile: str, level: str, budget: Budget) -> None:
    """Put a threshold and its provenance into the file; all else stays as it is."""
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    budgets: Any = document["tasks"][task]["budgets"]
    if profile not in budgets:
        budgets[profile] = tomlkit.table(is_super_table=True)
    if level not in budgets[profile]:
        # A profile that was left out is that of the CPU; now it has figures of its own.
        values = {k: v for k, v in asdict(budget).items() if v is not None and k != "calibration"}
        budgets[profile][level] = tomlkit.item(values)
    assert budget.calibration is not None
    inline = isinstance(budgets[profile][level], tomlkit.items.InlineTable)
    provenance = tomlkit.inline_table() if inline else tomlkit.table()
    provenance.update(asdict(budget.calibration))
    budgets[profile][level]["threshold"] = budget.threshold
    budgets[profile][level]["calibration"] = provenance
    write_text(path, tomlkit.dumps(document))
