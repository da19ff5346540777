"""Pictures of the inside of a network: filters, maps, slopes, and trials side by side.

Every function takes what the student wrote and shows what it makes of a trained network; what is
not written yet is said in a line, and nothing is raised.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import torch
from matplotlib.figure import Figure
from torch import Tensor, nn

from cnnkit.data import Images
from cnnkit.plots.arrays import colour_map, limits, picture_on
from cnnkit.train import to_unit
from gradekit.display import attempt, show
from gradekit.style import PARTNER, QUIET, WINDOW, styled

_COLUMNS = 8
_MAPS = 5


def show_filters(filters_for_display: Callable[..., Any], weight: Tensor) -> None:
    """The filters of a first layer as colour pictures.

    Args:
        filters_for_display: The student's function of q5_1.
        weight: `(F, 3, kH, kW)`.
    """
    shown = attempt(filters_for_display, weight)
    if shown is None:
        return
    wanted = (weight.shape[0], *weight.shape[2:], weight.shape[1])
    if tuple(getattr(shown, "shape", ())) != wanted:
        print(f"filters_for_display should return a tensor of shape {wanted}.")
        return
    pictures = np.clip(shown.detach().numpy(), 0, 1)
    with styled():
        rows = math.ceil(len(pictures) / _COLUMNS)
        figure = Figure(figsize=(7.6, 1.15 * rows + 0.3), layout="constrained")
        for number, ax in enumerate(figure.subplots(rows, _COLUMNS).flat):
            ax.axis("off")
            if number < len(pictures):
                ax.imshow(pictures[number])
                ax.set_title(f"{number}", fontsize=8, pad=3)
    largest = float(weight.detach().abs().amax(dim=(1, 2, 3)).max())
    show(
        figure,
        f"{len(pictures)} filters of {wanted[1]}x{wanted[2]}, each on its own scale: middle grey "
        "is weight 0, brighter is positive, darker negative. "
        f"Largest weight of all: {largest:.2f}.",
    )


def show_activations(
    capture_activations: Callable[..., Any], model: nn.Module, picture: Images
) -> None:
    """What the two convolutions of SimpleCNN make of one picture.

    Args:
        capture_activations: The student's function of q5_2.
        model: A SimpleCNN.
        picture: One picture.
    """
    x = to_unit(torch.from_numpy(np.array(picture.images))).contiguous()
    found = attempt(capture_activations, model, x, ["conv1", "conv2"])
    if found is None:
        return
    if not isinstance(found, dict) or not {"conv1", "conv2"} <= set(found):
        print("capture_activations should return a dictionary with conv1 and conv2.")
        return
    first, second = (found[name][0].detach().numpy() for name in ("conv1", "conv2"))
    rows = []
    for layer, maps in (("conv1", first), ("conv2", second)):
        # The strongest, so that the rows compare.
        best = np.sort(np.argsort(-maps.max(axis=(1, 2)), kind="stable")[:_MAPS])
        rows.append((f"{layer}\nfeature maps", maps[best], best, "signed"))
        rows.append((f"{layer}\nafter ReLU", maps[best].clip(min=0), best, "activation"))
    label = picture.classes[int(picture.labels[0])]
    with styled():
        figure = Figure(figsize=(9.6, 8.0), layout="constrained")
        axes = figure.subplots(len(rows), _MAPS + 1)
        for row, (title, maps, numbers, kind) in zip(axes, rows, strict=True):
            picture_on(row[0], picture.images[0], title)
            for ax, values, number in zip(row[1:], maps, numbers, strict=True):
                ax.imshow(values, cmap=colour_map(kind), norm=limits(values, kind))
                ax.set_title(f"filter {number}", fontsize=8, pad=3)
                ax.axis("off")
    silent = float((second <= 0).mean())
    show(
        figure,
        f"A {label} in the {_MAPS} strongest maps of each layer. After "
        f"ReLU {silent:.0%} of what the second layer computed is zero.",
    )


def show_saliency(
    saliency: Callable[..., Any], model: nn.Module, images: Images, predicted: Tensor
) -> None:
    """Two pictures that the network gets right and two that it does not, with their saliency.

    Args:
        saliency: The student's function of q5_4.
        model: The network.
        images: Pictures with their labels.
        predicted: What the network said; the saliency is that of this class.
    """
    right = predicted.numpy() == images.labels
    chosen = np.concatenate([np.flatnonzero(right)[:2], np.flatnonzero(~right)[:2]])
    few = images.take(chosen)
    x = to_unit(torch.from_numpy(np.array(few.images))).contiguous()
    maps = attempt(saliency, model, x, predicted[torch.from_numpy(chosen)])
    if maps is None:
        return
    if tuple(getattr(maps, "shape", ())) != (len(chosen), *x.shape[2:]):
        print(f"saliency should return a tensor of shape {(len(chosen), *x.shape[2:])}.")
        return
    with styled():
        figure = Figure(figsize=(9.2, 5.0), layout="constrained")
        axes = figure.subplots(2, len(chosen), squeeze=False)
        for column, values in enumerate(maps.detach().numpy()):
            is_, says = (
                images.classes[int(label)]
                for label in (few.labels[column], predicted[int(chosen[column])])
            )
            picture_on(axes[0, column], few.images[column], f"is {is_}\nsays {says}")
            axes[1, column].imshow(values, cmap="viridis", norm=limits(values, "activation"))
            axes[1, column].set_title(f"slope of “{says}”", fontsize=9)
            axes[1, column].axis("off")
    show(figure, "Above the images, below where a small change moves the score of the class most.")


def show_runs(
    names: Sequence[str], scores: Sequence[Sequence[float]], seeds: Sequence[int], title: str
) -> None:
    """Accuracies of variants as points, those of one seed joined by a line.

    Args:
        names: The variants.
        scores: For each, one accuracy a seed.
        seeds: The seeds.
        title: What all runs have in common.
    """
    with styled():
        figure = Figure(figsize=(6.4, 2.9), layout="constrained")
        ax = figure.subplots()
        for column, (seed, marker) in enumerate(zip(seeds, "os^Dv", strict=False)):
            own = [100 * row[column] for row in scores]
            ax.plot(range(len(names)), own, marker=marker, label=f"seed {seed}")
        ax.axhline(10, color=QUIET, linestyle=":", label="guessing")
        ax.set_xticks(range(len(names)), names)
        ax.set_xlim(-0.4, len(names) - 0.6)
        ax.set_ylim(0, 100)
        ax.set_ylabel("% of the images")
        ax.set_title(f"Paired runs, {title}")
        ax.legend(loc="upper left", ncols=len(seeds) + 1)
    means = ", ".join(
        f"{n}: {100 * np.mean(row):.1f} %" for n, row in zip(names, scores, strict=True)
    )
    show(figure, f"Mean accuracy on the validation images: {means}.")


def show_parameters(networks: Mapping[str, nn.Module]) -> None:
    """Parameters of networks as bars: those of dense layers, and all others.

    Args:
        networks: By name.
    """
    dense = [
        _count(m for m in net.modules() if isinstance(m, nn.Linear)) for net in networks.values()
    ]
    total = [_count([network]) for network in networks.values()]
    with styled():
        figure = Figure(figsize=(7.6, 2.6), layout="constrained")
        ax = figure.subplots()
        places = np.arange(len(networks))
        others = np.array(total) - dense
        ax.barh(places, dense, color=PARTNER, label="dense layers")
        ax.barh(places, others, left=dense, color=WINDOW, hatch="//", label="everything else")
        for place, count in zip(places, total, strict=True):
            ax.text(count, place, f" {count:,}", va="center", fontsize=9)
        ax.set_yticks(places, list(networks))
        ax.invert_yaxis()
        ax.set_xlim(0, 1.2 * max(total))
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
        ax.set_xlabel("parameters")
        ax.set_title("Where the parameters sit")
        ax.legend(loc="lower right")
    shares = ", ".join(f"{n} {d / t:.0%}" for n, d, t in zip(networks, dense, total, strict=True))
    show(figure, f"Share of the parameters that sits in dense layers: {shares}.")


def _count(modules: Any) -> int:
    return sum(p.numel() for module in modules for p in module.parameters())
