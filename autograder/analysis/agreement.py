"""How far readers agree, and how hard each of them is.

Agreement is Krippendorff's alpha for interval data (K. Krippendorff, *Content Analysis*, 2018), by
the library `krippendorff`; its interval is a bootstrap over answers (percentiles, seeded).

Severity is held against gold answers, whose points were settled beforehand. The differences of a
reader to the gold points are taken one after the other, each divided by what is possible, and the
reader is flagged as soon as a sequential test finds their mean different from zero: after n answers
|mean| > c(n) s / sqrt(n), with s the usual spread of readers and c from the mixture of normals
(H. Robbins, "Statistical methods related to the law of the iterated logarithm", 1970), which holds
for all n at once: whoever looks after every answer still has at most the stated share of false
alarms.
"""

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import krippendorff
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

USUAL_SPREAD = 0.3
"""Points by which a fair reader's mark of an answer scatters around the gold points."""

ALARMS = 0.02
"""Share of fair readers who are ever flagged."""

FEWEST = 4
"""Gold answers before anybody is flagged."""

_SOONEST = 8  # gold answers at which the test is at its sharpest
_DRAWS = 1000


@dataclass(frozen=True)
class Agreement:
    """How far two or more readers agree.

    Attributes:
        alpha: 1: wholly, 0: as by chance; None where it cannot be told.
        low: Lower end of its 95 % interval; None where it cannot be told.
        high: Upper end.
        answers: How many answers two readers or more have read.
    """

    alpha: float | None
    low: float | None
    high: float | None
    answers: int


@dataclass(frozen=True)
class Severity:
    """How hard a reader is, by gold answers.

    Attributes:
        reader: Who.
        count: How many gold answers they have read.
        mean: Mean difference to the gold points; negative: harder. None without any.
        low: Lower end of an interval that holds at any number of answers.
        high: Upper end.
        flagged_after: After how many gold answers it was clear that they differ; None: it is not.
    """

    reader: str
    count: int
    mean: float | None
    low: float | None
    high: float | None
    flagged_after: int | None


def agreement(read: Sequence[Mapping[str, float]], *, seed: int = 0) -> Agreement:
    """How far readers agree.

    Args:
        read: Points by reader, for each answer; one that fewer than two have read is left out.
        seed: Of the bootstrap.
    """
    twice = [one for one in read if len(one) > 1]
    readers = sorted({reader for one in twice for reader in one})
    table = np.array(
        [[one.get(reader, math.nan) for one in twice] for reader in readers], dtype=float
    ).reshape(len(readers), len(twice))
    alpha = _alpha(table)
    if alpha is None or len(twice) < FEWEST:
        return Agreement(alpha, None, None, len(twice))
    drawn = _bootstrap(table, seed)
    if drawn.size < _DRAWS // 2:
        return Agreement(alpha, None, None, len(twice))
    low, high = np.percentile(drawn, [2.5, 97.5])
    return Agreement(alpha, float(low), float(high), len(twice))


def _bootstrap(table: Floats, seed: int) -> Floats:
    """Alpha of answers drawn again and again, where it can be told.

    For interval data alpha follows from count, sum and sum of squares of each answer's points, so
    that all draws are computed at once.
    """
    count = np.sum(~np.isnan(table), axis=0)
    total, squares = np.nansum(table, axis=0), np.nansum(table**2, axis=0)
    within = (count * squares - total**2) / (count - 1)
    answers = table.shape[1]
    chosen = np.random.default_rng(seed).integers(0, answers, (_DRAWS, answers))
    n = count[chosen].sum(axis=1)
    spread = n * squares[chosen].sum(axis=1) - total[chosen].sum(axis=1) ** 2
    varied = spread > 1e-9
    observed = within[chosen].sum(axis=1)[varied]
    values: Floats = 1.0 - observed * (n[varied] - 1) / spread[varied]
    return values


def severity(reader: str, differences: Sequence[float], possible: float) -> Severity:
    """How hard a reader is.

    Args:
        reader: Who.
        differences: Points given less gold points, in the order of reading.
        possible: Points of the question; a question of fewer points scatters less.
    """
    spread = USUAL_SPREAD * min(1.0, possible)
    flagged = None
    total = 0.0
    for count, value in enumerate(differences, 1):
        total += value
        if count >= FEWEST and flagged is None and abs(total / count) > _bound(count, spread):
            flagged = count
    count = len(differences)
    if not count:
        return Severity(reader, 0, None, None, None, None)
    mean, wide = total / count, _bound(count, spread)
    return Severity(reader, count, mean, mean - wide, mean + wide, flagged)


def _bound(count: int, spread: float) -> float:
    """How far the mean of `count` differences of a fair reader ever goes.

    Robbins' mixture: for a normal walk S of variance v = n s^2, P(some n: |S| >= sqrt((v + r) *
    log((v + r) / (r a^2)))) <= a, for any r > 0.
    """
    variance = count * spread**2
    sharpest = math.log(1 - 2 * math.log(ALARMS)) - 2 * math.log(ALARMS)
    prior = _SOONEST * spread**2 / sharpest
    edge = math.sqrt((variance + prior) * math.log((variance + prior) / (prior * ALARMS**2)))
    return edge / count


def _alpha(table: Floats) -> float | None:
    """Krippendorff's alpha; None where all points are the same, or nobody read twice."""
    values = table[~np.isnan(table)]
    if values.size < 2 or np.all(values == values[0]):
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        return float(krippendorff.alpha(table, level_of_measurement="interval"))
