"""What a student reads of a trained check: accuracies in percent, and the loss curve."""

from dataclasses import dataclass

from autograder.records.result import TrainingRecord

_WIDTH, _HEIGHT, _EDGE = 240.0, 60.0, 4.0


@dataclass(frozen=True)
class TrainingView:
    """A training check: accuracies in percent, and the loss curve of the best training.

    Attributes:
        title: What was trained, and on what.
        verdict: Whether the threshold was reached.
        figures: Accuracy, interval and threshold in a sentence.
        curve: Corners of the line as SVG writes them; empty if there are fewer than two.
        summary: The curve in words.
    """

    title: str
    verdict: str
    figures: str
    curve: str
    summary: str


def trained(record: TrainingRecord) -> TrainingView:
    """What is told of one record."""
    low, high = record.interval
    if record.borderline:
        verdict = "reached, borderline" if record.passed else "borderline"
    else:
        verdict = "reached" if record.passed else "not reached"
    losses = [loss for loss, _ in record.curve if loss is not None]
    return TrainingView(
        title=f"{record.level} on {record.data}",
        verdict=verdict,
        figures=(
            f"{100 * record.accuracy:.1f} % of images not seen before, with 95 % confidence between"
            f" {100 * low:.1f} and {100 * high:.1f} %; asked for: {100 * record.threshold:.1f} %."
        ),
        curve=_corners(losses),
        summary=f"Loss from {losses[0]:.2f} to {losses[-1]:.2f} in {len(losses)} epochs."
        if len(losses) > 1
        else "",
    )


def _corners(losses: list[float]) -> str:
    if len(losses) < 2:
        return ""
    top = max(*losses, 1e-9)
    step, room = (_WIDTH - 2 * _EDGE) / (len(losses) - 1), _HEIGHT - 2 * _EDGE
    return " ".join(
        f"{_EDGE + n * step:.1f},{_EDGE + room * (1 - max(loss, 0.0) / top):.1f}"
        for n, loss in enumerate(losses)
    )
