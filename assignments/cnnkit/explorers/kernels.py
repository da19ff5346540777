"""From a dense layer to a kernel, and from nine random numbers to one: where kernels come from."""

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from cnnkit.explorers.controls import Slider, View, explore
from cnnkit.plots import Panel, draw
from gradekit.style import styled

_SIDE, _KERNEL = 4, 2
_OUT = _SIDE - _KERNEL + 1
_STEPS = ("dense", "local", "shared")
_RATE, _MOMENTUM = 0.05, 0.9


def dense_to_kernel(seed: int = 0) -> None:
    """Show the weight matrix of a layer from 4x4 pixels to a 3x3 map: dense, local, shared."""
    explore(
        lambda step: dense_to_kernel_view(step, seed),
        [Slider("dense, local, shared", 0, len(_STEPS) - 1, 0)],
    )


def layer_matrix(step: int, seed: int = 0) -> np.ndarray:
    """The weights of the layer: a row for each of 9 outputs, a column for each of 16 pixels.

    Args:
        step: 0 for a dense layer, 1 if a unit looks at its own 2x2 window only, 2 if all of them
            share the weights of one window as well.
        seed: Seed of the weights.

    Returns:
        Shape `(9, 16)`; NaN where there is no weight at all.
    """
    rng = np.random.default_rng(seed)
    weights = rng.normal(size=(_OUT * _OUT, _SIDE * _SIDE))
    if step == 0:
        return weights
    kernel = rng.normal(size=(_KERNEL, _KERNEL))
    local = np.full_like(weights, np.nan)
    for output in range(_OUT * _OUT):
        for u, v in np.ndindex(_KERNEL, _KERNEL):
            pixel = (output // _OUT + u) * _SIDE + output % _OUT + v
            local[output, pixel] = kernel[u, v] if step == 2 else weights[output, pixel]
    return local


def dense_to_kernel_view(step: int, seed: int = 0) -> View:
    """What `dense_to_kernel` shows at one step.

    Args:
        step: As in `layer_matrix`.
        seed: Seed of the weights.
    """
    matrix = layer_matrix(step, seed)
    present = np.isfinite(matrix)
    different = len(np.unique(matrix[present]))
    with styled():
        figure = Figure(figsize=(6.4, 3.9), layout="constrained")
        ax = figure.subplots()
        draw(ax, Panel(f"{_STEPS[step]}: {different} different weights", matrix, "signed"), False)
        ax.set_xlabel("pixel of the image (4x4, row by row)")
        ax.set_ylabel("number of the map (3x3)")
        ax.set_xticks(range(_SIDE * _SIDE))
        ax.set_yticks(range(_OUT * _OUT))
    told = (
        "Every number of the map has a weight for every pixel",
        "Every number of the map has weights for its own window only; the others are gone",
        "All windows have the same four weights: each colour comes back nine times, shifted",
    )
    return View(figure, f"{told[step]}: {different} weights to learn.")


@dataclass(frozen=True)
class Descent:
    """A kernel on its way: what it was after each step, and how wrong.

    Attributes:
        kernels: `(steps + 1, kH, kW)`, the first one random.
        losses: Mean squared difference of the maps, `(steps + 1,)`.
    """

    kernels: np.ndarray
    losses: np.ndarray


def learn_kernel(images: np.ndarray, kernel: np.ndarray, steps: int = 120) -> None:
    """Find a kernel again from images and their feature maps, by gradient descent.

    Args:
        images: `(N, H, W)`, any numbers.
        kernel: `(kH, kW)`: made the maps, and is not shown to the learner.
        steps: Steps of gradient descent.
    """
    found = descend(images, kernel, steps)
    explore(lambda step: learn_kernel_view(found, kernel, step), [Slider("step", 0, steps, steps)])


def descend(images: np.ndarray, kernel: np.ndarray, steps: int, seed: int = 0) -> Descent:
    """Gradient descent from a random kernel to the one that made the maps.

    Args:
        images: `(N, H, W)`.
        kernel: `(kH, kW)`.
        steps: Number of steps.
        seed: Seed of the first kernel.
    """
    pixels = np.asarray(images, dtype=float)
    # Pixels with mean 0 and variance 1 make one learning rate do for all images.
    pixels = (pixels - pixels.mean()) / max(pixels.std(), 1e-9)
    shape = np.shape(kernel)
    windows = np.lib.stride_tricks.sliding_window_view(pixels, shape, axis=(1, 2))
    rows = windows.reshape(-1, int(np.prod(shape)))  # one for each number of the maps
    maps = rows @ np.ravel(kernel)
    guess = np.random.default_rng(seed).normal(size=rows.shape[1])
    velocity = np.zeros_like(guess)
    kernels, losses = [], []
    for _ in range(steps + 1):
        wrong = rows @ guess - maps
        kernels.append(guess.reshape(shape))
        losses.append((wrong**2).mean())
        slope = 2 * wrong @ rows / len(rows)
        velocity = _MOMENTUM * velocity - _RATE * slope
        guess = guess + velocity
    return Descent(np.stack(kernels), np.array(losses))


def learn_kernel_view(found: Descent, kernel: np.ndarray, step: int) -> View:
    """What `learn_kernel` shows after some steps.

    Args:
        found: The descent.
        kernel: What it should find.
        step: How many steps have been taken.
    """
    now = found.kernels[step]
    with styled():
        figure = Figure(figsize=(8.6, 2.9), layout="constrained")
        left, middle, right = figure.subplots(1, 3, width_ratios=[1, 1, 1.4])
        draw(left, Panel(f"after {step} steps", np.round(now, 2), "signed"))
        draw(middle, Panel("the one that made the maps", kernel, "signed"))
        right.plot(np.maximum(found.losses, 1e-12), color="#717581")
        right.plot(step, max(found.losses[step], 1e-12), "o", color="#e76300")
        right.set_yscale("log")
        right.set_title("mean squared difference of the maps")
        right.set_xlabel("step")
    far = np.abs(now - kernel).max()
    return View(
        figure,
        f"After {step} of {len(found.losses) - 1} steps the loss is {found.losses[step]:.2g} and "
        f"the kernel {np.round(now, 2).tolist()}: {far:.2g} away from the one that made the maps.",
    )
