"""One printed line an epoch, which stays, and a bar with the time left, which does not."""

import os
import sys
import time
from typing import Any


class Progress:
    """Shows how far a run is.

    Lines are printed anywhere. The bar appears where somebody can watch it: a terminal, or a
    notebook with a browser (`CNNKIT_STATIC` unset).
    """

    # Seconds between two looks of the bar.
    _PAUSE = 0.2

    def __init__(self, epochs: int, steps: int, *, shown: bool = True) -> None:
        self._total, self._steps = epochs * steps, steps
        self._shown = shown
        self._watched = shown and (sys.stderr.isatty() or _in_notebook())
        self._bar: Any = None
        self._last = 0.0

    def step(self, epoch: int, step: int) -> None:
        """Tell that a step of an epoch is done, both counted from 0."""
        if not self._watched or time.monotonic() - self._last < self._PAUSE:
            return
        self._last = time.monotonic()
        if self._bar is None:
            self._bar = _bar()
            self._bar.start()
            self._bar.add_task("", total=self._total, completed=epoch * self._steps)
        done = epoch * self._steps + step + 1
        self._bar.update(self._bar.task_ids[0], completed=done, description=f"epoch {epoch + 1}")

    def line(self, text: str) -> None:
        """Print a line in place of the bar, which comes back with the next step."""
        self.close()
        if self._shown:
            print(text, flush=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


def _bar() -> Any:
    from rich import progress
    from rich.console import Console

    return progress.Progress(
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.TaskProgressColumn(),
        progress.TextColumn("time left"),
        progress.TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )


def _in_notebook() -> bool:
    """Whether a browser shows what is displayed."""
    if os.environ.get("CNNKIT_STATIC"):
        return False
    kernel = sys.modules.get("ipykernel.zmqshell")
    if kernel is None:
        return False
    from IPython import get_ipython

    return isinstance(get_ipython(), kernel.ZMQInteractiveShell)
