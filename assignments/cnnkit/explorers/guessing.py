"""The guessing game of two explorers: see a part, guess the digit, see the whole."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from cnnkit.data import Images
from cnnkit.explorers.controls import Slider, View, make_buttons, make_sliders
from gradekit.display import Shown, interactive, show

# Draws picture, its label, whether it is revealed, and a size if the game has one.
Draw = Callable[[np.ndarray, int, bool, int], View]


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
    (another,) = make_buttons(["New picture"])
    guess = ipywidgets.HBox([ipywidgets.Label("Your guess:"), *digits, another])
    display(*sliders, guess)
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
