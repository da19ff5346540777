"""Statistics of a verdict on accuracy: interval, sequential rule, linear credit."""

from collections.abc import Sequence
from dataclasses import dataclass


def interval(right: int, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share.

    Args:
        right: Successes.
        count: Trials, at least 1.

    Returns:
        Lower and upper end, in [0, 1].
    """
    from scipy.stats import binomtest  # loaded where something was trained

    found = binomtest(right, count).proportion_ci(method="wilson")
    return float(found.low), float(found.high)


def credit(accuracy: float, floor: float | None, threshold: float) -> float:
    """Share of the points: 1 from the threshold, 0 up to the floor, linear between them."""
    if accuracy >= threshold:
        return 1.0
    if floor is None or accuracy <= floor:
        return 0.0
    return (accuracy - floor) / (threshold - floor)


@dataclass(frozen=True)
class LevelVerdict:
    """What the trainings of a level came to.

    Attributes:
        accuracy: The best of them, in [0, 1].
        interval: Wilson's interval of that one, 95 %.
        passed: Whether it reached the threshold.
        borderline: Whether the interval holds the threshold.
        fraction: Share of the points.
    """

    accuracy: float
    interval: tuple[float, float]
    passed: bool
    borderline: bool
    fraction: float


def judge(scores: Sequence[tuple[int, int]], threshold: float, floor: float | None) -> LevelVerdict:
    """Judge by the best training: the rule stops at the first that reaches the threshold.

    Args:
        scores: Right answers and images of each training; at least one.
        threshold: Accuracy from which it passes.
        floor: See `credit`.
    """
    right, count = max(scores, key=lambda score: score[0] / score[1])
    accuracy = right / count
    low, high = interval(right, count)
    return LevelVerdict(
        accuracy=accuracy,
        interval=(low, high),
        passed=accuracy >= threshold,
        borderline=low < threshold < high,
        fraction=credit(accuracy, floor, threshold),
    )
