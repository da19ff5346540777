"""Showing pictures with their summaries, and trying what a student may not have written yet."""

import base64
import html
import io
import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gradekit.notebook.say import shell

if TYPE_CHECKING:
    from matplotlib.figure import Figure

# Set when nobody can move a slider, as when a notebook is executed for printing.
STATIC = "GRADEKIT_STATIC"


@dataclass(frozen=True)
class Shown:
    """A picture on display and the summary under it; both can be replaced in place."""

    picture: Any
    summary: Any

    def update(self, figure: "Figure", summary: str) -> None:
        """Replace the picture and its summary."""
        if self.picture is not None:
            self.picture.update(_picture(figure, summary), raw=True)
            self.summary.update(_text(summary), raw=True)
        else:
            print(summary)


def show(figure: "Figure", summary: str) -> Shown:
    """Display a figure with a text summary under it; outside a notebook print the summary.

    Args:
        figure: What to show; it is drawn here, once.
        summary: What the picture shows, for those who cannot see it and for text logs.

    Returns:
        A handle to replace both.
    """
    if not in_notebook():
        print(summary)
        return Shown(None, None)
    from IPython.display import display  # costs a second, and only a notebook needs it

    picture = display(_picture(figure, summary), raw=True, display_id=True)
    return Shown(picture, display(_text(summary), raw=True, display_id=True))


def show_folded(title: str, figure: "Figure", lines: Sequence[str]) -> None:
    """Display a figure and what it says behind a line to open; outside a notebook print it all.

    Args:
        title: The line to click on.
        figure: What to show; it is drawn here, once.
        lines: What stands under it; the first is the figure's alternative text as well.
    """
    text = "\n".join([title, *lines])
    if not in_notebook():
        print(text)
        return
    from IPython.display import display  # costs a second, and only a notebook needs it

    shown = _picture(figure, lines[0])["text/html"]
    told = "".join(f"<p style='margin:.2em 0'>{html.escape(line)}</p>" for line in lines)
    page = f"<details><summary><b>{html.escape(title)}</b></summary>{shown}{told}</details>"
    display({"text/html": page, "text/plain": text}, raw=True)


def attempt(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Call a student's function for a picture; what it cannot do is said, never raised.

    Cells that only show something go on like this, so that Run All reaches the end of a notebook
    at any stage of the work.

    Args:
        function: The student's function, class or network.
        *args: Its arguments.
        **kwargs: Its keyword arguments.

    Returns:
        Its result; None when there is none, after a sentence that says why.
    """
    name = getattr(function, "__name__", type(function).__name__)
    try:
        result = function(*args, **kwargs)
    except NotImplementedError:
        result = None
    except Exception as error:  # noqa: BLE001  # a student's code may raise anything
        print(f"{name} raised {type(error).__name__}: {error}. This cell waits until it runs.")
        return None
    if result is None or result is ...:
        print(f"{name} is not implemented yet. Run this cell again when it is.")
        return None
    return result


def in_notebook() -> bool:
    """Whether a kernel runs this code; IPython is not imported to find out."""
    running = shell()
    return running is not None and hasattr(running, "kernel")


def interactive() -> bool:
    """Whether sliders and buttons make sense: in a notebook that somebody may be looking at."""
    if not in_notebook() or os.environ.get(STATIC):
        return False
    try:
        import ipywidgets  # noqa: F401  # only whether it is there; explorers import what they use
    except ImportError:
        return False
    return True


def framed(controls: Sequence[Any], *, digits: bool = False) -> Any:
    """Controls below each other in a box, whose keys are their own.

    Args:
        controls: Widgets, from top to bottom.
        digits: Whether a digit presses the button that is labelled with it.
    """
    import ipywidgets

    box = ipywidgets.VBox(list(controls))
    try:
        from gradekit.notebook.keys import keep
    except ImportError:
        # Without anywidget the controls work, and the front-end takes some of their keys.
        return box
    return keep(box, digits=digits)


def _picture(figure: "Figure", summary: str) -> dict[str, Any]:
    from PIL import Image  # comes with Matplotlib, which is there where a figure is

    from gradekit.style import styled

    buffer, small = io.BytesIO(), io.BytesIO()
    with styled():
        figure.savefig(buffer, format="png", bbox_inches="tight")
    Image.open(buffer).save(small, "webp", quality=90)  # a photograph in a fifth of the bytes
    src = f"data:image/webp;base64,{base64.b64encode(small.getvalue()).decode()}"
    # No front end reads a text for a PNG; in HTML it has one, and the theme's ground shows through.
    page = f"<img alt='{html.escape(summary)}' src='{src}'>"
    png = base64.b64encode(buffer.getvalue()).decode()
    return {"text/html": page, "image/png": png, "text/plain": summary}


def _text(summary: str) -> dict[str, str]:
    small = f"<p style='margin:0 0 .8em'><small>{html.escape(summary)}</small></p>"
    return {"text/plain": summary, "text/html": small}
