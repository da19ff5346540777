"""The class overview and one page a student: static HTML that asks nothing of anybody.

Every text of a student passes through `visible` and Jinja's escaping.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from autograder.records import files
from autograder.records.naming import slug
from autograder.records.plain_text import visible
from autograder.records.release import QuestionSpec, Release
from autograder.records.result import QuestionResult, SubmissionResult
from autograder.records.status import WORDS, Status
from autograder.review.checkpoints import submitted
from autograder.review.figures import histogram, median
from autograder.review.leaderboard import leaderboard
from autograder.review.training import scoreboard

_COMMONEST = 12
_MAX_OUTPUT = 64 * 1024


@dataclass(frozen=True)
class QuestionSummary:
    """How the class did on one question.

    Attributes:
        spec: The question.
        full: Students with all points.
        part: Students with some.
        none: Students with 0.
        waiting: Students whose points a person decides.
        mean: Points, over those that have some number; None if nobody has.
        answers: MCQ: how many chose each option, in order.
    """

    spec: QuestionSpec
    full: int
    part: int
    none: int
    waiting: int
    mean: float | None
    answers: tuple[tuple[str, int], ...]

    @property
    def graded(self) -> int:
        """Students that have points on it."""
        return self.full + self.part + self.none


@dataclass(frozen=True)
class Slip:
    """A misconception and how many students show it."""

    question: str
    name: str
    hint: str
    count: int


def write_pages(out: Path, release: Release, results: Sequence[SubmissionResult]) -> Path:
    """Write `index.html`, `students/<student>.html`, and `leaderboard.html` where there is one.

    Args:
        out: The output folder of a batch.
        release: The release that was graded.
        results: One a student, in the order of the class.

    Returns:
        Path of the overview.

    Raises:
        OSError: If the disk is full.
    """
    environment = _environment()
    page = environment.get_template("old_student.html")
    entries = leaderboard(results)
    rows = [_question_row(spec, results) for spec in release.questions]
    answers = {row.spec.id: row.answers for row in rows if row.spec.kind == "mcq"}
    own = {entry.student: entry for entry in entries}
    for result in results:
        text = page.render(
            release=release,
            result=result,
            specs={q.id: q for q in release.questions},
            entry=own.get(result.student),
            scores=scoreboard([result]),
            checkpoints=submitted([result]),
            answers=answers,
        )
        files.write_text(out / "students" / f"{slug(result.student)}.html", _clean(text))
    overview = environment.get_template("overview.html").render(
        release=release,
        results=results,
        entries=entries,
        scores=scoreboard(results),
        checkpoints=submitted(results),
        measured=any(spec.checked for spec in release.questions),
        **_class_figures(release, results),
    )
    if entries:
        board = environment.get_template("leaderboard.html")
        text = board.render(release=release, entries=entries)
        files.write_text(out / "leaderboard.html", _clean(text))
    files.write_text(out / "index.html", _clean(overview))
    return out / "index.html"


def _class_figures(release: Release, results: Sequence[SubmissionResult]) -> dict[str, object]:
    totals = [result.total for result in results if result.total is not None]
    bonus = sum(spec.points for spec in release.questions if spec.bonus)
    return {
        "histogram": histogram(totals, release.possible + bonus),
        "mean": sum(totals) / len(totals) if totals else None,
        "median": median(totals),
        "bonus": bonus,
        "review": [result for result in results if result.needs_review],
        "noted": [result for result in results if result.notes and not result.needs_review],
        "statuses": sorted(Counter(result.status for result in results).items()),
        "questions": [_question_row(spec, results) for spec in release.questions],
        "slips": commonest(results),
        "provenance": next((r.provenance for r in results if r.provenance is not None), None),
    }


def commonest(results: Sequence[SubmissionResult], count: int = _COMMONEST) -> list[Slip]:
    """The misconceptions that most students show, the commonest first."""
    found: Counter[tuple[str, str, str]] = Counter(
        (question.id, question.misconception, question.hint or "")
        for result in results
        for question in result.questions
        if question.misconception is not None
    )
    ranked = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [Slip(question, name, hint, n) for (question, name, hint), n in ranked[:count]]


def _question_row(spec: QuestionSpec, results: Sequence[SubmissionResult]) -> QuestionSummary:
    tally: dict[str, int] = defaultdict(int)
    points: list[float] = []
    answers: Counter[str] = Counter()
    for result in results:
        question = next((q for q in result.questions if q.id == spec.id), None)
        if question is None:
            # A submission that was refused has no questions, and no points on any.
            waits = spec.manual or not result.status.scored
            tally["waiting" if waits else "none"] += 1
            continue
        tally[_share(question)] += 1
        if question.points is not None:
            points.append(question.points)
        if spec.kind == "mcq":
            answers[question.answer or "none"] += 1
    return QuestionSummary(
        spec=spec,
        full=tally["full"],
        part=tally["part"],
        none=tally["none"],
        waiting=tally["waiting"],
        mean=sum(points) / len(points) if points else None,
        answers=tuple(sorted(answers.items())),
    )


def _share(question: QuestionResult) -> str:
    if question.points is None:
        return "waiting"
    if question.points >= question.possible:
        return "full"
    return "part" if question.points > 0 else "none"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    """Kept, for compiling the templates takes longer than a page."""
    environment = Environment(
        loader=PackageLoader("autograder.review"),
        autoescape=select_autoescape(default=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(words=WORDS, Status=Status)
    environment.filters.update(
        visible=visible,
        text=lambda value: visible(value[:_MAX_OUTPUT], lines=True),
        number=lambda value: "–" if value is None else f"{round(value, 2):g}",
        page=lambda student: f"{slug(student)}.html",
    )
    return environment


def _clean(text: str) -> str:
    """Without trailing blanks and runs of empty lines, and in characters that UTF-8 has."""
    lines = [line.rstrip() for line in text.split("\n")]
    return "\n".join(line for line in lines) + "\n"
