"""Explorer 6: what max pooling and average pooling make of the same four windows."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from cnnkit.explorers.controls import Slider, View, explore
from cnnkit.plots import Panel, draw, frame, limits
from gradekit.style import styled

_WINDOW = 2


def example_map() -> np.ndarray:
    """The map of the explorer, `(4, 4)`, whole numbers."""
    return np.array([[1, 3, 2, 4], [5, 6, 1, 2], [7, 2, 3, 1], [0, 8, 4, 5]])


@dataclass(frozen=True)
class Pools:
    """A map and what 2x2 windows side by side make of it; all three are float arrays."""

    values: np.ndarray
    largest: np.ndarray
    mean: np.ndarray


def pools_of(values: np.ndarray) -> Pools:
    """Pool a map of even height and width, `(H, W)` to `(H / 2, W / 2)`, in both ways."""
    height, width = np.array(values.shape) // _WINDOW
    windows = values.astype(float).reshape(height, _WINDOW, width, _WINDOW)
    return Pools(values.astype(float), windows.max(axis=(1, 3)), windows.mean(axis=(1, 3)))


def pooling() -> None:
    """Explorer 6: a 2x2 window on a 4x4 map, its maximum and its mean."""
    pools = pools_of(example_map())
    last = pools.largest.size
    explore(lambda number: pooling_view(pools, number - 1), [Slider("window", 1, last, last)])


def pooling_view(pools: Pools, position: int) -> View:
    """What explorer 6 shows: the window on the map, and both results up to this window."""
    row, column = divmod(position, pools.largest.shape[1])
    corner = row * _WINDOW, column * _WINDOW
    with styled():
        figure = Figure(figsize=(8.2, 3.4), layout="constrained")
        axes = figure.subplots(1, 3, width_ratios=[4, 3, 3])
        draw(axes[0], Panel("map, 4x4", pools.values, "activation"))
        frame(axes[0], *corner, _WINDOW, _WINDOW)
        for ax, title, result in (
            (axes[1], "max pooling", pools.largest),
            (axes[2], "average pooling", pools.mean),
        ):
            filled = result.copy()
            filled.reshape(-1)[position + 1 :] = np.nan
            image = draw(ax, Panel(title, filled, "activation"))
            image.set_norm(limits(pools.values, "activation"))
            frame(ax, row, column, 1, 1)
    window = pools.values[corner[0] : corner[0] + _WINDOW, corner[1] : corner[1] + _WINDOW]
    numbers = ", ".join(f"{value:g}" for value in window.reshape(-1))
    return View(
        figure,
        f"Window {position + 1} of {pools.largest.size} holds {numbers}: maximum "
        f"{pools.largest[row, column]:g}, mean {pools.mean[row, column]:g}. "
        f"So far max {_rows(pools.largest, position)}, mean {_rows(pools.mean, position)}.",
    )


def _rows(result: np.ndarray, position: int) -> str:
    """The numbers up to a position, row by row."""
    shown = [f"{value:g}" for value in result.reshape(-1)[: position + 1]]
    width = result.shape[1]
    lines = (" ".join(shown[start : start + width]) for start in range(0, len(shown), width))
    return f"[{'; '.join(lines)}]"
