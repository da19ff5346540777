"""Explorer 4: a window slides over an image, and the student's own function fills the map."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.colors import Normalize
from matplotlib.figure import Figure

from cnnkit.explorers.controls import Slider, View, explore
from cnnkit.plots import Panel, draw, frame, limits
from gradekit.display import attempt, in_notebook, interactive
from gradekit.style import WINDOW, styled

Correlate = Callable[[np.ndarray, np.ndarray], Any]

# A map of the student's may have another size than it should; a much larger one is a mistake that
# needs no picture.
_MOST_POSITIONS = 100


def step_image() -> np.ndarray:
    """The image of the explorer, `(6, 6)`: dark columns 0-2, bright columns 3-5."""
    return np.repeat([[0, 0, 0, 1, 1, 1]], 6, axis=0)


def vertical_edge() -> np.ndarray:
    """The kernel of the explorer, `(3, 3)`: each row is [-1, 0, 1]."""
    return np.repeat([[-1, 0, 1]], 3, axis=0)


@dataclass(frozen=True)
class Slide:
    """An image, a kernel, and the map that the student's function made of them.

    `map` is float of shape `(rows, columns)`; the window of position `i` starts at row
    `i // columns`, column `i % columns`.
    """

    image: np.ndarray
    kernel: np.ndarray
    map: np.ndarray

    @property
    def positions(self) -> int:
        """How many positions the map has."""
        return self.map.size

    def corner(self, position: int) -> tuple[int, int]:
        """Row and column of the window's top left pixel."""
        row, column = divmod(position, self.map.shape[1])
        return row, column

    def products(self, position: int) -> np.ndarray:
        """Pixels under the window times the kernel; NaN where the window leaves the image."""
        row, column = self.corner(position)
        height, width = self.kernel.shape
        padded = np.full(np.add(self.image.shape, self.kernel.shape), np.nan)
        padded[: self.image.shape[0], : self.image.shape[1]] = self.image
        # Adding 0 turns -0 into 0.
        return padded[row:, column:][:height, :width] * self.kernel + 0.0

    def filled(self, position: int) -> np.ndarray:
        """The map up to and with a position, NaN beyond."""
        values = self.map.copy()
        values.reshape(-1)[position + 1 :] = np.nan
        return values

    def sentence(self, position: int) -> str:
        """What happens at a position, in words."""
        row, column = self.corner(position)
        total, value = np.nansum(self.products(position)), self.map[row, column]
        text = f"Position {position + 1} of {self.positions}, row {row}, column {column}: "
        if np.isnan(self.products(position)).any():
            return text + f"the window leaves the image, and your corr2d says {value:g}."
        if np.isclose(total, value):
            return text + f"the nine products add up to {total:g}, which goes into the map."
        return text + f"the nine products add up to {total:g}, but your corr2d says {value:g}."


def sliding_window(corr2d: Correlate) -> None:
    """Explorer 4: move a 3x3 kernel over a 6x6 image; `corr2d` fills the map.

    A wrong `corr2d` fills it wrongly, and one that is not written yet is said to be missing.

    Args:
        corr2d: The student's function, `corr2d(image, kernel)`.
    """
    slide = slide_of(corr2d, step_image(), vertical_edge())
    if slide is None:
        return
    if interactive() and _has_plotly():
        from IPython.display import display  # only a notebook has it loaded

        display(animation(slide))
        rows = "; ".join(" ".join(f"{value:g}" for value in line) for line in slide.map)
        print(f"The whole map, row by row: {rows}")
        return
    last = slide.positions
    start = 1 if in_notebook() and interactive() else last
    # The slider counts as the sentence under the picture does.
    explore(lambda number: sliding_view(slide, number - 1), [Slider("position", 1, last, start)])


def slide_of(corr2d: Correlate, image: np.ndarray, kernel: np.ndarray) -> Slide | None:
    """Ask the student's function for the map.

    Returns:
        The slide; None, after a sentence that says why, when the function gave no map.
    """
    result = attempt(corr2d, image.copy(), kernel.copy())
    if result is None:
        return None
    try:
        values = np.asarray(result, dtype=float)
    except (TypeError, ValueError):
        print(f"corr2d returned {type(result).__name__}; a 2-D array of numbers is needed.")
        return None
    if values.ndim != 2 or not 0 < values.size <= _MOST_POSITIONS:
        print(f"corr2d returned an array of shape {values.shape}; a small 2-D map is needed.")
        return None
    return Slide(image, kernel, values)


def sliding_view(slide: Slide, position: int) -> View:
    """One moment of the slide, drawn with matplotlib."""
    row, column = slide.corner(position)
    height, width = slide.kernel.shape
    with styled():
        figure = Figure(figsize=(8.8, 2.9), layout="constrained")
        axes = figure.subplots(1, 4, width_ratios=[6, 3.4, 3.4, 4.4])
        draw(axes[0], Panel("image and window", slide.image))
        frame(axes[0], row, column, height, width)
        draw(axes[1], Panel("kernel", slide.kernel, "signed"))
        products = draw(axes[2], Panel("products", slide.products(position), "signed"))
        products.set_clim(-1, 1)
        result = draw(axes[3], Panel("map", slide.filled(position), "signed"))
        result.set_norm(_map_limits(slide))
        frame(axes[3], row, column, 1, 1)
    return View(figure, slide.sentence(position))


def animation(slide: Slide) -> Any:
    """The slide as a Plotly figure: a frame and a slider step for each position.

    Traces: 0 the image, 1 the products, 2 the map. The window is a rectangle on the image.
    """
    from plotly import graph_objects
    from plotly.subplots import make_subplots

    titles = ("image and window", "products", "map")
    figure = make_subplots(1, 3, subplot_titles=titles, column_widths=[0.45, 0.22, 0.33])
    figure.add_trace(_heat(slide.image, "gray", (0, 1)), 1, 1)
    for column, trace in enumerate(_moment(slide, 0), start=2):
        figure.add_trace(trace, 1, column)
    figure.frames = [
        graph_objects.Frame(
            name=str(position),
            data=_moment(slide, position),
            traces=[1, 2],
            layout={"shapes": [_window(slide, position)], "title": slide.sentence(position)},
        )
        for position in range(slide.positions)
    ]
    steps = [
        {
            "label": str(position + 1),
            "method": "animate",
            "args": [[str(position)], {"mode": "immediate", "frame": {"redraw": True}}],
        }
        for position in range(slide.positions)
    ]
    panels = (slide.image.shape, slide.kernel.shape, slide.map.shape)
    for number, (height, width) in enumerate(panels, start=1):
        figure.update_xaxes(title="column", dtick=1, range=[-0.5, width - 0.5], col=number)
        figure.update_yaxes(
            title="row", dtick=1, range=[height - 0.5, -0.5], scaleanchor=f"x{number}", col=number
        )
    figure.update_xaxes(constrain="domain")
    figure.update_yaxes(constrain="domain")
    figure.update_layout(
        template="simple_white",
        height=450,
        title={"text": slide.sentence(0), "font": {"size": 14}},
        shapes=[_window(slide, 0)],
        sliders=[{"steps": steps, "currentvalue": {"prefix": "position "}, "pad": {"t": 45}}],
        margin={"t": 90},
    )
    return figure


def _moment(slide: Slide, position: int) -> list[Any]:
    most = _map_limits(slide).vmax
    return [
        _heat(slide.products(position), "RdBu", (-1, 1)),
        _heat(slide.filled(position), "RdBu", (-most, most)),
    ]


def _heat(values: np.ndarray, colours: str, limits: tuple[float, float]) -> Any:
    from plotly import graph_objects

    empty_or_number = [[None if np.isnan(v) else float(v) for v in line] for line in values]
    return graph_objects.Heatmap(
        z=empty_or_number,
        colorscale=colours,
        zmin=limits[0],
        zmax=limits[1],
        showscale=False,
        texttemplate="%{z}",
        hovertemplate="row %{y}, column %{x}: %{z}<extra></extra>",
    )


def _window(slide: Slide, position: int) -> dict[str, Any]:
    row, column = slide.corner(position)
    height, width = slide.kernel.shape
    return {
        "type": "rect",
        "x0": column - 0.5,
        "x1": column + width - 0.5,
        "y0": row - 0.5,
        "y1": row + height - 0.5,
        "line": {"color": WINDOW, "width": 4},
        "fillcolor": "rgba(0, 0, 0, 0)",
        "opacity": 1,
    }


def _map_limits(slide: Slide) -> Normalize:
    return limits(slide.map, "signed")


def _has_plotly() -> bool:
    from importlib.util import find_spec

    return find_spec("plotly") is not None
