"""Showing a picture with its summary, in a notebook or where there is none."""

import html
import io
import os
import sys
from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from gradekit.style import styled

# Set when nobody can move a slider, as when a notebook is executed for printing.
STATIC = "GRADEKIT_STATIC"


@dataclass(frozen=True)
class Shown:
    """A picture on display and the summary under it; both can be replaced in place."""

    picture: Any
    summary: Any

    def update(self, figure: Figure, summary: str) -> None:
        """Replace the picture and its summary."""
        if self.picture is not None:
            self.picture.update(_picture(figure, summary), raw=True)
            self.summary.update(_text(summary), raw=True)
        else:
            print(summary)


def show(figure: Figure, summary: str) -> Shown:
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


def in_notebook() -> bool:
    """Whether a kernel runs this code; IPython is not imported to find out."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return shell is not None and hasattr(shell, "kernel")


def interactive() -> bool:
    """Whether sliders and buttons make sense: in a notebook that somebody may be looking at."""
    if not in_notebook() or os.environ.get(STATIC):
        return False
    try:
        import ipywidgets  # noqa: F401  # only whether it is there; explorers import what they use
    except ImportError:
        return False
    return True


def _picture(figure: Figure, summary: str) -> dict[str, Any]:
    buffer = io.BytesIO()
    with styled():
        figure.savefig(buffer, format="png", bbox_inches="tight")
    return {"image/png": buffer.getvalue(), "text/plain": summary}


def _text(summary: str) -> dict[str, str]:
    small = f"<p style='margin:0 0 .8em'><small>{html.escape(summary)}</small></p>"
    return {"text/plain": summary, "text/html": small}
