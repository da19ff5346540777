"""One printed line an epoch, which stays, and a bar with the time left, which does not."""

import os
import sys
import time
from typing import Any, Protocol


class Bar(Protocol):
    """Something that shows how far a run is."""

    def show(self, done: int, total: int, text: str) -> None:
        """Show `done` of `total` steps and a few words."""

    def close(self) -> None:
        """Take the bar away; `show` may bring it back."""


class Progress:
    """Shows how far a run is.

    Lines are printed anywhere. The bar appears where somebody can watch it: a terminal, or a
    notebook with a browser (`GRADEKIT_STATIC` unset).
    """

    # Seconds between two looks of the bar.
    _PAUSE = 0.2

    def __init__(self, epochs: int, steps: int, *, shown: bool = True) -> None:
        self._total, self._steps = epochs * steps, steps
        self._shown = shown
        self._bar = _bar() if shown else None
        self._last = 0.0

    def step(self, epoch: int, step: int) -> None:
        """Tell that a step of an epoch is done, both counted from 0."""
        if self._bar is None or time.monotonic() - self._last < self._PAUSE:
            return
        self._last = time.monotonic()
        self._bar.show(epoch * self._steps + step + 1, self._total, f"epoch {epoch + 1}")

    def line(self, text: str) -> None:
        """Print a line in place of the bar, which comes back with the next step."""
        self.close()
        if self._shown:
            print(text, flush=True)

    def close(self) -> None:
        """Take the bar away."""
        if self._bar is not None:
            self._bar.close()


class TerminalBar:
    """A bar of the library rich, on the error stream."""

    def __init__(self) -> None:
        self._bar: Any = None

    def show(self, done: int, total: int, text: str) -> None:
        """See `Bar`."""
        if self._bar is None:
            self._bar = _rich_bar()
            self._bar.start()
            self._bar.add_task("", total=total, completed=done)
        self._bar.update(self._bar.task_ids[0], completed=done, description=text)

    def close(self) -> None:
        """See `Bar`."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None


class NotebookBar:
    """A bar in a cell's output: one display for the whole run, empty in the saved notebook.

    Widgets would leave a dead view in the saved notebook at every epoch.
    """

    def __init__(self) -> None:
        self._handle: Any = None
        self._began = (0.0, 0)

    def show(self, done: int, total: int, text: str) -> None:
        """See `Bar`."""
        from IPython.display import display

        if self._handle is None:
            self._handle = display(_markup(""), raw=True, display_id=True)
            self._began = time.monotonic(), done
        began, before = self._began
        left = "?"
        if done > before:
            seconds = (time.monotonic() - began) / (done - before) * (total - done)
            left = f"{seconds // 60:.0f}:{seconds % 60:02.0f}"
        bar = f'<progress value="{done}" max="{total}"></progress>'
        text = f"{bar} {text}, {done / total:.0%}, time left {left}"
        self._handle.update(_markup(text), raw=True)

    def close(self) -> None:
        """See `Bar`."""
        if self._handle is not None:
            self._handle.update(_markup(""), raw=True)


def _bar() -> Bar | None:
    if _in_notebook():
        return NotebookBar()
    return TerminalBar() if sys.stderr.isatty() else None


def _markup(text: str) -> dict[str, str]:
    return {"text/html": text, "text/plain": ""}


def _rich_bar() -> Any:
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
    if os.environ.get("GRADEKIT_STATIC"):
        return False
    kernel = sys.modules.get("ipykernel.zmqshell")
    if kernel is None:
        return False
    from IPython import get_ipython

    return isinstance(get_ipython(), kernel.ZMQInteractiveShell)
