"""A grade reproduced from its record and the work, on this machine or another one.

In this order: the record is what the course wrote (its seal holds), the work is what was graded
(its hash is the record's), the release is the one it was graded by (likewise); then it is graded
again with the same seed, profile and device, and compared question by question.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

import autograder
from autograder.grading.case_seed import course_secret
from autograder.grading.loaded import open_release
from autograder.grading.submission import grade_submission
from autograder.intake.find import Found
from autograder.intake.submission import take_in
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Library
from autograder.records.course import Course
from autograder.records.errors import AutograderError, ConfigError
from autograder.records.result import QuestionResult, SubmissionResult, load
from autograder.records.seal import holds
from autograder.training.options import Training

_CLOSE = 1e-6


class RecheckRefused(AutograderError):  # noqa: N818 - nothing went wrong here, the record did
    """Record, work and release do not belong together; the message says which."""


@dataclass(frozen=True)
class Comparison:
    """One question graded twice.

    Attributes:
        question: Its id.
        before: Points in the record.
        now: Points of this machine.
        same: Whether they agree, or a training came out within the record's own interval.
        reason: What differs, or why it agrees though the points do not.
    """

    question: str
    before: float | None
    now: float | None
    same: bool
    reason: str = ""


@dataclass(frozen=True)
class Recheck:
    """What grading again came to.

    Attributes:
        record: The result as recorded.
        again: The result of this machine.
        questions: Each question compared.
        notes: What was different about this machine.
    """

    record: SubmissionResult
    again: SubmissionResult
    questions: tuple[Comparison, ...]
    notes: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether the grade was reproduced."""
        return all(question.same for question in self.questions)


def read_record(path: Path, secret: bytes) -> SubmissionResult:
    """Read a result and believe it only under its seal.

    Raises:
        ConfigError: If it cannot be read or is not a result.
        RecheckRefused: If it carries no seal, or was changed after it was sealed.
    """
    try:
        record = load(json.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}); check the path.") from error
    except (ValueError, TypeError, AttributeError, ValidationError) as error:
        raise ConfigError(f"{path} is not a result of this version.") from error
    if not record.seal:
        raise RecheckRefused(
            f"{path} carries no seal: it was not graded, or by an older version. Grade it again."
        )
    if not holds(record, secret):
        raise RecheckRefused(
            f"{path} is refused: it was changed after it was graded, or belongs to a course with "
            "another secret."
        )
    return record


def recheck(course: Course, path: Path, work: Path, engine: str | None = None) -> Recheck:
    """Grade again from a record.

    Args:
        course: The course, with the release and the secret of the record.
        path: The record, `results/<student>.json`.
        work: What was handed in: zip, notebook or folder.
        engine: Name of the engine; the strongest if None.

    Raises:
        RecheckRefused: If record, work and release do not belong together.
        AutograderError: If something cannot be read or run.
    """
    secret = course_secret(course)
    record = read_record(path, secret)
    made = record.provenance
    if made is None:
        raise RecheckRefused(f"{path} does not say what it was made of.")
    opened = open_release(course, record.assignment)
    if opened.sha256 != made.release_sha256:
        raise RecheckRefused(
            f"{record.assignment} here is another release ({opened.sha256[:12]}) than the one that "
            f"{path.name} was graded by ({made.release_sha256[:12]}); check out that version of "
            "the course and build it."
        )
    submission = take_in(Found(record.student, work, record.late), opened.wanted)
    if submission.sha256 != made.submission_sha256:
        raise RecheckRefused(
            f"{work.name} is not the work that was graded: its hash is {submission.sha256[:12]}, "
            f"the record's {made.submission_sha256[:12]}."
        )
    training = Training(made.profile, made.device)
    with_engine = pick_engine(engine, library=Library.of(course))
    try:
        again = grade_submission(submission, opened, with_engine, secret=secret, training=training)
    finally:
        with_engine.close()
    return Recheck(record, again, _compare(record, again), _notes(record, again))


def _compare(record: SubmissionResult, again: SubmissionResult) -> tuple[Comparison, ...]:
    now = {question.id: question for question in again.questions}
    then = {question.id for question in record.questions}
    lines = [_question(question, now.get(question.id)) for question in record.questions]
    lines += [
        Comparison(question.id, None, question.points, same=False, reason="not in the record")
        for question in again.questions
        if question.id not in then
    ]
    return tuple(lines)


def _question(before: QuestionResult, now: QuestionResult | None) -> Comparison:
    if now is None:
        return Comparison(before.id, before.points, None, same=False, reason="not graded here")
    equal = (
        before.points == now.points
        if before.points is None or now.points is None
        else abs(before.points - now.points) < _CLOSE
    )
    if equal and before.status is now.status:
        return Comparison(before.id, before.points, now.points, same=True)
    trained = {(one.task, one.level): one for one in now.training}
    again = [(one, trained.get((one.task, one.level))) for one in before.training]
    within = bool(again) and all(
        other is not None and one.interval[0] <= other.accuracy <= one.interval[1]
        for one, other in again
    )
    if within:
        reason = "every training lies within the interval that the record states"
        return Comparison(before.id, before.points, now.points, same=True, reason=reason)
    reason = f"{before.status.value} then, {now.status.value} now"
    return Comparison(before.id, before.points, now.points, same=False, reason=reason)


def _notes(record: SubmissionResult, again: SubmissionResult) -> tuple[str, ...]:
    then, now = record.provenance, again.provenance
    assert then is not None, "recheck refuses a record without provenance"
    assert now is not None, "grading says what a result is made of"
    notes = []
    if then.autograder_version != autograder.__version__:
        notes.append(f"graded by version {then.autograder_version}, now {autograder.__version__}")
    for what, old, new in (
        ("engine", f"{then.engine} ({then.engine_form})", f"{now.engine} ({now.engine_form})"),
        ("device", then.device, now.device),
        ("Python", then.python, now.python),
        *((name, old, now.versions.get(name, "absent")) for name, old in then.versions.items()),
    ):
        if old != new:
            notes.append(f"{what} was {old}, is {new}")
    return tuple(notes)
