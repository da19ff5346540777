"""A leaderboard that luck does not climb: gated improvements, ranks as ranges.

Whoever hands in often enough would lead a naive board, since the best of many equal tries is a
lucky one. Here a later try takes the place of the shown one only where it is better by more than
chance gives anybody in so many tries; whom the measurements do not tell apart share a range of
ranks.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

MISTAKE = 0.05
"""Chance that anything which is shown as better is not, over all tries, or over all pairs."""


@dataclass(frozen=True)
class Measured:
    """An accuracy and how sure it is.

    Attributes:
        mean: In [0, 1], over all trainings.
        error: Its standard error: of the images that were drawn, and of the seeds.
    """

    mean: float
    error: float


@dataclass(frozen=True)
class ShownTry:
    """What the board shows of somebody's tries.

    Attributes:
        at: Which try it is, from 0.
        counted: How many tries could have moved it.
    """

    at: int
    counted: int


def measured(right: int, inputs: int, runs: int, sd: float | None) -> Measured:
    """The accuracy of some trainings on the same number of inputs each.

    Args:
        right: Right answers over all trainings.
        inputs: Inputs over all trainings.
        runs: How many trainings there were.
        sd: Standard deviation between them; None for a single one.
    """
    mean = right / inputs
    # With no wrong answer at all the formula would claim certainty; half an answer is kept.
    share = min(max(mean, 0.5 / inputs), 1 - 0.5 / inputs)
    # The images of one training may be those of another: they are counted once.
    images = share * (1 - share) / (inputs / runs)
    seeds = (sd or 0.0) ** 2 / runs
    return Measured(mean, math.sqrt(images + seeds))


def shown_of(tries: Sequence[Measured], limit: int) -> ShownTry:
    """The try that the board shows.

    The n-th try may err with probability `MISTAKE` · 6/(π n)², so that all together err with less
    than `MISTAKE`, however many there are and however they follow from what was shown.

    Args:
        tries: In the order of the hand-ins, at least one.
        limit: How many of them count.
    """
    at = 0
    counted = min(len(tries), limit)
    for n in range(1, counted):
        chance = MISTAKE * 6 / (math.pi * (n + 1)) ** 2
        margin = NormalDist().inv_cdf(1 - chance)
        step = margin * math.hypot(tries[n].error, tries[at].error)
        if tries[n].mean - tries[at].mean > step:
            at = n
    return ShownTry(at, counted)


def rank_ranges(entries: Sequence[Measured]) -> list[tuple[int, int]]:
    """The ranks that each entry may have, best and worst, from 1.

    An entry is above another where it is better by more than chance gives any pair: Bonferroni's
    bound over all pairs. So all ranges hold the true ranks with probability 1 - `MISTAKE`.
    """
    pairs = max(1, len(entries) * (len(entries) - 1) // 2)
    margin = NormalDist().inv_cdf(1 - MISTAKE / 2 / pairs)
    means = np.array([one.mean for one in entries])
    errors = np.array([one.error for one in entries])
    step = margin * np.hypot(errors[:, None], errors[None, :])
    ahead = means[None, :] - means[:, None]
    above, below = (ahead > step).sum(axis=1), (-ahead > step).sum(axis=1)
    return [(1 + int(a), len(entries) - int(b)) for a, b in zip(above, below, strict=True)]
