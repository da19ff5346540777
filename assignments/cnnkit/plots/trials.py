"""Pictures of trials: maps of several networks beside each other, shares that fall."""

from collections.abc import Mapping

import numpy as np
from matplotlib.figure import Figure

from cnnkit.data import Images
from cnnkit.plots.arrays import colour_map, limits, picture_on
from gradekit.display import show
from gradekit.style import QUIET, styled

_MARKERS = ("o", "s", "^", "D")


def show_maps_beside(images: Images, maps: Mapping[str, np.ndarray], summary: str) -> None:
    """Some images, a row for each, and beside it what several networks make of it.

    Args:
        images: N images.
        maps: By title, `(N, H, W)`; each map has a scale of its own.
        summary: What the picture shows, in a sentence.
    """
    with styled():
        size = (2.1 * (len(maps) + 1), 2.1 * len(images) + 0.3)
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.subplots(len(images), len(maps) + 1, squeeze=False)
        for number, (image, label, row) in enumerate(
            zip(images.images, images.labels, axes, strict=True)
        ):
            picture_on(row[0], image, images.classes[int(label)])
            for ax, (title, values) in zip(row[1:], maps.items(), strict=True):
                one = values[number]
                ax.imshow(one, cmap=colour_map("activation"), norm=limits(one, "activation"))
                ax.set_title("" if number else title, fontsize=9)
                ax.axis("off")
    show(figure, summary)


def show_shares(
    shares: Mapping[str, Mapping[int, float]], title: str, across: str, guessing: float
) -> None:
    """Shares of the images by a number, a line for each name.

    Args:
        shares: By name and number, in [0, 1]; all names have the same numbers.
        title: What the shares are of.
        across: What the number counts.
        guessing: Share that guessing has, in [0, 1].
    """
    with styled():
        figure = Figure(figsize=(6.6, 3.4), layout="constrained")
        ax = figure.subplots()
        ax.axhline(100 * guessing, color=QUIET, linestyle=":", label="guessing")
        for (name, line), marker, dashes in zip(
            shares.items(), _MARKERS, ("-", "--", "-.", ":"), strict=False
        ):
            percent = [100 * share for share in line.values()]
            ax.plot(list(line), percent, marker=marker, linestyle=dashes, label=name)
            ax.set_xticks(list(line))
        ax.set(title=title, xlabel=across, ylabel="% of the images", ylim=(0, 104))
        figure.legend(loc="outside right upper")
    words = [
        f"{name}: " + ", ".join(f"{share:.0%} at {number}" for number, share in line.items())
        for name, line in shares.items()
    ]
    show(figure, f"{title}, by {across}. {'; '.join(words)}.")
