"""The accuracy scoreboard: what the trained checks of a class came to, and their drawings."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.records.result import SubmissionResult, TrainingRecord
from gradekit.training.tasks import LEVELS

_WIDTH, _HEIGHT, _EDGE = 150.0, 40.0, 4.0
_SCALE = 200.0


@dataclass(frozen=True)
class Curve:
    """A loss curve in the units of its drawing.

    Attributes:
        width: Width of the drawing.
        height: Height of the drawing.
        points: Corners of the line, as SVG writes them; empty if there are fewer than two.
        summary: The drawing in words.
    """

    width: float
    height: float
    points: str
    summary: str


@dataclass(frozen=True)
class ScoreboardLine:
    """One line of the scoreboard.

    Attributes:
        student: Whose it is.
        question: Question id.
        record: What the trainings came to.
        verdict: `passed`, `borderline`, `in part` or `not reached`.
        curve: Loss of the best training.
        low: Where the interval starts on a scale of `SCALE`.
        high: Where it ends.
        at: Where the accuracy lies.
        threshold: Where the threshold lies.
    """

    student: str
    question: str
    record: TrainingRecord
    verdict: str
    curve: Curve
    low: float
    high: float
    at: float
    threshold: float


def scoreboard(results: Sequence[SubmissionResult]) -> list[ScoreboardLine]:
    """Every trained check of a class: by question and level, the best first."""
    scores = [
        score_of(result.student, question.id, record)
        for result in results
        for question in result.questions
        for record in question.training
    ]
    scores.sort(key=lambda s: (s.question, LEVELS.index(s.record.level), -s.record.accuracy))
    return scores


def score_of(student: str, question: str, record: TrainingRecord) -> ScoreboardLine:
    """The line of one record."""
    low, high = record.interval
    return ScoreboardLine(
        student=student,
        question=question,
        record=record,
        verdict=_verdict(record),
        curve=loss_curve(record),
        low=round(low * _SCALE, 2),
        high=round(high * _SCALE, 2),
        at=round(record.accuracy * _SCALE, 2),
        threshold=round(record.threshold * _SCALE, 2),
    )


def loss_curve(record: TrainingRecord) -> Curve:
    """The loss over the epochs, from 0 to the highest."""
    losses = [loss for loss, _ in record.curve if loss is not None]
    if len(losses) < 2:
        return Curve(_WIDTH, _HEIGHT, "", "No curve.")
    top = max(*losses, 1e-9)
    step = (_WIDTH - 2 * _EDGE) / (len(losses) - 1)
    room = _HEIGHT - 2 * _EDGE
    points = " ".join(
        f"{_EDGE + n * step:.1f},{_EDGE + room * (1 - max(loss, 0.0) / top):.1f}"
        for n, loss in enumerate(losses)
    )
    summary = f"Loss over {len(losses)} epochs, from {losses[0]:.2f} to {losses[-1]:.2f}."
    return Curve(_WIDTH, _HEIGHT, points, summary)


def _verdict(record: TrainingRecord) -> str:
    if record.borderline:
        return "passed, borderline" if record.passed else "borderline"
    if record.passed:
        return "passed"
    partly = record.floor is not None and record.accuracy > record.floor
    return "in part" if partly else "not reached"
