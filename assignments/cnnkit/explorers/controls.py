"""What all explorers share: a picture that follows sliders and buttons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from gradekit.display import Shown, framed, interactive, show


@dataclass(frozen=True)
class View:
    """What an explorer shows at one setting of its controls."""

    figure: Figure
    summary: str


@dataclass(frozen=True)
class Slider:
    """A whole number that the reader may choose, `low` and `high` included."""

    label: str
    low: int
    high: int
    value: int


def explore(draw: Callable[..., View], sliders: Sequence[Slider]) -> None:
    """Show a view that follows sliders; without a front end, the view at their first values.

    Args:
        draw: Takes one integer for each slider, in order.
        sliders: The controls, from top to bottom.
    """
    first = draw(*(slider.value for slider in sliders))
    if not interactive():
        show(first.figure, first.summary)
        return
    from IPython.display import display  # only a notebook has it loaded

    controls = make_sliders(sliders)
    display(framed(controls))
    follow(controls, draw, show(first.figure, first.summary))


def make_sliders(sliders: Sequence[Slider]) -> list[Any]:
    """The widgets for sliders: wide enough to read, moved by arrow keys."""
    import ipywidgets

    return [
        ipywidgets.IntSlider(
            min=slider.low,
            max=slider.high,
            value=slider.value,
            description=slider.label,
            style={"description_width": "9em"},
            # About as wide as the pictures; narrower where the page is.
            layout={"width": "52em", "max_width": "98%"},
        )
        for slider in sliders
    ]


def follow(controls: Sequence[Any], draw: Callable[..., View], shown: Shown) -> None:
    """Redraw whenever one of the controls changes its value."""

    def redraw(_: Any) -> None:
        view = draw(*(control.value for control in controls))
        shown.update(view.figure, view.summary)

    for control in controls:
        control.observe(redraw, names="value")


def make_buttons(labels: Sequence[str], width: str = "auto") -> list[Any]:
    """Push buttons, one for each label."""
    import ipywidgets

    return [ipywidgets.Button(description=label, layout={"width": width}) for label in labels]
