"""What a submission printed, over all of its workers."""

from autograder.isolation.engines.engine import Worker


class Printed:
    """Takes over what workers print, piece by piece.

    What is printed during a check is passed over: a student could print the inputs of a hidden one
    and read them in the feedback.
    """

    def __init__(self) -> None:
        self._kept: list[str] = []
        self._shown = 0

    @property
    def mark(self) -> int:
        """A place to go back to."""
        return len(self._kept)

    def back_to(self, mark: int) -> None:
        """Forget what was kept since a mark."""
        del self._kept[mark:]

    def keep(self, worker: Worker) -> None:
        """Take over what a worker printed since it was looked at last."""
        text = worker.output()
        self._kept.append(text[self._shown :])
        self._shown = len(text)

    def drop(self, worker: Worker) -> None:
        """Pass over what a worker has printed so far; nothing, of one that is new."""
        self._shown = len(worker.output())

    def fresh(self) -> None:
        """From here on another worker prints."""
        self._shown = 0

    def text(self) -> str:
        """All that was kept."""
        return "".join(self._kept)
