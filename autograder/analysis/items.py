"""Statistics of multiple-choice questions: how hard they are, and whom they tell apart.

An item is held against the rest score: the points of everything else that was graded. Formulas are
those of classical test theory; the tests hold them against SciPy and against simulated classes.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

FEWEST = 15
"""Below this many answers no key is called doubtful: chance alone would do it."""

_TAIL = 0.27  # share of a class in its upper and its lower group, as Kelley found best
_Z = NormalDist().inv_cdf(0.975)

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class ItemAnswer:
    """What one student chose.

    Attributes:
        first: The option chosen first; of several, all their letters; None: no answer.
        last: The option handed in.
        rest: Points of everything else that was graded.
    """

    first: str | None
    last: str | None
    rest: float


@dataclass(frozen=True)
class ItemOption:
    """One option of an item.

    Attributes:
        letter: Its id.
        key: Whether it is right.
        first: How many chose it first.
        last: How many handed it in.
        share: Share of the first choices, in [0, 1].
        low: Share among the lower 27 % of the class by rest score; None in a small class.
        high: Share among the upper 27 %.
        rest: Mean rest score of those who chose it first; None if nobody did.
        r: Point-biserial correlation of choosing it with the rest score; None where either does not
            vary.
    """

    letter: str
    key: bool
    first: int
    last: int
    share: float
    low: float | None
    high: float | None
    rest: float | None
    r: float | None


@dataclass(frozen=True)
class ItemStatistics:
    """How a class did on an item.

    Attributes:
        n: Students who handed the assignment in.
        unanswered: Those without a first choice.
        right: First choices that are the key.
        right_last: Choices handed in that are the key.
        changed: Students who handed in another option than their first.
        gained: Those of them who changed to the key.
        lost: Those of them who changed from it.
        p: Facility, the share of right first choices; None in an empty class.
        p_interval: Wilson's interval of it, 95 %.
        r: Corrected point-biserial: right or not against the rest score; None where either does not
            vary.
        r_interval: Fisher's interval of it, 95 %.
        d: Facility in the upper 27 % less that in the lower; None in a small class.
        options: In the order of their letters.
        doubtful: Wrong option that discriminates better than the key and is chosen more often;
            empty for none.
    """

    n: int
    unanswered: int
    right: int
    right_last: int
    changed: int
    gained: int
    lost: int
    p: float | None
    p_interval: tuple[float, float] | None
    r: float | None
    r_interval: tuple[float, float] | None
    d: float | None
    options: tuple[ItemOption, ...]
    doubtful: str


def item_statistics(
    chosen: Sequence[ItemAnswer], letters: Sequence[str], key: str
) -> ItemStatistics:
    """How a class did on one item.

    The first choice is what counts for statistics: later ones depend on what was said to the first.

    Args:
        chosen: One a student.
        letters: The options.
        key: Letter of the right option; of several right ones all letters; empty if unknown.
    """
    n = len(chosen)
    rest = np.array([one.rest for one in chosen], float)
    firsts = [_letters(one.first) for one in chosen]
    lasts = [_letters(one.last) for one in chosen]
    wanted = _letters(key)
    right = np.array([bool(key) and first == wanted for first in firsts], bool)
    low, high = _tails(rest)
    options = tuple(
        _option(letter, letter in wanted, firsts, lasts, rest, low, high) for letter in letters
    )
    hits = int(right.sum())
    kept = [bool(key) and last == wanted for last in lasts]
    moved = [a != b for a, b in zip(firsts, lasts, strict=True)]
    r = correlation(right.astype(float), rest)
    return ItemStatistics(
        n=n,
        unanswered=sum(not first for first in firsts),
        right=hits,
        right_last=sum(kept),
        changed=sum(moved),
        gained=sum(m and b and not a for m, a, b in zip(moved, right, kept, strict=True)),
        lost=sum(m and a and not b for m, a, b in zip(moved, right, kept, strict=True)),
        p=hits / n if n else None,
        p_interval=wilson(hits, n) if n else None,
        r=r,
        r_interval=None if r is None else fisher(r, n),
        d=None if low is None or high is None else float(right[high].mean() - right[low].mean()),
        options=options,
        doubtful=_doubtful(options, wanted, n),
    )


def kr20(right: Mapping[str, Sequence[bool]]) -> tuple[float | None, dict[str, float | None]]:
    """Reliability of a set of items by Kuder and Richardson's formula 20.

    Args:
        right: Right or not, by item, of the same students in the same order.

    Returns:
        The reliability of all items, and by item what it would be without that one; None where it
        is not defined: fewer than two items, or nothing varies.
    """
    names = list(right)
    if not names:
        return None, {}
    table = np.array([right[name] for name in names], float).reshape(len(names), -1)
    without = {name: _reliability(np.delete(table, at, axis=0)) for at, name in enumerate(names)}
    return _reliability(table), without


def wilson(right: int, n: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, n at least 1."""
    p, a = right / n, _Z * _Z / n
    centre = (p + a / 2) / (1 + a)
    half = math.sqrt(a * p * (1 - p) + a * a / 4) / (1 + a)
    return max(0.0, centre - half), min(1.0, centre + half)


def fisher(r: float, n: int) -> tuple[float, float] | None:
    """Fisher's 95 % interval of a correlation; None below four students."""
    if n < 4:
        return None
    z = math.atanh(max(-1 + 1e-12, min(1 - 1e-12, r)))
    half = _Z / math.sqrt(n - 3)
    return math.tanh(z - half), math.tanh(z + half)


def correlation(a: Floats, b: Floats) -> float | None:
    """Pearson's correlation; None where either does not vary."""
    if len(a) < 2:
        return None
    x, y = a - a.mean(), b - b.mean()
    size = float(np.sqrt((x * x).sum() * (y * y).sum()))
    # Equal floats leave a remainder of rounding that would correlate with anything.
    return float((x * y).sum()) / size if size > 1e-9 * max(1.0, float(np.abs(b).max())) else None


def _option(
    letter: str,
    key: bool,
    firsts: Sequence[frozenset[str]],
    lasts: Sequence[frozenset[str]],
    rest: Floats,
    low: NDArray[np.intp] | None,
    high: NDArray[np.intp] | None,
) -> ItemOption:
    taken = np.array([letter in first for first in firsts], bool)
    count = int(taken.sum())
    return ItemOption(
        letter=letter,
        key=key,
        first=count,
        last=sum(letter in last for last in lasts),
        share=count / len(firsts) if firsts else 0.0,
        low=None if low is None else float(taken[low].mean()),
        high=None if high is None else float(taken[high].mean()),
        rest=float(rest[taken].mean()) if count else None,
        r=correlation(taken.astype(float), rest),
    )


def _doubtful(options: Sequence[ItemOption], key: frozenset[str], n: int) -> str:
    """The wrong option that behaves as the key should; empty for none."""
    right = next((one for one in options if one.key), None)
    if n < FEWEST or len(key) != 1 or right is None:
        return ""
    rivals = [
        one
        for one in options
        if not one.key
        and one.r is not None
        and one.first > right.first
        and one.r > (right.r if right.r is not None else 0.0)
    ]
    return max(rivals, key=lambda one: (one.r or 0.0, one.letter)).letter if rivals else ""


def _tails(rest: Floats) -> tuple[NDArray[np.intp] | None, NDArray[np.intp] | None]:
    """Positions of the lower and upper 27 %; None where they would be fewer than four each."""
    count = round(_TAIL * len(rest))
    if count < 4:
        return None, None
    order = np.argsort(rest, kind="stable")
    return order[:count], order[-count:]


def _reliability(table: Floats) -> float | None:
    k, n = table.shape
    if k < 2 or n < 2:
        return None
    total = float(table.sum(axis=0).var())
    p = table.mean(axis=1)
    return None if total == 0 else float(k / (k - 1) * (1 - (p * (1 - p)).sum() / total))


def _letters(answer: str | None) -> frozenset[str]:
    return frozenset(answer or "")
