"""Pictures for the first CNN: stripes, learned filters, and accuracy against shifts."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from cnnkit.plots.arrays import Panel, draw, limits, write_numbers
from cnnkit.stripes import CLASSES
from gradekit.display import show
from gradekit.style import INK, QUIET, WINDOW, styled

Curve = Mapping[int, float]
"""Accuracy in [0, 1] by shift in pixels."""

# One marker a line, so that lines can be told apart without their colours.
_MARKERS = ("o", "s", "^", "D", "v")


def stripe_samples(
    images: NDArray[np.float32], labels: NDArray[np.int64], columns: int = 4
) -> None:
    """Show some images of each class, one class a row.

    Args:
        images: (N, 1, H, W).
        labels: (N,), 0 or 1.
        columns: Images of a class.
    """
    with styled():
        figure = Figure(figsize=(1.75 * columns + 0.4, 4.1), layout="constrained")
        axes = figure.subplots(len(CLASSES), columns, squeeze=False)
        for label, row in enumerate(axes):
            for ax, image in zip(row, images[labels == label], strict=False):
                ax.imshow(image[0], cmap="gray", vmin=-0.6, vmax=1.6)
                ax.set_title(f"{label}: {CLASSES[label]}", fontsize=10)
                _bare(ax)
    counts = " and ".join(f"{int((labels == k).sum())} {name}" for k, name in enumerate(CLASSES))
    show(figure, f"{len(labels)} images of {images.shape[2]}x{images.shape[3]}: {counts}.")


def losses(values: Sequence[float]) -> None:
    """Show the mean training loss of every epoch."""
    with styled():
        figure = Figure(figsize=(5.2, 3), layout="constrained")
        ax = figure.subplots()
        ax.plot(range(1, len(values) + 1), values, marker="o")
        ax.axhline(np.log(2), color=QUIET, linestyle=":", label="guessing, ln 2 = 0.693")
        ax.set(title="Training loss", xlabel="epoch", ylabel="mean cross-entropy", ylim=(0, None))
        ax.set_xticks(range(1, len(values) + 1))
        ax.legend()
    show(figure, f"The loss falls from {values[0]:.3f} in epoch 1 to {values[-1]:.4f} at the end.")


def filters(weights: NDArray[np.float32], title: str = "filter") -> None:
    """Show the filters of a first layer with their values; one colour scale for all.

    Args:
        weights: (F, 1, kH, kW).
        title: What one of them is called.
    """
    with styled():
        figure = Figure(figsize=(2.2 * len(weights) + 0.5, 2.7), layout="constrained")
        axes = figure.subplots(1, len(weights), squeeze=False)[0]
        scale = limits(weights, "signed")
        for number, (ax, filter_) in enumerate(zip(axes, weights[:, 0], strict=True), start=1):
            panel = Panel(f"{title} {number}", np.round(filter_, 2), "signed")
            image = draw(ax, panel, numbers=False)
            image.set_norm(scale)
            write_numbers(ax, image)
            _bare(ax)
    most = float(np.abs(weights).max())
    show(figure, f"{len(weights)} filters; the largest weight is {most:.2f} in absolute value.")


def template(weights: NDArray[np.float32]) -> None:
    """Show what a linear model holds for and against its second class, pixel by pixel.

    Args:
        weights: (H, W), weight of class 1 less weight of class 0.
    """
    with styled():
        figure = Figure(figsize=(5, 4.4), layout="constrained")
        ax = figure.subplots()
        panel = Panel("speaks for horizontal (+) or vertical (-)", np.round(weights, 2), "signed")
        image = draw(ax, panel)
        figure.colorbar(image, ax=ax, shrink=0.8)
    show(
        figure,
        f"Weights for horizontal minus those for vertical, from {weights.min():.2f} to "
        f"{weights.max():.2f}.",
    )


def stripe_predictions(
    images: Mapping[int, NDArray[np.float32]], shares: Mapping[int, NDArray[np.float32]]
) -> None:
    """Show one stripe of each class at several shifts, and what a model says about it.

    Args:
        images: By shift, (2, 1, H, W): a vertical and a horizontal stripe.
        shares: By shift, (2, 2): probabilities of the classes, one row an image.
    """
    wrong = 0
    with styled():
        figure = Figure(figsize=(1.35 * len(images) + 0.2, 4.1), layout="constrained")
        axes = figure.subplots(len(CLASSES), len(images), squeeze=False)
        for column, (shift, pair) in enumerate(images.items()):
            for label, ax in enumerate(axes[:, column]):
                said = int(shares[shift][label].argmax())
                share = 100 * float(shares[shift][label, said])
                wrong += said != label
                ax.imshow(pair[label, 0], cmap="gray", vmin=-0.6, vmax=1.6)
                mark = "" if said == label else "\nwrong"
                ax.set_xlabel(
                    f"{CLASSES[said]}\n{share:.0f} %{mark}",
                    color=INK if said == label else WINDOW,
                    fontweight="normal" if said == label else "bold",
                    fontsize=9,
                )
                if label == 0:
                    ax.set_title(f"shift {shift:+d}" if shift else "centred", fontsize=10)
                _bare(ax, labels=True)
    show(figure, f"{wrong} of {2 * len(images)} predictions are wrong.")


def shift_curves(
    models: Mapping[str, Sequence[Curve]],
    title: str = "Accuracy on moved stripes",
    guessing: float = 50,
    told: Sequence[int] = (-2, 2),
) -> None:
    """Show a share of moved images, by model and shift.

    Args:
        models: By name, one curve for each training run; runs are drawn thin, their mean bold.
        title: What the shares are of.
        guessing: Share that guessing has, in per cent.
        told: The shifts that the summary gives the mean of.
    """
    with styled():
        figure = Figure(figsize=(7, 3.8), layout="constrained")
        ax = figure.subplots()
        ax.axhline(guessing, color=QUIET, linestyle=":", label="guessing")
        looks = zip(models.items(), _MARKERS, ("-", "--", "-."), strict=False)
        for (name, curves), marker, dashes in looks:
            shifts = sorted(curves[0])
            values = np.array([[100 * curve[shift] for shift in shifts] for curve in curves])
            (line,) = ax.plot(shifts, values.mean(0), marker=marker, ls=dashes, lw=2.2, label=name)
            if len(values) > 1:
                ax.plot(shifts, values.T, color=line.get_color(), linewidth=0.8, alpha=0.5)
        ax.set(title=title, xlabel="shift in pixels", ylabel="% of the images", ylim=(-4, 104))
        ax.set_xticks(shifts)
        figure.legend(loc="outside right upper")
    parts = [f"{name} {_at(curves, *told)}" for name, curves in models.items()]
    places = " and ".join(map(str, told))
    show(figure, f"{title}, mean of the shifts by {places} pixels, by run: {'; '.join(parts)}.")


def _at(curves: Sequence[Curve], *shifts: int) -> str:
    """Lowest and highest mean over these shifts."""
    means = [100 * float(np.mean([curve[shift] for shift in shifts])) for curve in curves]
    low, high = f"{min(means):.0f}", f"{max(means):.0f}"
    return f"{low} %" if low == high else f"{low} to {high} %"


def _bare(ax: Axes, labels: bool = False) -> None:
    ax.set_xticks([])
    ax.set_yticks([])
    if not labels:
        ax.set(xlabel="", ylabel="")
