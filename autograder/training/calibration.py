"""Thresholds with provenance: the reference is trained with many seeds, and says what to expect."""

import math
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import tomlkit
import torch
from scipy import stats

from autograder.records.assignment import Calibration, load_assignment
from autograder.records.course import Course
from autograder.records.errors import ConfigError
from autograder.records.files import write_text
from autograder.records.pack import load_pack
from autograder.training.options import Training
from gradekit.checks.failures import CheckFailed
from gradekit.checks.randomness import seed as check_seed
from gradekit.training.budgets import PROFILES
from gradekit.training.place import Here
from gradekit.training.tasks import LEARNS, TASKS, Budget
from gradekit.training.training import train_and_judge

PASSES = 0.999
CONFIDENCE = 0.95

TASKS_OF: Mapping[str, tuple[str, ...]] = {
    "a3_tiny_cnn": ("shift_tolerant",),
    "a4_cifar10": ("simple_cnn", "improved_cnn", "experiment"),
    "challenge": ("challenge",),
}
"""Which tasks an assignment asks."""


def tolerance_factor(n: int, passes: float = PASSES, confidence: float = CONFIDENCE) -> float:
    """How many standard deviations below the mean a threshold lies.

    One-sided tolerance factor of a normal sample: with this confidence, mean - k sd of the sample
    lies below all but a share `1 - passes` of the population.

    Args:
        n: Size of the sample, at least 2.
        passes: Share of correct solutions that pass.
        confidence: That it is so.
    """
    shift = float(stats.norm.ppf(passes)) * math.sqrt(n)
    return float(stats.nct.ppf(confidence, n - 1, shift)) / math.sqrt(n)


@dataclass(frozen=True)
class Run:
    """One training of a reference.

    Attributes:
        accuracy: On images not seen before; the worst part of them.
        seconds: CPU time.
    """

    accuracy: float
    seconds: float


@dataclass(frozen=True)
class _Counting(Here):
    """A place that trains once, asks nothing of it and keeps what it came to."""

    training: Training = field(default_factory=Training)
    runs: list[Run] = field(default_factory=list)

    def budget(self, task: str, rung: str) -> Budget:
        """See `Place`: that of the profile, for one seed and without a threshold."""
        return replace(self.training.budget(task, rung), threshold=0.0, floor=None, seeds=1)

    def note(self, record: Mapping[str, Any]) -> None:
        """See `Place`."""
        self.runs.append(Run(record["accuracy"], record["seconds"]))


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
        runs: Trainings of each rung.
        only: Rungs such as `experiment.learns`; all when empty.
        progress: Told a line a training.

    Returns:
        A line for each rung.

    Raises:
        ConfigError: If the assignment has no such rung, or the device cannot be had.
    """
    # One that the course does not list yet can be calibrated, too.
    settings = load_assignment(course.sources / assignment)
    path = course.sources / assignment / "assignment.toml"
    references = load_pack(course, assignment).references
    training = Training(profile, device, settings.profiles, references=references)
    if training.usable is not training:
        raise ConfigError(f"There is no {device} device here; calibrate where there is one.")
    keys = [
        key
        for key in PROFILES.get(profile, PROFILES["cpu"])
        if key.split(".")[0] in TASKS_OF.get(assignment, ()) and (not only or key in only)
    ]
    if not keys:
        raise ConfigError(f"{assignment} has no trained rung {' or '.join(only) or 'at all'}.")
    lines = []
    for key in keys:
        found = _runs(key, training, runs, progress)
        calibration = _calibration(found, device)
        threshold = calibration.mean - calibration.k * calibration.sd
        threshold = round(min(max(threshold, _lowest(key)), _highest(key, profile)), 4)
        _write(path, profile, key, threshold, calibration)
        lines.append(
            f"{key}: T = {threshold:.1%} from n = {calibration.n}, mean {calibration.mean:.2%}, "
            f"sd {calibration.sd:.2%}, k = {calibration.k:.2f}"
        )
    return lines


def _runs(key: str, training: Training, count: int, progress: Callable[[str], None]) -> list[Run]:
    task, rung = key.split(".")
    place = _Counting(
        training.references[task], training.profile, training.device, training=training
    )
    for number in range(count):
        token = check_seed.set(f"calibration {number}")
        try:
            train_and_judge(task, rung, place)
        except CheckFailed as error:
            raise ConfigError(f"{key}: the reference itself is refused: {error}") from error
        finally:
            check_seed.reset(token)
        last = place.runs[-1]
        progress(
            f"{key}: {number + 1} of {count}: {last.accuracy:.2%}, {last.seconds:.1f} CPU s, about "
            f"{(count - number - 1) * last.seconds:.0f} CPU s to go"
        )
    return place.runs


def _calibration(runs: Sequence[Run], device: str) -> Calibration:
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


def _lowest(key: str) -> float:
    """A threshold that guessing cannot reach, whatever the spread of the reference."""
    return 2.0 / TASKS[key.split(".")[0]].classes if "shift" not in key else 0.9


def _highest(key: str, profile: str) -> float:
    """Whether a network learns at all is not asked more strictly because the reference learns all.

    A reference that never errs has no spread that could say how far below it correct ones lie.
    """
    built_in = PROFILES.get(profile, PROFILES["cpu"])[key].threshold
    return built_in if key.endswith(LEARNS) or "shift" in key else 1.0


def _write(path: Path, profile: str, key: str, threshold: float, calibration: Calibration) -> None:
    """Put a threshold and its provenance into the file; all else stays as it is."""
    document = tomlkit.parse(path.read_text(encoding="utf-8"))
    rung = document
    for name in ("profiles", profile, key):
        if name not in rung:
            rung[name] = tomlkit.table(is_super_table=name != key)
        rung = rung[name]
    rung["threshold"] = threshold
    provenance = tomlkit.table()
    provenance.update(calibration.model_dump())
    rung["calibration"] = provenance
    write_text(path, tomlkit.dumps(document))
