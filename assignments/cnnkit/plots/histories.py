"""Pictures of a training: samples of the data, loss curves, accuracies with their intervals."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from cnnkit.data import Images
from cnnkit.train import History
from gradekit.display import show
from gradekit.style import INK, PARTNER, QUIET, WINDOW, styled
from gradekit.training.verdict import interval

_COLOURS = (PARTNER, WINDOW, "#9a6be0", "#717581")
_MARKERS = ("o", "s", "^", "D")


def class_samples(data: Images, each: int = 8) -> None:
    """Show the first pictures of every class, a row a class.

    Args:
        data: The pictures.
        each: Pictures in a row.
    """
    show(
        class_samples_figure(data, each),
        f"{each} of {len(data):,} images ({data.source}) for each of the classes "
        f"{', '.join(data.classes)}.",
    )


def class_samples_figure(data: Images, each: int = 8) -> Figure:
    """The figure that `class_samples` shows."""
    rows = []
    for label in range(len(data.classes)):
        chosen = data.images[np.flatnonzero(data.labels == label)[:each]]
        rows.append(_strip(chosen, each))
    grid = np.concatenate(rows)  # (classes * 34, each * 34, 3)
    side = grid.shape[0] // len(rows)
    with styled():
        figure = Figure(figsize=(0.62 * each + 1.2, 0.62 * len(rows)), layout="constrained")
        ax = figure.subplots()
        ax.imshow(grid)
        ax.set_title("Training images, one row per class")
        ax.set_ylabel("class")
        ax.set_xticks([])
        ax.set_yticks([side * (row + 0.5) for row in range(len(rows))], data.classes)
        ax.tick_params(length=0)
        ax.spines[:].set_visible(False)
    return figure


def _strip(images: np.ndarray, each: int) -> np.ndarray:
    """Pictures side by side with white around them; places without a picture stay white."""
    height, width = images.shape[1:3]
    strip = np.full((height + 2, each * (width + 2), 3), 255, np.uint8)
    for column, image in enumerate(images):
        left = column * (width + 2) + 1
        strip[1 : height + 1, left : left + width] = image
    return strip


def curves(
    histories: Mapping[str, History], behind: Mapping[str, Sequence[History]] | None = None
) -> None:
    """Show loss and accuracy of several trainings, epoch by epoch.

    Args:
        histories: Trainings by name; at least one with an epoch.
        behind: Other trainings by name, some seeds of each, drawn in grey behind them.
    """
    words = [
        f"{name}: training loss {_first_last(run.train_loss)}, "
        f"validation loss {_first_last(run.valid_loss)}, "
        f"validation accuracy {run.valid_accuracy[-1]:.1%} after {len(run.train_loss)} epochs"
        for name, run in histories.items()
    ]
    for name, runs in (behind or {}).items():
        ends = ", ".join(f"{run.valid_accuracy[-1]:.1%}" for run in runs)
        words.append(
            f"In grey {name}, trained in full: validation accuracy {ends} "
            f"after {len(runs[0].train_loss)} epochs"
        )
    show(curves_figure(histories, behind), ". ".join(words) + ".")


def curves_figure(
    histories: Mapping[str, History], behind: Mapping[str, Sequence[History]] | None = None
) -> Figure:
    """The figure that `curves` shows."""
    with styled():
        figure = Figure(figsize=(8.4, 3.3), layout="constrained")
        left, right = figure.subplots(1, 2)
        _draw_behind(left, right, behind or {})
        for (name, run), colour, marker in zip(histories.items(), _COLOURS, _MARKERS, strict=False):
            epochs = range(1, len(run.train_loss) + 1)
            style = {"color": colour, "marker": marker, "markersize": 4}
            left.plot(epochs, run.train_loss, linestyle="--", label=f"{name}, training", **style)
            left.plot(epochs, run.valid_loss, label=f"{name}, validation", **style)
            shares = [100 * share for share in run.valid_accuracy]
            right.plot(epochs, shares, label=name, **style)
        left.set_title("Loss")
        left.set_ylabel("mean cross-entropy")
        right.set_title("Validation accuracy")
        right.set_ylabel("% of the images")
        right.set_ylim(0, 100)  # one scale for every accuracy of the unit
        drawn = [*histories.values(), *(run for runs in (behind or {}).values() for run in runs)]
        longest = max(len(run.train_loss) for run in drawn)
        for ax in (left, right):
            ax.set_xlabel("epoch")
            ax.set_xticks(range(1, longest + 1, max(1, longest // 9)))
            ax.grid(alpha=0.25)
            ax.legend(fontsize=8)
    return figure


def _draw_behind(left: Axes, right: Axes, behind: Mapping[str, Sequence[History]]) -> None:
    """Thin grey lines, one a seed, told apart by their dashes and by a name at their ends."""
    for (name, runs), dashes in zip(behind.items(), ("-", "--", ":", "-."), strict=False):
        style = {"color": QUIET, "linestyle": dashes, "linewidth": 1}
        for run in runs:
            epochs = range(1, len(run.train_loss) + 1)
            left.plot(epochs, run.valid_loss, **style)
            right.plot(epochs, [100 * share for share in run.valid_accuracy], **style)
        for ax in (left, right):
            ax.plot([], [], label=f"{name}, in full", **style)


def full_curves_figure(runs: Mapping[str, Sequence[History]]) -> Figure:
    """Validation accuracy of several networks, some seeds of each, epoch by epoch.

    Args:
        runs: Trainings by name; those of one name are drawn alike.
    """
    with styled():
        figure = Figure(figsize=(6.4, 3.1), layout="constrained")
        ax = figure.subplots()
        looks = zip(_COLOURS, _MARKERS, ("-", "--", ":", "-."), strict=True)
        for (name, seeds), (colour, marker, dashes) in zip(runs.items(), looks, strict=False):
            for number, run in enumerate(seeds):
                shares = [100 * share for share in run.valid_accuracy]
                ax.plot(
                    range(1, len(shares) + 1),
                    shares,
                    color=colour,
                    linestyle=dashes,
                    linewidth=1.4,
                    marker=marker,
                    markersize=4,
                    label="" if number else f"{name}, {len(seeds)} seed{'s' * (len(seeds) > 1)}",
                )
        ax.set_title("Full trainings")
        ax.set_xlabel("epoch")
        ax.set_ylabel("% of the validation images")
        ax.set_ylim(0, 100)
        ax.grid(alpha=0.25)
        ax.legend(loc="lower right")
    return figure


def accuracies(shares: Mapping[str, float], count: int, title: str) -> None:
    """Show accuracies with the 95 % interval that the number of images allows.

    Args:
        shares: Accuracy in [0, 1] by name.
        count: Number of images that each was measured on.
        title: Title of the picture.
    """
    words = []
    for name, share in shares.items():
        low, high = interval(round(share * count), count)
        words.append(f"{name} {share:.2%} (95 % interval {low:.2%} to {high:.2%})")
    show(accuracies_figure(shares, count, title), f"On {count:,} images: {'; '.join(words)}.")


def accuracies_figure(shares: Mapping[str, float], count: int, title: str) -> Figure:
    """The figure that `accuracies` shows."""
    names: Sequence[str] = list(shares)
    with styled():
        figure = Figure(figsize=(6.4, 0.7 * len(names) + 1.1), layout="constrained")
        ax = figure.subplots()
        for place, (share, colour) in enumerate(zip(shares.values(), _COLOURS, strict=False)):
            low, high = (100 * end for end in interval(round(share * count), count))
            ax.plot([low, high], [place, place], color=colour, linewidth=3, solid_capstyle="butt")
            ax.plot(100 * share, place, "o", color=colour)
            text = f"{share:.1%}"
            ax.annotate(text, (100 * share, place), (0, 8), textcoords="offset points", ha="center")
        ax.axvline(10, color=QUIET, linestyle=":", linewidth=1)
        ax.annotate("guessing", (10, len(names) - 0.6), (4, 0), textcoords="offset points",
                    color=INK, fontsize=8)  # fmt: skip
        ax.set_title(title)
        ax.set_xlabel(f"% of {count:,} images, with the 95 % interval")
        ax.set_yticks(range(len(names)), names)
        ax.set_ylim(len(names) - 0.4, -0.7)
        ax.set_xlim(0, 100)
    return figure


def _first_last(values: Sequence[float]) -> str:
    return f"{values[0]:.2f} to {values[-1]:.2f}"
