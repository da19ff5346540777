"""Pictures of a classifier's mistakes: accuracy by class, the confusion matrix, and who is who.

Every function takes what the student wrote; what is not written yet is said in a line.
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor

from cnnkit.data import Images
from cnnkit.plots.arrays import picture_on
from gradekit.display import attempt, show
from gradekit.style import INK, PARTNER, QUIET, styled
from gradekit.training.verdict import interval

# Pictures in a row of mistakes.
_EXAMPLES = 6


def show_per_class(
    confusion_matrix: Callable[..., Any],
    per_class_accuracy: Callable[..., Any],
    images: Images,
    predicted: Tensor,
) -> None:
    """Accuracy of each class as bars, with 95 % intervals (Wilson).

    Args:
        confusion_matrix: The student's function of q5_3.
        per_class_accuracy: Likewise.
        images: Pictures with their labels.
        predicted: What the network said.
    """
    matrix = attempt(confusion_matrix, _labels(images), predicted, len(images.classes))
    shares = None if matrix is None else attempt(per_class_accuracy, matrix)
    if shares is None:
        return
    counts = np.bincount(images.labels, minlength=len(images.classes))
    try:
        values = np.asarray(shares, dtype=float)
    except (TypeError, ValueError):
        # A student's function may return anything.
        values = np.zeros(0)
    if values.shape != counts.shape:
        print(f"per_class_accuracy should return {len(counts)} numbers.")
        return
    low, high = _interval(values, counts)
    order = np.argsort(-np.nan_to_num(values), kind="stable")
    overall = float((predicted.numpy() == images.labels).mean())
    with styled():
        figure = Figure(figsize=(7.6, 3.2), layout="constrained")
        ax = figure.subplots()
        places = np.arange(len(order))
        found = 100 * values[order]
        ax.bar(places, found, color=PARTNER)
        distance = 100 * np.abs(np.stack([values - low, high - values]))[:, order]
        ax.errorbar(places, found, distance, fmt="none", ecolor=INK, capsize=3)
        ax.axhline(100 * overall, color=QUIET, linestyle="--", label=f"all classes: {overall:.1%}")
        ax.set_xticks(places, [images.classes[i] for i in order], rotation=30)
        ax.set_ylim(0, 100)  # one scale for every accuracy of the unit
        ax.set_ylabel("% of the class's images")
        ax.set_title("Accuracy by class, with 95 % intervals")
        figure.legend(loc="outside upper right")
    best, worst = (images.classes[i] for i in (order[0], order[-1]))
    show(
        figure,
        f"Best {best} with {values[order[0]]:.0%}, worst {worst} with {values[order[-1]]:.0%}; "
        f"{overall:.1%} over all {len(images):,} images.",
    )


def show_confusions(
    confusion_matrix: Callable[..., Any],
    top_confusions: Callable[..., Any],
    images: Images,
    predicted: Tensor,
) -> None:
    """The confusion matrix, and pictures of the three most frequent mistakes.

    Args:
        confusion_matrix: The student's function of q5_3.
        top_confusions: Likewise.
        images: Pictures with their labels.
        predicted: What the network said.
    """
    matrix = attempt(confusion_matrix, _labels(images), predicted, len(images.classes))
    worst = None if matrix is None else attempt(top_confusions, matrix, 3)
    if worst is None or matrix is None:
        return
    if tuple(getattr(matrix, "shape", ())) != (len(images.classes),) * 2:
        print("confusion_matrix should return a matrix with a row for each class.")
        return
    if not _are_confusions(worst):
        print("top_confusions should return tuples (truth, predicted, count).")
        return
    show(_matrix_figure(np.asarray(matrix), images.classes), _summary(worst, images.classes))
    if worst:
        figure = _mistakes_figure(worst, images, predicted.numpy())
        show(figure, "Images of the most frequent mistakes, a row for each.")


def _labels(images: Images) -> Tensor:
    return torch.from_numpy(np.array(images.labels))


def _interval(shares: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Ends of the 95 % interval of each share of so many, (2, classes); nan where there is none."""
    ends = [
        interval(round(share * count), int(count))
        if count and 0 <= share <= 1
        else (np.nan, np.nan)
        for share, count in zip(shares, counts, strict=True)
    ]
    return np.array(ends).T


def _matrix_figure(matrix: np.ndarray, classes: Sequence[str]) -> Figure:
    with styled():
        figure = Figure(figsize=(6.4, 5.4), layout="constrained")
        ax = figure.subplots()
        rows = matrix / np.maximum(matrix.sum(axis=1, keepdims=True), 1)
        # By the share of the row, so that frequent classes do not outshine the others.
        image = ax.imshow(rows, cmap="Blues", vmin=0, vmax=1)
        for (row, column), count in np.ndenumerate(matrix):
            colour = "white" if rows[row, column] > 0.5 else "black"
            ax.text(
                column, row, f"{int(count)}", ha="center", va="center", fontsize=8, color=colour
            )
        places = range(len(classes))
        ax.set_xticks(places, classes, rotation=45, ha="right")
        ax.set_yticks(places, classes)
        ax.set_xlabel("predicted class")
        ax.set_ylabel("true class")
        ax.set_title("Confusion matrix")
        figure.colorbar(image, ax=ax, label="share of the row", shrink=0.8)
    return figure


def _are_confusions(worst: Any) -> bool:
    return isinstance(worst, list) and all(
        isinstance(item, tuple) and len(item) == 3 for item in worst
    )


def _summary(worst: Any, classes: Sequence[str]) -> str:
    told = [f"{classes[int(t)]} taken for {classes[int(p)]} ({int(n)} times)" for t, p, n in worst]
    return f"Most frequent mistakes: {'; '.join(told) or 'none'}."


def _mistakes_figure(worst: Any, images: Images, predicted: np.ndarray) -> Figure:
    with styled():
        figure = Figure(figsize=(7.6, 1.35 * len(worst) + 0.2), layout="constrained")
        axes = figure.subplots(len(worst), _EXAMPLES, squeeze=False)
        for row, (t, p, _) in zip(axes, worst, strict=True):
            found = np.flatnonzero((images.labels == int(t)) & (predicted == int(p)))
            for ax in row:
                ax.axis("off")
            title = f"is {images.classes[int(t)]},\nsays {images.classes[int(p)]}"
            for ax, index in zip(row, found[:_EXAMPLES], strict=False):
                picture_on(ax, images.images[index], title)
                title = ""
    return figure
