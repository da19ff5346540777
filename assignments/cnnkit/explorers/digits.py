"""Explorers 1 to 3: a digit as the vector that an MLP receives, and in patches; guessing games."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cnnkit.data import Images
from cnnkit.explorers.controls import Slider, View, explore, make_buttons, make_sliders
from cnnkit.plots import Panel, draw, frame, riddle
from gradekit.display import Shown, framed, interactive, show
from gradekit.style import WINDOW, styled

# Draws picture, its label, whether it is revealed, and a size if the game has one.
Draw = Callable[[np.ndarray, int, bool, int], View]
_COLOURS = ("#e76300", "#3f90da", "#9a6be0")


@dataclass
class Game:
    """The state of a game: which picture, whether it is revealed, and how the reader does."""

    digits: Images
    draw: Draw
    rng: np.random.Generator
    size: int = 0
    index: int = 0
    revealed: bool = False
    guesses: list[tuple[int, int]] = field(default_factory=list)

    def new(self) -> None:
        """Draw another picture and hide it."""
        self.index = int(self.rng.integers(len(self.digits.labels)))
        self.revealed = False

    def guess(self, digit: int) -> None:
        """Take a guess and reveal the picture; only the first guess counts."""
        if not self.revealed:
            self.guesses.append((digit, int(self.digits.labels[self.index])))
        self.revealed = True

    def view(self) -> View:
        """The picture of this moment, with the score so far."""
        label = int(self.digits.labels[self.index])
        view = self.draw(self.digits.images[self.index], label, self.revealed, self.size)
        right = sum(guess == truth for guess, truth in self.guesses)
        if not self.guesses:
            return view
        last = f"You guessed {self.guesses[-1][0]}. " if self.revealed else ""
        score = f" Right so far: {right} of {len(self.guesses)}."
        return View(view.figure, last + view.summary + score)


def play(game: Game, size: Slider | None = None) -> None:
    """Show a game; without a front end, its first picture, revealed.

    Args:
        game: What is played.
        size: A slider for the game's size, if it has one.
    """
    if size is not None:
        game.size = size.value
    game.new()
    if not interactive():
        game.revealed = True
        view = game.view()
        show(view.figure, view.summary)
        return
    import ipywidgets
    from IPython.display import display  # only a notebook has it loaded

    sliders = make_sliders([size] if size is not None else [])
    digits = make_buttons([str(digit) for digit in range(10)], "2.6em")
    (another,) = make_buttons(["New image"])
    guess = ipywidgets.HBox([ipywidgets.Label("Your guess (or press its key):"), *digits, another])
    display(framed([*sliders, guess], digits=True))
    view = game.view()
    connect(game, show(view.figure, view.summary), sliders, digits, another)


def connect(game: Game, shown: Shown, sliders: list[Any], digits: list[Any], another: Any) -> None:
    """Tie the controls to the game."""

    def redraw() -> None:
        view = game.view()
        shown.update(view.figure, view.summary)

    def on_guess(button: Any) -> None:
        game.guess(int(button.description))
        redraw()

    def on_new(_: Any) -> None:
        game.new()
        redraw()

    def on_size(change: Any) -> None:
        game.size = change["new"]
        redraw()

    for button in digits:
        button.on_click(on_guess)
    another.on_click(on_new)
    for slider in sliders:
        slider.observe(on_size, names="value")


def flatten(digits: Images) -> None:
    """Explorer 1: a digit beside its vector, one row of pixels marked in both.

    Args:
        digits: Pictures to choose from.
    """
    last = min(len(digits.labels), 100) - 1
    explore(
        lambda index, row: flatten_view(digits.images[index], int(digits.labels[index]), row),
        [Slider("image", 0, last, 0), Slider("row", 0, digits.images.shape[1] - 1, 14)],
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
        draw(left, Panel(f"the image, shape {image.shape}", image))
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
