"""A class being graded, in front of a person: a table on a terminal, plain lines elsewhere."""

import time
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from rich.console import Console, Group
from rich.live import Live as RichLive
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from autograder.grades import edited_grades, stale_results
from autograder.intake.listing import summary
from autograder.records.plain_text import visible
from autograder.records.result import SubmissionResult
from autograder.records.status import Status

if TYPE_CHECKING:
    from autograder.batch import BatchReport, Graded

STYLES = {
    Status.PASSED: "green",
    Status.FAILED: "yellow",
    Status.ERROR: "red",
    Status.TIMEOUT: "red",
    Status.OUT_OF_MEMORY: "red",
    Status.CRASHED: "red",
    Status.SKIPPED: "magenta",
    Status.INTERNAL_ERROR: "magenta",
}

_ROWS = 14
_NAME = 32
_SUMMARY_SECONDS = 30.0
"""How often lines that go elsewhere than to a terminal say how far it is."""


class Live:
    """Shows each submission as it is done, and how long the others will take. A context manager."""

    def __init__(self, assignment: str) -> None:
        self._assignment = assignment
        self._console = Console(highlight=False)
        self._recent: deque[SubmissionResult] = deque(maxlen=_ROWS)
        self._counts: Counter[Status] = Counter()
        self._live: RichLive | None = None
        self._bar = Progress(BarColumn(60), MofNCompleteColumn(), TimeRemainingColumn())
        self._task = self._bar.add_task(assignment, start=False)
        self._clock = Forecast()

    def __enter__(self) -> "Live":
        if self._console.is_terminal:
            self._live = RichLive(
                Text(f"{self._assignment}: starting the engine ..."),
                console=self._console,
                refresh_per_second=8,
                transient=True,
            )
            self._live.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    def show(self, graded: "Graded") -> None:
        """Take note of one more submission."""
        result = graded.result
        self._recent.append(result)
        self._counts[result.status] += 1
        self._clock.take(graded)
        if self._live is not None:
            self._bar.update(self._task, total=graded.count, completed=graded.number)
            self._live.update(self._picture(graded.number, graded.count))
            return
        width = len(str(graded.count))
        kept = "  (kept)" if graded.kept else ""
        line = f"[{graded.number:>{width}}/{graded.count}] {visible(result.student):<24}"
        self._console.out(f"{line} {result.status.words:<14} {points(result)}{kept}")
        if (left := self._clock.due(graded)) is not None:
            self._console.out(f"about {left} left; so far {counts(self._counts)}")

    def close(self, report: "BatchReport", seconds: float, out: Path, page: Path | None) -> None:
        """Print the class and where everything is.

        Args:
            report: The class, graded.
            seconds: Wall time of it all.
            out: The output folder.
            page: The overview; None where there is none, as of a shard.
        """
        self.__exit__(None, None, None)
        if self._console.is_terminal:
            self._console.print(_table(report.results))
        fresh = len(report.results) - report.kept
        kept = f", {report.kept} kept from an earlier run" if report.kept else ""
        print_line = self._console.out
        print_line(f"{fresh} submissions graded in {seconds:.1f} s{kept}.")
        for line in told(report):
            print_line(line)
        if page is None:
            print_line(f"Shard {report.shard}: {out}")
            print_line(
                f"When all shards are there: autograder merge {self._assignment} SUBMISSIONS "
                "SHARD... --out DIR"
            )
            return
        for path in stale_results(out, [one.student for one in report.survey.found]):
            print_line(f"left from an earlier run, no longer in the class: {path.name}")
        for path in edited_grades(out):
            print_line(
                f"{path.name} was edited by hand and is kept; points of written questions are "
                f"entered with: autograder points read {self._assignment} {path}"
            )
        if len(report.results) == 1:
            for line in _replays(report.results[0]):
                print_line(line)
        print_line(f"Grades:   {out / 'grades.csv'}")
        print_line(f"Overview: {page}")

    def _picture(self, number: int, count: int) -> Group:
        summary = Text(f"{self._assignment}  {number}/{count}  ")
        for status, times in sorted(self._counts.items()):
            summary.append(f" {status.words} {times} ", style=STYLES[status])
        return Group(_table(tuple(self._recent)), self._bar, summary)


class Forecast:
    """How long the rest of a class will take, by the pace so far. Kept results set no pace."""

    def __init__(self) -> None:
        self._began = self._said = time.monotonic()
        self._fresh = 0

    def take(self, graded: "Graded") -> None:
        """Take note of one more submission."""
        if not self._fresh:
            # The first one waited for its grader process to start.
            self._began = time.monotonic()
        self._fresh += not graded.kept

    def due(self, graded: "Graded") -> timedelta | None:
        """Time that is left, if it is time to say so."""
        now = time.monotonic()
        rest = graded.count - graded.number
        if not rest or self._fresh < 2 or now - self._said < _SUMMARY_SECONDS:
            return None
        self._said = now
        return timedelta(seconds=round((now - self._began) / (self._fresh - 1) * rest))


def told(report: "BatchReport") -> Iterator[str]:
    """What is to be said of a class that is graded, a line each: counts, roster, who waits."""
    if report.results:
        yield counts(Counter(result.status for result in report.results)) + "."
    yield from summary(report.survey)
    yield from report.notes
    for result in report.needs_review:
        yield f"needs review: {visible(result.student)}: {_first(result)}"


def counts(by_status: Counter[Status]) -> str:
    """`20 passed, 3 failed`, in the order of severity."""
    return ", ".join(f"{by_status[one]} {one.words}" for one in Status if by_status[one])


def _replays(result: SubmissionResult) -> Iterator[str]:
    """Of a single submission: what shows each mistake, and the line that runs it at home."""
    for question in result.questions:
        if (shown := question.replay) is not None:
            yield visible(f"{question.id}: {shown.call}: {shown.found}")
            yield visible(f"  {shown.line}")


def points(result: SubmissionResult) -> str:
    """`21.5/24`, or a dash where there is no total."""
    return "-" if result.total is None else f"{result.total:g}/{result.possible:g}"


def _table(results: Sequence[SubmissionResult]) -> Table:
    table = Table(expand=False, show_edge=False, pad_edge=False)
    table.add_column("student", no_wrap=True, max_width=_NAME)
    table.add_column("status")
    table.add_column("points", justify="right")
    table.add_column("to fix first")
    for result in results:
        table.add_row(
            Text(visible(result.student)),
            Text(result.status.words, style=STYLES[result.status]),
            points(result),
            Text(_first(result), overflow="ellipsis", no_wrap=True),
        )
    return table


def _first(result: SubmissionResult) -> str:
    if result.message:
        return visible(result.message)
    # A question without a score first: it waits for a person, not for the student.
    for question in sorted(result.questions, key=lambda question: question.status.scored):
        if question.status is not Status.PASSED:
            text = question.hint or question.message or question.status.words
            return visible(f"{question.id}: {text}")
    return ""
