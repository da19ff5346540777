"""Pictures of arrays: titles, axis labels and colours that mean the same everywhere.

Grey for images, `RdBu` centred at 0 for signed values (kernels, feature maps), `viridis` for
activations. Small arrays carry their numbers, and what is shown carries a summary in words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import Normalize
from matplotlib.figure import Figure
from matplotlib.image import AxesImage
from matplotlib.patches import Rectangle

from gradekit.display import show
from gradekit.style import QUIET, WINDOW, styled

Kind = Literal["image", "signed", "activation"]

# Up to this many pixels a side the numbers are written into them.
_NUMBERS_UP_TO = 8


@dataclass(frozen=True)
class Panel:
    """One array to draw: `(H, W)`, its title, and how its values are to be read."""

    title: str
    values: np.ndarray
    kind: Kind = "image"


def row(panels: Sequence[Panel], summary: str) -> None:
    """Show arrays side by side.

    Args:
        panels: What to draw, from left to right.
        summary: What the picture shows, in a sentence.
    """
    show(row_figure(panels), summary)


def row_figure(panels: Sequence[Panel], height: float = 2.9) -> Figure:
    """The figure that `row` shows.

    Args:
        panels: What to draw, from left to right.
        height: Inches.
    """
    with styled():
        widths = [max(0.6, p.values.shape[1] / p.values.shape[0]) for p in panels]
        figure = Figure(figsize=(height * sum(widths) + 0.4, height), layout="constrained")
        axes = figure.subplots(1, len(panels), squeeze=False, width_ratios=widths)[0]
        for ax, panel in zip(axes, panels, strict=True):
            draw(ax, panel)
    return figure


def draw(ax: Axes, panel: Panel, numbers: bool | None = None) -> AxesImage:
    """Draw an array on axes with pixel coordinates.

    Args:
        ax: Where.
        panel: What.
        numbers: Whether the values are written into the pixels; None decides by size.

    Returns:
        The image, to change its data later.
    """
    values = np.asarray(panel.values, dtype=float)
    image = ax.imshow(values, cmap=colour_map(panel.kind), norm=limits(values, panel.kind))
    ax.set_title(panel.title)
    ax.set_xlabel("column")
    ax.set_ylabel("row")
    for axis, size in ((ax.xaxis, values.shape[1]), (ax.yaxis, values.shape[0])):
        axis.set_ticks(range(0, size, max(1, -(-size // 8))))
    if numbers if numbers is not None else max(values.shape) <= _NUMBERS_UP_TO:
        write_numbers(ax, image)
    return image


def write_numbers(ax: Axes, image: AxesImage) -> None:
    """Write the values into the pixels, dark on light and light on dark; NaN stays empty."""
    for old in list(ax.texts):
        old.remove()
    values = np.asarray(image.get_array(), dtype=float)
    for (r, c), value in np.ndenumerate(values):
        if np.isfinite(value):
            red, green, blue, _ = image.cmap(image.norm(value))
            light = 0.3 * red + 0.59 * green + 0.11 * blue > 0.5
            ax.text(
                c,
                r,
                f"{value + 0.0:.3g}",
                ha="center",
                va="center",
                color="black" if light else "white",
            )


def picture_on(ax: Axes, pixels: np.ndarray, title: str) -> None:
    """Draw a colour picture without axes.

    Args:
        ax: Where.
        pixels: `(H, W, 3)`, uint8.
        title: What stands above it.
    """
    ax.imshow(pixels)
    ax.set_title(title, fontsize=9)
    ax.axis("off")


def riddle(ax: Axes, title: str, shape: tuple[int, int]) -> None:
    """Draw a grey field with a question mark where a picture is not shown yet."""
    ax.imshow(np.full(shape, 0.6), cmap="gray", vmin=0, vmax=1)
    ax.set_title(title)
    ax.set_xticks([])
    ax.set_yticks([])
    middle = ((shape[1] - 1) / 2, (shape[0] - 1) / 2)
    ax.text(*middle, "?", fontsize=48, ha="center", va="center", color="white")


def frame(
    ax: Axes, top: int, left: int, height: int, width: int, colour: str = WINDOW
) -> Rectangle:
    """Draw a rectangle around a window of pixels."""
    corner = (left - 0.5, top - 0.5)
    rectangle = Rectangle(corner, width, height, fill=False, edgecolor=colour, linewidth=2.5)
    return ax.add_patch(rectangle)


def colour_map(kind: Kind) -> str:
    """Name of the colour map for a kind of values."""
    return {"image": "gray", "signed": "RdBu", "activation": "viridis"}[kind]


def limits(values: np.ndarray, kind: Kind) -> Normalize:
    """Colour limits: signed values get as much room below 0 as above, so that 0 is white."""
    finite = values[np.isfinite(values)]
    if finite.size == 0:
        return Normalize(0, 1)
    if kind == "signed":
        most = float(np.abs(finite).max()) or 1.0
        return Normalize(-most, most)
    low, high = min(0.0, float(finite.min())), float(finite.max())
    return Normalize(low, high if high > low else low + 1.0)


def graph(name: str, values: Callable[[np.ndarray], np.ndarray], summary: str) -> None:
    """Show a function of one number from -3 to 3, beside the straight line of "do nothing".

    Args:
        name: The function's name.
        values: Takes numbers `(n,)` and gives as many.
        summary: What the picture shows, in a sentence.
    """
    x = np.linspace(-3, 3, 121)
    with styled():
        figure = Figure(figsize=(4.2, 2.9), layout="constrained")
        ax = figure.subplots()
        ax.plot(x, x, color=QUIET, linestyle=":", label="what comes in")
        ax.plot(x, values(x), color=WINDOW, linewidth=2, label=name)
        ax.set_xlabel("in")
        ax.set_ylabel("out")
        ax.grid(alpha=0.25)
        ax.legend()
    show(figure, summary)
