"""One look for every figure: colours, fonts and sizes come from `gradekit.mplstyle`."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import matplotlib
from matplotlib import style

STYLE = Path(__file__).with_name("gradekit.mplstyle")

# Colours with a meaning of their own; they stay apart for colour-blind eyes.
WINDOW = "#e76300"
PARTNER = "#3f90da"
QUIET = "#888888"
# Of text and arrows: between light and dark, so that it reads on either ground.
INK = "#767676"


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the house style inside, and leave the notebook's own settings as they were."""
    with matplotlib.rc_context(), style.context(STYLE):
        yield
