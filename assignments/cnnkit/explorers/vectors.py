"""Explorers 1 and 2: a picture as the vector that an MLP receives."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cnnkit.data import Images
from cnnkit.explorers.controls import Slider, View, explore
from cnnkit.explorers.guessing import Game, play
from cnnkit.plots import Panel, draw, frame, riddle
from gradekit.style import WINDOW, styled


def flatten(digits: Images) -> None:
    """Explorer 1: a digit beside its vector, one row of pixels marked in both.

    Args:
        digits: Pictures to choose from.
    """
    last = min(len(digits.labels), 100) - 1
    explore(
        lambda index, row: flatten_view(digits.images[index], int(digits.labels[index]), row),
        [Slider("picture", 0, last, 0), Slider("row", 0, digits.images.shape[1] - 1, 14)],
    )


def flatten_view(image: np.ndarray, label: int, row: int) -> View:
    """What explorer 1 shows.

    Args:
        image: `(H, W)`.
        label: The digit.
        row: Row of pixels to mark.
    """
    width = image.shape[1]
    vector = image.reshape(-1)
    with styled():
        figure = Figure(figsize=(7.6, 3.0), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=[1, 1.5])
        draw(left, Panel(f"the picture, shape {image.shape}", image))
        frame(left, row, 0, 1, width)
        _strip(right, vector, f"the vector, shape {vector.shape}")
        right.axvspan(
            row * width - 0.5, (row + 1) * width - 0.5, fill=False, edgecolor=WINDOW, linewidth=2
        )
    return View(
        figure,
        f"A {label}: shape {image.shape} before, {vector.shape} after. Row {row} becomes the "
        f"entries {row * width} to {(row + 1) * width - 1}; two pixels that touch, one below the "
        f"other, end up {width} entries apart.",
    )


def guess_from_vector(digits: Images, seed: int | None = None) -> None:
    """Explorer 2: the vector of an unknown digit; guess it, then see the picture.

    Args:
        digits: Pictures to draw from.
        seed: For the same pictures each time; None for other ones.
    """
    play(Game(digits, vector_view, np.random.default_rng(seed)))


def vector_view(image: np.ndarray, label: int, revealed: bool, _: int = 0) -> View:
    """What explorer 2 shows: the vector, and the picture when it is revealed."""
    vector = image.reshape(-1)
    with styled():
        figure = Figure(figsize=(7.6, 3.0), layout="constrained")
        left, right = figure.subplots(1, 2, width_ratios=[1, 1.5])
        if revealed:
            draw(left, Panel(f"it is a {label}", image))
        else:
            riddle(left, "which digit is it?", image.shape)
        _strip(right, vector, f"the vector, shape {vector.shape}")
    lit = int(np.count_nonzero(vector))
    text = f"{lit} of {len(vector)} entries are not black."
    return View(figure, f"It is a {label}. {text}" if revealed else f"Which digit is it? {text}")


def _strip(ax: Axes, vector: np.ndarray, title: str) -> None:
    """A vector as one row of pixels, stretched upwards so that it can be seen."""
    ax.imshow(vector[None, :], cmap="gray", aspect="auto", interpolation="nearest")
    ax.set_title(title)
    ax.set_xlabel("entry")
    ax.set_yticks([])
    ax.set_xticks([*range(0, len(vector), 196), len(vector) - 1])
