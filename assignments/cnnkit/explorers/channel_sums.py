"""Explorer 5: how a layer adds up what its filters find in each channel."""

from dataclasses import dataclass

import numpy as np
import torch
from matplotlib.figure import Figure

from cnnkit.explorers.controls import Slider, View, explore
from cnnkit.plots import Panel, draw
from gradekit.style import styled

_CHANNELS = ("red", "green", "blue")


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
