"""Why a name that a question needs is not there: the cell that would have made it, by number."""

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from autograder.grading.cells import Step
from autograder.grading.stops import Stops
from autograder.intake.bindings import bindings
from autograder.intake.cell_code import parse
from autograder.intake.submission import Cell
from autograder.records.result import CheckResult, QuestionResult
from autograder.records.status import Status

_NAMES = (
    re.compile(r"name '(\w+)' is not defined"),
    re.compile(r"There is no (\w+) in the notebook"),
)
_HIDDEN = "raised NameError in a hidden check"
_FENCE = re.compile(r"\A\s*```(?:python|py)?\s*\n(?P<code>.*)\n```\s*\Z", re.DOTALL)
_BINDS = re.compile(r"^(?:(?:async\s+)?def\s|class\s|import\s|from\s|\w+\s*=[^=])", re.MULTILINE)
_LONGEST = 4000


@dataclass
class Whereabouts:
    """All that is known of where names are made.

    Attributes:
        cells: All cells of the notebook.
        steps: Those that are executed.
        stops: Those of them that stopped.
        given: SHA-256 of the text of each cell that the release skips or runs itself: what these
            make is no answer.
    """

    cells: Sequence[Cell]
    steps: Sequence[Step]
    stops: Stops
    given: Collection[str] = ()

    def __post_init__(self) -> None:
        self._checked = {name: step.cell.number for step in self.steps for name in step.ends}
        self._made = {cell.number: bindings(_code(cell)) for cell in self.cells}

    def told(
        self, questions: Iterable[QuestionResult], variables: Mapping[str, Sequence[str]]
    ) -> tuple[QuestionResult, ...]:
        """The questions, each failure with the cells that explain it.

        Args:
            questions: As they were graded; points stay as they are.
            variables: Names that the checks of each question take.
        """
        asked = Counter(name for names in variables.values() for name in names)
        # What two questions ask for is an answer to either, wherever it stands.
        own = {one: [n for n in names if asked[n] == 1] for one, names in variables.items()}
        return tuple(self._question(one, own.get(one.id, ())) for one in questions)

    def _question(self, question: QuestionResult, variables: Sequence[str]) -> QuestionResult:
        if question.status is Status.PASSED or not question.status.scored:
            return question
        checks = tuple(self._check(question.id, check, variables) for check in question.checks)
        message = self._with(question.id, question.message, variables)
        for stop in self.stops.all:
            if stop.question == question.id and stop.text not in message:
                message = _joined(message, [f"{stop.text}."])
            if stop.text in message:
                self.stops.cost(stop, question.id)
        return question.model_copy(update={"checks": checks, "message": message})

    def _check(self, question: str, check: CheckResult, variables: Sequence[str]) -> CheckResult:
        if check.status is Status.PASSED:
            return check
        return check.model_copy(update={"message": self._with(question, check.message, variables)})

    def _with(self, question: str, message: str, variables: Sequence[str]) -> str:
        missing = [found[1] for pattern in _NAMES for found in pattern.finditer(message)]
        sentences = list(self._stopped(question, message, missing))
        handed_out = self.stops.handed_out
        sentences += handed_out.explain(question, missing, hidden=_HIDDEN in message)
        still_open = [name for name in variables if self._is_open(question, name)]
        for name in dict.fromkeys([*missing, *still_open]):
            sentences += self._elsewhere(question, name)
        return _joined(message, sentences)

    def _is_open(self, question: str, name: str) -> bool:
        """Whether no cell that ran before the check makes a name, or only keeps its place."""
        checked = self._checked.get(question, len(self.cells))
        made = [
            self._made[step.cell.number][name]
            for step in self.steps
            if step.cell.number <= checked and name in self._made[step.cell.number]
        ]
        return not made or made[-1]

    def _stopped(self, question: str, message: str, missing: Sequence[str]) -> Iterator[str]:
        for stop in self.stops.all:
            made = self._made[stop.cell.number]
            names = [name for name in dict.fromkeys(missing) if name in made]
            if names:
                self.stops.cost(stop, question)
                verb = "is" if len(names) == 1 else "are"
                yield f"{stop.text}, so {' and '.join(names)} {verb} missing."
            elif _HIDDEN in message and made:
                self.stops.cost(stop, question)
                yield f"{stop.text}, so what it would have made is missing."

    def _elsewhere(self, question: str, name: str) -> Iterator[str]:
        """Cells that make a name and are not run, or run too late."""
        checked = self._checked.get(question)
        ran = [cell for cell in self.cells if cell.kind == "code" and not cell.ignored]
        for cell in self.cells:
            blank = self._made[cell.number].get(name)
            if blank is None or blank or self._is_given(cell):
                continue
            if cell.kind != "code":
                kind = "text" if cell.kind == "markdown" else "raw"
                yield (
                    f"Cell {cell.number} makes {name}, but is a {kind} cell, which is not run; make"
                    " it a code cell."
                )
            elif cell.ignored:
                yield (
                    f"Cell {cell.number} makes {name}, but graders skip it for its tag; move the "
                    "answer into a cell of its own."
                )
            elif checked is not None and cell.number > checked:
                yield (
                    f"Cell {cell.number} makes {name}, but stands below cell {checked}, where "
                    f"{question} is graded; move it above."
                )
            else:
                yield from _overwritten(name, cell, ran, self._made, checked)

    def _is_given(self, cell: Cell) -> bool:
        return (
            cell.kind == "code"
            and hashlib.sha256(cell.source.encode("utf-8")).hexdigest() in self.given
        )


def _overwritten(
    name: str,
    cell: Cell,
    ran: Sequence[Cell],
    made: Mapping[int, Mapping[str, bool]],
    checked: int | None,
) -> Iterator[str]:
    """A later cell that takes the place of an answer by an empty one."""
    later = [
        other.number
        for other in ran
        if other.number > cell.number
        and (checked is None or other.number <= checked)
        and made[other.number].get(name)
    ]
    if later:
        yield (
            f"Cell {cell.number} makes {name}, but cell {later[-1]} makes it again and is still to "
            "be filled in; leave the one that counts."
        )


def _code(cell: Cell) -> str:
    """What of a cell may be code; of a text only one that is nothing else."""
    if cell.kind == "code":
        return cell.source
    fenced = _FENCE.match(cell.source)
    text = fenced["code"] if fenced else cell.source
    return text if _BINDS.search(text) and parse(text) is not None else ""


def _joined(message: str, sentences: Iterable[str]) -> str:
    fresh = [one for one in dict.fromkeys(sentences) if one.rstrip(".") not in message]
    if not fresh:
        return message
    head = message if not message or message.endswith((".", "!", "?")) else message + "."
    return " ".join([head, *fresh]).strip()[:_LONGEST]
