"""Explorers 5 and 6: how a layer adds up its channels, and what pooling makes of windows."""

from dataclasses import dataclass

import numpy as np
import torch
from matplotlib.figure import Figure

from cnnkit.explorers.controls import Slider, View, explore
from cnnkit.plots import Panel, draw, frame, limits
from gradekit.style import styled

_CHANNELS = ("red", "green", "blue")
_WINDOW = 2


@dataclass(frozen=True)
class Layer:
    """A small layer on a small picture, all whole numbers.

    Shapes: `x` `(3, 6, 6)`, `w` `(4, 3, 3, 3)`, `b` `(4,)`; stride 1, no padding.
    """

    x: np.ndarray
    w: np.ndarray
    b: np.ndarray

    def by_channel(self, filter_index: int) -> np.ndarray:
        """What each slice of a filter finds in its own channel, `(3, 4, 4)`."""
        slices = torch.as_tensor(self.w[filter_index]).unsqueeze(1).double()
        maps = torch.nn.functional.conv2d(
            torch.as_tensor(self.x).double()[None], slices, groups=len(self.x)
        )
        return maps[0].numpy()

    def output(self, filter_index: int) -> np.ndarray:
        """The feature map of a filter, `(4, 4)`: the sum over channels plus one bias."""
        return self.by_channel(filter_index).sum(axis=0) + self.b[filter_index]


def example_layer() -> Layer:
    """A picture with a red square, a green bar and a blue corner, and a layer of four filters."""
    x = np.zeros((3, 6, 6))
    x[0, 1:4, 1:4] = 1
    x[1, :, 4] = 1
    x[2, 4:, :3] = 1
    w = np.random.default_rng(4).integers(-1, 2, (4, 3, 3, 3)).astype(float)
    return Layer(x, w, np.array([1.0, -2.0, 0.0, 3.0]))


def channels() -> None:
    """Explorer 5: a layer from 3 to 4 channels, one filter at a time."""
    layer = example_layer()
    filters = len(layer.w)
    explore(lambda number: channels_view(layer, number - 1), [Slider("filter", 1, filters, 1)])


def channels_view(layer: Layer, filter_index: int) -> View:
    """What explorer 5 shows: a row for each channel, and at the right what they add up to."""
    maps, bias = layer.by_channel(filter_index), layer.b[filter_index]
    with styled():
        figure = Figure(figsize=(8.8, 7.4), layout="constrained")
        axes = figure.subplots(3, 4)
        for c, name in enumerate(_CHANNELS):
            draw(axes[c, 0], Panel(f"input, {name}", layer.x[c]), numbers=False)
            draw(
                axes[c, 1],
                Panel(f"filter {filter_index + 1}, {name}", layer.w[filter_index, c], "signed"),
            )
            draw(axes[c, 2], Panel(f"map of {name}", maps[c], "signed"))
            axes[c, 3].set_axis_off()
        total = axes[1, 3]
        total.set_axis_on()
        sign = "+" if bias >= 0 else "-"
        draw(total, Panel(f"sum {sign} bias {abs(bias):g}", layer.output(filter_index), "signed"))
    one, row = maps[:, 0, 0], layer.output(filter_index)[0, 0]
    terms = " + ".join(f"({value:g})" for value in one)
    return View(
        figure,
        f"Filter {filter_index + 1} of {len(layer.w)}: three maps, one for each channel, are "
        f"added, then its one bias. Top left: {terms} + ({bias:g}) = {row:g}. The layer has "
        f"{layer.w.size} weights and {layer.b.size} biases.",
    )


def example_map() -> np.ndarray:
    """The map of the explorer, `(4, 4)`, whole numbers."""
    return np.array([[1, 3, 2, 4], [5, 6, 1, 2], [7, 2, 3, 1], [0, 8, 4, 5]])


@dataclass(frozen=True)
class Pools:
    """A map and what 2x2 windows side by side make of it; all three are float arrays."""

    values: np.ndarray
    largest: np.ndarray
    mean: np.ndarray


def pools_of(values: np.ndarray) -> Pools:
    """Pool a map of even height and width, `(H, W)` to `(H / 2, W / 2)`, in both ways."""
    height, width = np.array(values.shape) // _WINDOW
    windows = values.astype(float).reshape(height, _WINDOW, width, _WINDOW)
    return Pools(values.astype(float), windows.max(axis=(1, 3)), windows.mean(axis=(1, 3)))


def pooling() -> None:
    """Explorer 7: a 2x2 window on a 4x4 map, its maximum and its mean."""
    pools = pools_of(example_map())
    last = pools.largest.size
    explore(lambda number: pooling_view(pools, number - 1), [Slider("window", 1, last, last)])


def pooling_view(pools: Pools, position: int) -> View:
    """What explorer 7 shows: the window on the map, and both results up to this window."""
    row, column = divmod(position, pools.largest.shape[1])
    corner = row * _WINDOW, column * _WINDOW
    with styled():
        figure = Figure(figsize=(8.2, 3.4), layout="constrained")
        axes = figure.subplots(1, 3, width_ratios=[4, 3, 3])
        draw(axes[0], Panel("map, 4x4", pools.values, "activation"))
        frame(axes[0], *corner, _WINDOW, _WINDOW)
        for ax, title, result in (
            (axes[1], "max pooling", pools.largest),
            (axes[2], "average pooling", pools.mean),
        ):
            filled = result.copy()
            filled.reshape(-1)[position + 1 :] = np.nan
            image = draw(ax, Panel(title, filled, "activation"))
            image.set_norm(limits(pools.values, "activation"))
            frame(ax, row, column, 1, 1)
    window = pools.values[corner[0] : corner[0] + _WINDOW, corner[1] : corner[1] + _WINDOW]
    numbers = ", ".join(f"{value:g}" for value in window.reshape(-1))
    return View(
        figure,
        f"Window {position + 1} of {pools.largest.size} holds {numbers}: maximum "
        f"{pools.largest[row, column]:g}, mean {pools.mean[row, column]:g}. "
        f"So far max {_rows(pools.largest, position)}, mean {_rows(pools.mean, position)}.",
    )


def _rows(result: np.ndarray, position: int) -> str:
    """The numbers up to a position, row by row."""
    shown = [f"{value:g}" for value in result.reshape(-1)[: position + 1]]
    width = result.shape[1]
    lines = (" ".join(shown[start : start + width]) for start in range(0, len(shown), width))
    return f"[{'; '.join(lines)}]"
