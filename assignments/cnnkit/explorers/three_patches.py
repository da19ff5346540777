"""Explorer 3: how much of a picture a small patch tells."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cnnkit.data import Images
from cnnkit.explorers.controls import Slider, View
from cnnkit.explorers.guessing import Game, play
from cnnkit.plots import Panel, draw, frame, riddle
from gradekit.style import styled

_COLOURS = ("#e76300", "#3f90da", "#832db6")


def patches(digits: Images, seed: int | None = None) -> None:
    """Explorer 3: three patches of an unknown digit; guess it, then see where they lie.

    Args:
        digits: Pictures to draw from.
        seed: For the same pictures each time; None for other ones.
    """
    game = Game(digits, patches_view, np.random.default_rng(seed))
    play(game, Slider("patch size", 2, digits.images.shape[1], 8))


def find_patches(image: np.ndarray, size: int, count: int = 3) -> list[tuple[int, int]]:
    """Positions of patches with much variance that lie apart.

    All `(H - size + 1) * (W - size + 1)` positions are candidates. The patches do not overlap if
    there is room; else they lie as far apart as half, a quarter, ... of the size.

    Args:
        image: `(H, W)`.
        size: Height and width of a patch.
        count: How many are wanted; fewer come out when there are fewer positions.

    Returns:
        Top left corners `(row, column)`, the most varied patch first.
    """
    windows = np.lib.stride_tricks.sliding_window_view(image.astype(float), (size, size))
    variance = windows.var(axis=(2, 3))
    order = np.argsort(-variance, axis=None, kind="stable")
    corners = [
        (int(r), int(c)) for r, c in zip(*np.unravel_index(order, variance.shape), strict=True)
    ]
    gap = size
    while True:
        chosen: list[tuple[int, int]] = []
        for corner in corners:
            if all(max(abs(corner[0] - r), abs(corner[1] - c)) >= gap for r, c in chosen):
                chosen.append(corner)
            if len(chosen) == count:
                return chosen
        if gap <= 1:
            return chosen
        gap //= 2


def patches_view(image: np.ndarray, label: int, revealed: bool, size: int) -> View:
    """What explorer 3 shows: the patches, and where they lie when it is revealed."""
    corners = find_patches(image, size)
    with styled():
        figure = Figure(figsize=(8.6, 2.7), layout="constrained")
        axes = figure.subplots(1, 4)
        for ax in axes:
            ax.set_axis_off()
        for ax, corner, colour in zip(axes, corners, _COLOURS, strict=False):
            ax.set_axis_on()
            row, column = corner
            patch = image[row : row + size, column : column + size]
            where = f"rows {row}-{row + size - 1}" if revealed else f"{size}x{size} pixels"
            draw(ax, Panel(where, patch), numbers=False)
            ax.images[0].set_clim(0, 255)
            for spine in ax.spines.values():
                spine.set(edgecolor=colour, linewidth=2.5)
        _draw_whole(axes[-1], image, corners if revealed else [], size, label)
    positions = (image.shape[0] - size + 1) * (image.shape[1] - size + 1)
    seen = len(corners) * size * size
    text = (
        f"{len(corners)} of {positions} possible {size}x{size} patches; together at most {seen} "
        f"of {image.size} pixels."
    )
    return View(figure, f"It is a {label}. {text}" if revealed else f"Which digit is it? {text}")


def _draw_whole(
    ax: Axes, image: np.ndarray, corners: list[tuple[int, int]], size: int, label: int
) -> None:
    ax.set_axis_on()
    if not corners:
        riddle(ax, "which digit is it?", image.shape)
        return
    draw(ax, Panel(f"it is a {label}", image))
    for (row, column), colour in zip(corners, _COLOURS, strict=False):
        frame(ax, row, column, size, size, colour)
