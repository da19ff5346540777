"""Trained checks of a class: what each came to, in words and as a drawing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from autograder.gradebook import KnownAssignment
from autograder.records.result import CheckpointRecord, TrainingRecord
from autograder.review.desk import Desk
from gradekit.training.tasks import LEVELS

_SMALL, _LARGE, _EDGE = (110.0, 30.0), (420.0, 170.0), 4.0


@dataclass(frozen=True)
class Curve:
    """What a training went through, in the units of its drawing.

    Attributes:
        width: Width of the drawing.
        height: Height of the drawing.
        loss: Corners of the line of the loss, as SVG writes them; empty if there are fewer than
            two.
        accuracy: Corners of the line of the accuracy, likewise.
        top: The loss at the upper edge.
        epochs: How many epochs there were.
        summary: The drawing in words.
    """

    width: float
    height: float
    loss: str
    accuracy: str
    top: float
    epochs: int
    summary: str


@dataclass(frozen=True)
class TrainingLine:
    """One trained level of one hand-in.

    Attributes:
        student: Key of the student.
        section: Their section.
        question: Question id.
        record: What the trainings came to.
        verdict: `passed`, `passed, borderline`, `borderline`, `in part` or `not reached`.
        claimed: Accuracy that the student's own notebook printed last, in [0, 1]; None if it did
            not, or the hand-in was not gathered.
    """

    student: str
    section: str
    question: str
    record: TrainingRecord
    verdict: str
    claimed: float | None

    @property
    def overclaims(self) -> bool:
        """Whether the notebook claims more than the interval of what was measured holds."""
        return self.claimed is not None and self.claimed > self.record.interval[1]


@dataclass(frozen=True)
class CheckpointLine:
    """One network that was handed in.

    Attributes:
        student: Key of the student.
        record: What came of it.
    """

    student: str
    record: CheckpointRecord


def training_lines(desk: Desk, of: KnownAssignment) -> list[TrainingLine]:
    """Every trained level of the hand-ins that count: by question and level, the best first."""

    def read() -> list[TrainingLine]:
        digests, claims = desk.digests(of.id), claims_of(desk, of.id)
        lines = [
            TrainingLine(
                total.student,
                total.section,
                question,
                record,
                verdict_of(record),
                claims.get((question, attempt.submission)),
            )
            for total, attempt in desk.counting(of.id)
            if attempt.run in digests
            for question, record in digests[attempt.run].training
        ]
        places = {one.id: place for place, one in enumerate(of.questions)}
        lines.sort(
            key=lambda one: (
                places.get(one.question, len(places)),
                one.record.task,
                LEVELS.index(one.record.level),
                -one.record.accuracy,
            )
        )
        return lines

    return desk.steady(("training", of.id), (desk.state(of.id), desk.work.version()), read)


def claims_of(desk: Desk, assignment: str) -> Mapping[tuple[str, str], float]:
    """Accuracies that notebooks printed last, by question and submission."""
    return desk.steady(
        ("claims", assignment), desk.work.version(), lambda: desk.work.claims(assignment)
    )


def checkpoint_lines(desk: Desk, of: KnownAssignment) -> list[CheckpointLine]:
    """The networks handed in: by question, the best first, those without a score last."""

    def read() -> list[CheckpointLine]:
        digests = desk.digests(of.id)
        lines = [
            CheckpointLine(total.student, record)
            for total, attempt in desk.counting(of.id)
            if attempt.run in digests
            for record in digests[attempt.run].checkpoints
        ]
        return sorted(lines, key=lambda one: (one.record.question, -(one.record.accuracy or 0.0)))

    return desk.steady(("checkpoints", of.id), desk.state(of.id), read)


def verdict_of(record: TrainingRecord) -> str:
    """The verdict in words."""
    if record.borderline:
        return "passed, borderline" if record.passed else "borderline"
    if record.passed:
        return "passed"
    partly = record.floor is not None and record.accuracy > record.floor
    return "in part" if partly else "not reached"


def sparkline(record: TrainingRecord) -> Curve:
    """The loss over the epochs, small enough for a table."""
    return _curve(record, *_SMALL)


def curve(record: TrainingRecord) -> Curve:
    """Loss and accuracy over the epochs."""
    return _curve(record, *_LARGE)


def shaded(row: Sequence[int]) -> Markup:
    """The cells of a row of a confusion matrix, each as dark as its share of the row.

    A site has millions of them: they are put together here, not by the template.
    """
    total = sum(row)
    cells = (f'<td class="num s{shade(count, total):d}">{count:d}</td>' for count in row)
    return Markup("".join(cells))  # noqa: S704 - whole numbers hold nothing to escape


def shade(count: int, total: int) -> int:
    """How dark a cell of a confusion matrix is, 0 to 9, by its share of the row."""
    return min(9, round(9 * count / total)) if total else 0


def _curve(record: TrainingRecord, width: float, height: float) -> Curve:
    losses = [loss for loss, _ in record.curve if loss is not None]
    hits = [hit for _, hit in record.curve if hit is not None]
    top = max([*losses, 1e-9])
    said = []
    if len(losses) > 1:
        said.append(f"loss from {losses[0]:.2f} to {losses[-1]:.2f}")
    if len(hits) > 1:
        said.append(f"accuracy from {100 * hits[0]:.1f} % to {100 * hits[-1]:.1f} %")
    summary = f"{len(record.curve)} epochs: {', '.join(said)}." if said else "No curve."
    return Curve(
        width=width,
        height=height,
        loss=_corners([loss / top for loss in losses], width, height),
        accuracy=_corners(hits, width, height),
        top=top,
        epochs=len(record.curve),
        summary=summary,
    )


def _corners(shares: Sequence[float], width: float, height: float) -> str:
    """A line from left to right through shares of the height, each in [0, 1]."""
    if len(shares) < 2:
        return ""
    step, room = (width - 2 * _EDGE) / (len(shares) - 1), height - 2 * _EDGE
    return " ".join(
        f"{_EDGE + n * step:.1f},{_EDGE + room * (1 - min(1.0, max(0.0, share))):.1f}"
        for n, share in enumerate(shares)
    )
