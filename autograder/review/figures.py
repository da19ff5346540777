"""Geometry of the drawings: numbers in, rectangles and ticks out; templates write the SVG."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

_STEPS = (0.5, 1.0, 2.0, 2.5, 5.0, 10.0, 20.0, 25.0, 50.0)
_MAX_BINS = 15


@dataclass(frozen=True)
class Bar:
    """A bar in the units of the drawing, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    count: int
    label: str


@dataclass(frozen=True)
class Tick:
    """A mark on an axis."""

    at: float
    label: str


@dataclass(frozen=True)
class Histogram:
    """How many students have how many points.

    Attributes:
        width: Width of the drawing.
        height: Height of the drawing; the baseline lies at `base`.
        base: Height of the baseline.
        left: Where the vertical axis stands.
        bars: One a bin, empty bins included.
        points: Ticks of the horizontal axis.
        students: Ticks of the vertical axis, `at` from the top.
        mean_at: Where the mean lies, or None without values.
        summary: The drawing in words.
    """

    width: float
    height: float
    base: float
    left: float
    bars: tuple[Bar, ...]
    points: tuple[Tick, ...]
    students: tuple[Tick, ...]
    mean_at: float | None
    summary: str


def histogram(
    values: Sequence[float], top: float, *, width: float = 960.0, height: float = 260.0
) -> Histogram:
    """Bin points from 0 to `top`; each bin holds its lower end, the last one both ends.

    Args:
        values: Points, one a student.
        top: Most points that can be had, bonus included.
        width: Width of the drawing.
        height: Height of the drawing.
    """
    top = max([top, *values, 1.0])
    step = next((s for s in _STEPS if top / s <= _MAX_BINS), top / _MAX_BINS)
    bins = max(1, math.ceil(top / step))
    counts = [0] * bins
    for value in values:
        counts[max(0, min(bins - 1, int(value / step)))] += 1
    left, base, above = 34.0, height - 26.0, 18.0
    most = max([*counts, 1])
    room, scale = (width - left - 8.0) / bins, (base - above) / most
    bars = tuple(
        Bar(
            x=round(left + n * room + 2, 2),
            y=round(base - count * scale, 2),
            width=round(room - 4, 2),
            height=round(count * scale, 2),
            count=count,
            label=_label(n, bins, step, top),
        )
        for n, count in enumerate(counts)
    )
    stride = _round_step(most / 4)
    mean = sum(values) / len(values) if values else None
    return Histogram(
        width=width,
        height=height,
        base=base,
        left=left,
        bars=bars,
        points=tuple(Tick(round(left + n * room, 2), f"{n * step:g}") for n in range(bins + 1)),
        students=tuple(
            Tick(round(base - n * scale, 2), str(n)) for n in range(0, most + 1, stride)
        ),
        mean_at=None if mean is None else round(left + mean / step * room, 2),
        summary=_summary(values, bars),
    )


def _round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50 ... that is not below a number."""
    size = int(10 ** math.floor(math.log10(max(least, 1))))
    return next(step for step in (size, 2 * size, 5 * size, 10 * size) if step >= least)


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two in the middle; None without values."""
    if not values:
        return None
    ordered = sorted(values)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle - 1] + ordered[middle]) / 2


def _label(number: int, bins: int, step: float, top: float) -> str:
    low, high = number * step, min((number + 1) * step, top)
    return f"{low:g} to {high:g}" if number == bins - 1 else f"{low:g} to under {high:g}"


def _summary(values: Sequence[float], bars: Sequence[Bar]) -> str:
    if not values:
        return "No submission has a total."
    parts = ", ".join(f"{bar.count} with {bar.label}" for bar in bars if bar.count)
    return f"{len(values)} submissions by points: {parts}."
