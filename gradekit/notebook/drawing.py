"""A failing case as a picture: the window, the weights on it, their products, and both numbers.

What is drawn follows from the case. Where it says how a window slides (`Case.sized`) the window of
the first wrong number is drawn; any other array is drawn beside the right one, wrong entries
framed.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from numpy.typing import NDArray

from gradekit.checks.cases import Case
from gradekit.checks.show import as_array, number_text
from gradekit.notebook.failing_case import Failing
from gradekit.style import WINDOW

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_NUMBERS_UP_TO = 10
_ATOL = 1e-6

Array = NDArray[Any]
Drawn = tuple[Figure, str]


@dataclass(frozen=True)
class _Window:
    """The window of one number of the result.

    Attributes:
        image: The padded image, `(H, W)`; the first channel of several.
        rows: Rows of it that the window reads.
        columns: Columns.
        weights: What lies on it, `(kH, kW)`; None where there are no weights.
        channels: How many channels are added up.
    """

    image: Array
    rows: tuple[int, ...]
    columns: tuple[int, ...]
    weights: Array | None
    channels: int

    @property
    def pixels(self) -> Array:
        return self.image[np.ix_(self.rows, self.columns)]

    @property
    def products(self) -> Array:
        # Minus zero would be drawn with its sign.
        return self.pixels * (1.0 if self.weights is None else self.weights) + 0.0


def draw(found: Failing) -> Drawn | None:
    """The figure of a failing case and its summary; None where it has no array to draw.

    Args:
        found: The failing case.
    """
    case = found.case
    if case is None:
        return None
    expected, got = _numbers(case.expected), _numbers(found.got)
    if isinstance(case.expected, tuple) and isinstance(found.got, tuple):
        expected, got = _first_wrong_part(case.expected, found.got)
    if expected is None or not expected.size or not expected.ndim:
        return None
    index = _first_wrong(got, expected)
    window = _window(case, index) if index is not None else None
    if window is not None and index is not None and got is not None:
        return _draw_window(window, index, got, expected)
    return _draw_both(got, expected)


def _numbers(value: Any) -> Array | None:
    array = as_array(value)
    if isinstance(array, np.ndarray) and array.dtype.kind in "iufb":
        return array.astype(np.float64)
    return None


def _first_wrong_part(expected: tuple[Any, ...], got: tuple[Any, ...]) -> tuple[Any, Any]:
    for wanted, came in zip(expected, got, strict=False):
        right, ours = _numbers(wanted), _numbers(came)
        if right is not None and (
            ours is None or _first_wrong(ours, right) is not None or ours.shape != right.shape
        ):
            return right, ours
    return None, None


def _first_wrong(got: Array | None, expected: Array) -> tuple[int, ...] | None:
    if got is None or got.shape != expected.shape:
        return None
    wrong = ~np.isclose(got, expected, atol=_ATOL)
    return tuple(int(at) for at in np.argwhere(wrong)[0]) if wrong.any() else None


def _window(case: Case, index: tuple[int, ...]) -> _Window | None:
    """The window that a number comes from, if the case says how it slides and sums agree."""
    arrays = [array for value in case.args if (array := _numbers(value)) is not None]
    if case.axes is None or not arrays or len(index) not in (2, 4) or arrays[0].ndim != len(index):
        return None
    x = arrays[0] if len(index) == 4 else arrays[0][None, None]
    picture, channel = (index[0], index[1]) if len(index) == 4 else (0, 0)
    vertical, horizontal = case.axes
    padding = ((0, 0), (vertical.p, vertical.p), (horizontal.p, horizontal.p))
    rows, columns = (
        tuple(place * axis.s + axis.d * step for step in range(axis.k))
        for place, axis in zip(index[-2:], case.axes, strict=True)
    )
    weights = next((array for array in arrays[1:] if array.ndim == len(index)), None)
    stack = np.pad(x[picture], padding)
    if weights is None:
        return _Window(stack[channel], rows, columns, None, 1)
    kernel = weights[channel] if len(index) == 4 else weights[None]
    total = np.sum(stack[: len(kernel)][:, rows][:, :, columns] * kernel)
    bias = next((array[channel] for array in arrays[1:] if array.ndim == 1), 0.0)
    if len(kernel) != len(stack) or not np.isclose(
        total + bias, np.asarray(case.expected)[index], atol=_ATOL
    ):
        # Another rule than products added up: the window alone would mislead.
        return None
    return _Window(stack[0], rows, columns, kernel[0], len(stack))


def _draw_window(window: _Window, index: tuple[int, ...], got: Array, right: Array) -> Drawn:
    panels = [("what goes in", window.image), ("the window", window.pixels)]
    if window.weights is not None:
        panels.append(("the weights", window.weights))
        panels.append(("their products", window.products))
    figure = Figure(figsize=(2.4 * len(panels), 2.8), layout="constrained")
    for place, (title, values) in enumerate(panels):
        axes = figure.add_subplot(1, len(panels), place + 1)
        _panel(axes, title, values)
        if place == 0:
            _frame(axes, window.rows, window.columns)
    yours, wanted = number_text(got[index]), number_text(right[index])
    figure.suptitle(f"at {list(index)}: yours {yours}, right {wanted}")
    more = f" (the first of {window.channels} channels)" if window.channels > 1 else ""
    summary = (
        f"At {list(index)} of the result your number is {yours}, the right one {wanted}. It comes "
        f"from rows {window.rows[0]} to {window.rows[-1]} and columns {window.columns[0]} to "
        f"{window.columns[-1]} of what goes in{more}: {_text(window.pixels)}."
    )
    if window.weights is not None:
        products = window.products
        summary += (
            f" The products are {_text(products)}; they add up to {number_text(products.sum())}."
        )
    return figure, summary


def _draw_both(got: Array | None, expected: Array) -> Drawn:
    wanted = _flat(expected)
    panels = [("expected", wanted)]
    if got is not None and got.size and got.ndim:
        panels.insert(0, ("yours", _flat(got)))
    figure = Figure(figsize=(3.2 * len(panels), 3.0), layout="constrained")
    same = got is not None and got.shape == expected.shape
    for place, (title, values) in enumerate(panels):
        axes = figure.add_subplot(1, len(panels), place + 1)
        _panel(axes, f"{title} {values.shape[0]}x{values.shape[1]}", values)
        if title == "yours" and same:
            for row, column in np.argwhere(~np.isclose(values, wanted, atol=_ATOL)):
                _frame(axes, (row,), (column,))
    if same and got is not None:
        wrong = int((~np.isclose(got, expected, atol=_ATOL)).sum())
        summary = f"{wrong} of {expected.size} numbers differ; they are framed in your result."
    else:
        shape = "no array" if got is None else f"shape {got.shape}"
        summary = f"Your result has {shape}, expected is shape {expected.shape}."
    return figure, f"{summary} Expected begins with {_text(wanted[:3, :6])}."


def _flat(values: Array) -> Array:
    """The last two axes of an array; of more, the first of each."""
    while values.ndim > 2:
        values = values[0]
    return values if values.ndim == 2 else values[None]


def _panel(axes: "Axes", title: str, values: Array) -> None:
    reach = float(np.abs(values[np.isfinite(values)]).max(initial=1e-12))
    axes.imshow(values, cmap="PuOr", vmin=-1.6 * reach, vmax=1.6 * reach)
    axes.set_title(title, fontsize="small")
    axes.set_xticks([])
    axes.set_yticks([])
    if max(values.shape) <= _NUMBERS_UP_TO:
        for (row, column), value in np.ndenumerate(values):
            axes.text(column, row, f"{value:.3g}", ha="center", va="center",
                      fontsize="x-small", color="black")  # fmt: skip


def _frame(axes: "Axes", rows: tuple[int, ...], columns: tuple[int, ...]) -> None:
    corner = (min(columns) - 0.5, min(rows) - 0.5)
    width, height = max(columns) - min(columns) + 1, max(rows) - min(rows) + 1
    axes.add_patch(Rectangle(corner, width, height, fill=False, edgecolor=WINDOW, linewidth=2.5))


def _text(values: Array) -> str:
    return "; ".join(" ".join(f"{value:.3g}" for value in row) for row in np.atleast_2d(values))
