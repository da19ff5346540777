"""Names that the release's own set-up cells make and that no cell of a notebook makes any more.

Who deletes the cell with the imports, or a line of it, has a notebook that runs for as long as the
kernel lives. Otter gives no point for it; we say which cell it is.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.grading.setting_up import SetUp
from autograder.intake.bindings import bindings
from autograder.intake.submission import Cell

_LONGEST = 60


@dataclass(frozen=True)
class Lost:
    """A set-up cell that is not there, or no longer makes what it made.

    Attributes:
        names: What no cell that runs makes now.
        begins: The first line of the cell that is code, as it was handed out.
        number: Number of the cell in the notebook; None if it is not there.
    """

    names: frozenset[str]
    begins: str
    number: int | None

    def told(self, names: Collection[str]) -> str:
        """A sentence about some of the names."""
        held = f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} missing"
        if self.number is None:
            cell = f"The set-up cell that begins with `{self.begins}` is not in the notebook"
        else:
            cell = f"Cell {self.number} is not as it was handed out"
        return f"{cell}, so {held}; take it from the handout again."


class HandedOut:
    """The set-up cells of a release against those that a notebook runs.

    Args:
        setup: Source of the release's set-up cells, by id.
        ran: The cells of the notebook that are executed.

    Attributes:
        lost: The set-up cells that lack names, in the release's order.
    """

    def __init__(self, setup: Mapping[str, str], ran: Sequence[Cell]) -> None:
        known = SetUp(setup)
        there = {own: cell.number for cell in ran if (own := known.find(cell)) is not None}
        made = {name for cell in ran for name in bindings(cell.source)}
        self.lost = tuple(
            Lost(names, _first_line(text), there.get(own))
            for own, text in setup.items()
            if (names := frozenset(bindings(text)) - made)
        )
        self._costs: dict[Lost, list[str]] = {}

    def explain(self, question: str, missing: Sequence[str], hidden: bool) -> Iterator[str]:
        """Sentences for a failure that misses names.

        Args:
            question: The question that it costs.
            missing: The names.
            hidden: Whether a hidden check missed one whose name is not told.
        """
        for lost in self.lost:
            names = [name for name in dict.fromkeys(missing) if name in lost.names]
            if names or hidden:
                counted = self._costs.setdefault(lost, [])
                if question not in counted:
                    counted.append(question)
                yield lost.told(names or sorted(lost.names))

    def notes(self) -> Iterator[str]:
        """For the reviewer: what each lost cell costs."""
        for lost, questions in self._costs.items():
            yield f"{lost.told(sorted(lost.names))} It costs {', '.join(questions)}."

    @property
    def ask_for_review(self) -> bool:
        """Whether a question was lost through no answer of its own."""
        return bool(self._costs)


def _first_line(text: str) -> str:
    lines = (line.strip() for line in text.splitlines())
    first = next(line for line in lines if line and not line.startswith(("#", "%", "!")))
    return first if len(first) <= _LONGEST else first[: _LONGEST - 1] + "…"
