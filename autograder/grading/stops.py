"""A cell that did not come to its end, and what was done about it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from autograder.grading.cells import Step
from autograder.grading.handed_out import HandedOut
from autograder.grading.judging import Incident, incident_of, is_newer
from autograder.grading.setting_up import SetUp
from autograder.intake.submission import Cell, Submission
from autograder.isolation.engines.engine import WorkerError
from gradekit.outcome import Raised

_NOT_HERE = ("ModuleNotFoundError", "ImportError")


@dataclass(frozen=True)
class Stop:
    """A cell that stopped.

    Attributes:
        cell: The cell.
        incident: What happened.
        question: The question that it belongs to, as far as its place tells.
        set_up: Whether it is one of the release's own cells.
        replaced: Whether the release's text was run in its place.
        environment: Whether it stopped at something that the student's machine has and this one
            has not: a module, or a newer Python.
    """

    cell: Cell
    incident: Incident
    question: str | None
    set_up: bool = False
    replaced: bool = False
    environment: bool = False

    @property
    def text(self) -> str:
        """What happened, without a full stop."""
        return self.incident.message.rstrip(".")


class Stops:
    """All cells of one notebook that stopped, and what they cost.

    Args:
        setup: What the release runs outside its answers; see `SetUp`.
        submission: The notebook.

    Attributes:
        handed_out: Set-up cells that are not there.
        all: The cells that stopped, in order.
        incidents: The first of each question, by its id.
        costs: Questions that each cost, by the number of its cell.
    """

    def __init__(self, setup: Mapping[str, str], submission: Submission) -> None:
        self._set_up = SetUp(setup)
        self._python = submission.python
        ran = [cell for cell in submission.cells if cell.kind == "code" and not cell.ignored]
        self.handed_out = HandedOut(setup, ran)
        self.all: list[Stop] = []
        self.incidents: dict[str, Incident] = {}
        self.costs: dict[int, list[str]] = {}

    def note(
        self, step: Step, cause: Raised | WorkerError, attempt: Callable[[Cell], object]
    ) -> None:
        """Remember a cell that stopped; the release's own set-up code runs all the same.

        Args:
            step: The cell's step.
            cause: The exception that it raised, or why its worker could not go on.
            attempt: Runs a cell; None if it comes to its end.
        """
        own = self._set_up.belongs(step.cell)
        instead = self._set_up.instead_of(step.cell)
        kind = cause.type_name if isinstance(cause, Raised) else ""
        newer = kind == "SyntaxError" and is_newer(self._python)
        stop = Stop(
            cell=step.cell,
            incident=incident_of(cause, step.cell.number, self._python),
            question=None if own else step.belongs_to,
            set_up=own,
            replaced=instead is not None and attempt(instead) is None,
            environment=newer or kind in _NOT_HERE,
        )
        self.all.append(stop)
        if stop.question is not None:
            self.incidents.setdefault(stop.question, stop.incident)

    def cost(self, stop: Stop, question: str) -> None:
        """Remember that a stop cost a question."""
        counted = self.costs.setdefault(stop.cell.number, [])
        if question not in counted:
            counted.append(question)

    def notes(self) -> Iterator[str]:
        """For the reviewer: each stop of a cell that is more than its own question's affair.

        And each set-up cell that is not there, as far as it costs anything.
        """
        yield from self.handed_out.notes()
        for stop in self.all:
            cost = self.costs.get(stop.cell.number, [])
            others = [name for name in cost if name != stop.question]
            if not others and not stop.set_up and not stop.environment:
                continue
            told = stop.text
            if stop.replaced:
                told += "; what the release has in this cell was run instead"
            yield f"{told}. " + (f"It costs {', '.join(cost)}." if cost else "It costs nothing.")

    @property
    def ask_for_review(self) -> bool:
        """Whether a person should look: a question was lost through no answer of its own."""
        return self.handed_out.ask_for_review or any(
            self.costs.get(stop.cell.number) and (stop.set_up or stop.environment)
            for stop in self.all
        )
