"""Explorer 6: a network as a pipeline; the student's function gives the shape at every arrow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyBboxPatch

from cnnkit.checks import modules
from cnnkit.explorers.controls import Slider, View, explore
from cnnkit.networks import Layer, bn, conv, linear
from gradekit.display import attempt
from gradekit.style import INK, QUIET, WINDOW, styled

TraceShapes = Callable[[list[Layer], tuple[int, ...]], Any]
Shape = tuple[int | None, ...]

_CLASSES = 10
_HIDDEN = 64
_LABELS = {
    "conv": "Conv 3x3",
    "bn": "BN",
    "relu": "ReLU",
    "pool": "Pool 2x2",
    "dropout": "Dropout",
    "flatten": "Flatten",
    "linear": "FC",
}
_FILLS = {
    "conv": "#3f90da", "linear": "#3f90da", "bn": "#b9d7f2", "pool": "#ffc98b", "flatten": "#d9d9d9"
}  # fmt: skip


@dataclass(frozen=True)
class Pipeline:
    """A network in rows: the picture, the blocks of convolutions, flatten, the dense blocks.

    Attributes:
        input_shape: `(1, 3, size, size)`.
        rows: Layers of each row, in order; the first row is the picture and has none.
        titles: What stands left of each row.
    """

    input_shape: Shape
    rows: tuple[tuple[Layer, ...], ...]
    titles: tuple[str, ...]

    @property
    def layers(self) -> list[Layer]:
        """All layers, in order."""
        return [layer for row in self.rows for layer in row]


def make_pipeline(conv_blocks: int, dense_blocks: int, size: int) -> Pipeline:
    """The network `[conv, bn, relu, pool, dropout] x N, flatten, [fc, relu, dropout] x M, fc`.

    The size after the poolings is worked out here by halving, as the network's designer would.

    Args:
        conv_blocks: N, at least 1.
        dense_blocks: M, 0 or more.
        size: Height and width of the picture, large enough for the poolings.
    """
    rows: list[tuple[Layer, ...]] = [()]
    titles = ["Image"]
    into, side = 3, size
    for number in range(1, conv_blocks + 1):
        out = 16 * 2 ** (number - 1)
        block = (conv(f"conv{number}", into, out), bn(f"bn{number}", out), {"kind": "relu"})
        rows.append((*block, {"kind": "pool", "kernel": 2}, {"kind": "dropout"}))
        titles.append(f"block {number}")
        into, side = out, side // 2
    rows.append(({"kind": "flatten"},))
    titles.append("")
    features = into * side * side
    for number in range(1, dense_blocks + 1):
        dense = linear(f"fc{number}", features, _HIDDEN)
        rows.append((dense, {"kind": "relu"}, {"kind": "dropout"}))
        titles.append(f"dense {number}")
        features = _HIDDEN
    rows.append((linear(f"fc{dense_blocks + 1}", features, _CLASSES),))
    titles.append("output")
    return Pipeline((1, 3, size, size), tuple(rows), tuple(titles))


def pipeline(trace_shapes: TraceShapes) -> None:
    """Explorer 6: choose blocks and picture size; the student's function gives every shape.

    A wrong `trace_shapes` labels the arrows wrongly, and is told so where PyTorch disagrees.

    Args:
        trace_shapes: The student's function, `trace_shapes(layers, input_shape)`.
    """
    start = make_pipeline(2, 1, 32)
    if attempt(trace_shapes, start.layers, start.input_shape) is None:
        return
    sliders = [
        Slider("conv blocks N", 1, 3, 2),
        Slider("dense blocks M", 0, 2, 1),
        Slider("image size", 4, 64, 32),
    ]
    explore(lambda N, M, size: pipeline_view(trace_shapes, N, M, size), sliders)


def pipeline_view(
    trace_shapes: TraceShapes, conv_blocks: int, dense_blocks: int, size: int
) -> View:
    """What explorer 6 shows at one setting."""
    if size < 2**conv_blocks:
        note = (
            f"An image of {size}x{size} is too small for {conv_blocks} poolings: "
            "there is nothing left to look at."
        )
        return View(_note_figure(note), note)
    network = make_pipeline(conv_blocks, dense_blocks, size)
    shapes, problem = shapes_of(trace_shapes, network)
    truth = modules.shapes(network.layers, network.input_shape)
    wrong = next((i for i, right in enumerate(truth) if shapes[i] != str(right)), None)
    figure = _draw(network, shapes, truth)
    kinds = [_LABELS[layer["kind"]] for layer in network.layers]
    text = f"{network.input_shape} " + " ".join(
        f"-> {kind} {shape}" for kind, shape in zip(kinds, shapes, strict=True)
    )
    if problem:
        text += f". {problem}"
    elif wrong is not None:
        text += (
            f". After {kinds[wrong]}, layer {wrong}, your trace_shapes says {shapes[wrong]}, "
            f"PyTorch {truth[wrong]}."
        )
    return View(figure, text if text.endswith(".") else f"{text}.")


def shapes_of(trace_shapes: TraceShapes, network: Pipeline) -> tuple[list[str], str]:
    """Ask the student's function for the shapes, as texts; what is missing is a question mark.

    Returns:
        One text for each layer, and a sentence on what is odd about them; empty if nothing is.
    """
    count = len(network.layers)
    try:
        found = trace_shapes(network.layers, network.input_shape)
    except Exception as error:  # noqa: BLE001  # a student's code may raise anything
        return ["?"] * count, f"trace_shapes raised {type(error).__name__}: {error}"
    if not isinstance(found, list | tuple):
        return ["?"] * count, f"trace_shapes returned {type(found).__name__}, not a list."
    texts = [str(shape) for shape in found[:count]]
    texts += ["?"] * (count - len(texts))
    if len(found) != count:
        return texts, f"trace_shapes returned {len(found)} shapes for {count} layers."
    return texts, ""


def _draw(network: Pipeline, shapes: Sequence[str], truth: Sequence[Shape]) -> Figure:
    """Rows of boxes; after each box an arrow with its shape, orange where PyTorch disagrees."""
    rows = len(network.rows)
    with styled():
        figure = Figure(figsize=(9.6, 0.78 * rows + 0.2), layout="constrained")
        ax = figure.subplots()
        ax.set(xlim=(-0.75, 8.6), ylim=(rows - 0.45, -0.6))
        ax.set_axis_off()
        _row_title(ax, 0, "Image")
        _arrow(ax, 0, 0, str(network.input_shape), right=True)
        place = 0
        for y, (title, row) in enumerate(zip(network.titles, network.rows, strict=True)):
            if y:
                _row_title(ax, y, title)
            for column, layer in enumerate(row):
                _box(ax, 1.7 * column, y, layer)
                right = shapes[place] == str(truth[place])
                _arrow(ax, 1.7 * column + 0.82, y, shapes[place], right)
                place += 1
    return figure


def _row_title(ax: Axes, y: int, text: str) -> None:
    ax.text(-0.12, y, text, ha="right", va="center", fontsize=9, fontweight="bold")


def _box(ax: Axes, x: float, y: int, layer: Layer) -> None:
    fill = _FILLS.get(layer["kind"], "#f2f2f2")
    shape = FancyBboxPatch(
        (x, y - 0.24), 0.78, 0.48, boxstyle="round,pad=0,rounding_size=0.08", facecolor=fill,
        edgecolor=QUIET, linewidth=0.8,
    )  # fmt: skip
    ax.add_patch(shape)
    ax.text(x + 0.39, y, _LABELS[layer["kind"]], ha="center", va="center", fontsize=8,
            color="black")  # fmt: skip


def _arrow(ax: Axes, x: float, y: int, text: str, right: bool) -> None:
    colour = INK if right else WINDOW
    ax.annotate(
        "", (x + 0.84, y), (x, y), arrowprops={"arrowstyle": "->", "color": colour, "linewidth": 1}
    )
    look = {"color": colour, "weight": "normal" if right else "bold"}
    ax.text(x + 0.42, y - 0.13, text, ha="center", va="bottom", fontsize=7.2, **look)


def _note_figure(text: str) -> Figure:
    with styled():
        figure = Figure(figsize=(9.6, 1.2), layout="constrained")
        ax = figure.subplots()
        ax.set_axis_off()
        ax.text(0.5, 0.5, text, ha="center", va="center", transform=ax.transAxes)
    return figure
