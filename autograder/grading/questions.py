"""One question: its compiled test cases against the student's work, each with a typed outcome."""

import functools
import re
import time
from collections.abc import Callable, Mapping
from contextvars import copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.grading.loaded import OpenedCheck, OpenedQuestion
from autograder.grading.overdue import CheckOverdue, Overseer
from autograder.grading.proxies import StudentEnv
from autograder.grading.signature import raise_as_student
from autograder.isolation.engines.engine import (
    WorkerCrashed,
    WorkerError,
    WorkerOutOfMemory,
    WorkerTimeout,
)
from autograder.isolation.session import Session
from autograder.records.errors import EngineError
from autograder.records.result import CheckResult, QuestionResult, TrainingRecord
from autograder.records.status import Status, worst
from autograder.training.options import Training
from gradekit.checks.failures import CannotJudge, CodeRaised, PartialCredit
from gradekit.outcome import CallRecord, Raised

if TYPE_CHECKING:
    from gradekit.training.trainer import Trainer

MAX_TIMEOUTS = 2
"""So many time-outs end a question: the rest would only take longer."""

CHECK_CPU_SECONDS = 60.0
"""What one check may compute in the grader itself."""

_MAX_MESSAGE = 4000
_OURS = "This check itself failed: a fault of the course, not of your work. A person looks at it."


@dataclass(frozen=True)
class Incident:
    """Why a question's own cell did not run to its end.

    Attributes:
        status: What it came to.
        message: For the student, with the cell's number.
    """

    status: Status
    message: str


@dataclass(frozen=True)
class Judged:
    """A verdict on one check before points.

    Attributes:
        status: What it came to.
        message: For the student.
        note: For the reviewer; empty if there is nothing to say.
        fraction: Share of the points of a check that was passed in part.
    """

    status: Status
    message: str = ""
    note: str = ""
    fraction: float = 0.0


@dataclass(frozen=True)
class Evaluation:
    """A question's result and what diagnosis reads of how it came about.

    Attributes:
        result: The result.
        calls: Calls of student functions that came back.
        values: What the checks were handed, by name: plain values and proxies.
        notes: For the reviewer.
    """

    result: QuestionResult
    calls: tuple[CallRecord, ...]
    values: Mapping[str, Any]
    notes: tuple[str, ...] = ()


def evaluate(
    question: OpenedQuestion,
    session: Session,
    *,
    incident: Incident | None = None,
    seed: Callable[[], object] = lambda: None,
    training: Training | None = None,
) -> Evaluation:
    """Grade one question in the state that the notebook is in.

    Args:
        question: The question and its test cases.
        session: The worker.
        incident: What happened in the cells that belong to the question, if anything did.
        seed: Called before every check; seeds random cases.
        training: How networks are trained; None where they are not.

    Returns:
        The result with all checks, points from the release alone.
    """
    env = StudentEnv(session, session.source)
    records: list[TrainingRecord] = []
    notes: list[str] = []
    if training is not None:
        env.training = functools.partial(_trainer, training, session, records, notes)
    values: dict[str, Any] = {}
    checks: list[CheckResult] = []
    timeouts = 0
    # The seed of one question is nobody else's: it is set in a context of its own.
    context = copy_context()
    overseer = Overseer(CHECK_CPU_SECONDS)
    for position, check in enumerate(question.checks):
        began = time.monotonic()
        if timeouts >= MAX_TIMEOUTS:
            judged = Judged(Status.TIMEOUT, f"Not run: {question.spec.id} timed out before.")
        else:
            session.begin_check()
            env.check = position
            context.run(seed)
            try:
                with overseer.check():
                    judged = context.run(_judge, check, env, values, incident)
            except CheckOverdue:
                # It may have been stopped in the midst of a message to the worker.
                session.close()
                judged = Judged(Status.INTERNAL_ERROR, _OURS, note=f"{check.spec.id} never ended")
            if session.fault is not None:
                # A check that went on after its worker died has judged nothing.
                judged = _of_fault(session.fault)
        timeouts += judged.status is Status.TIMEOUT
        notes.extend([judged.note] if judged.note else ())
        checks.append(_record(check, judged, time.monotonic() - began))
    overseer.close()
    env.close()
    result = _sum_up(question, tuple(checks), tuple(records))
    return Evaluation(result, tuple(env.calls), values, tuple(notes))


def unscored(question: OpenedQuestion, message: str) -> QuestionResult:
    """The result of a question that a fault of ours kept from being graded."""
    judged = Judged(Status.INTERNAL_ERROR, message)
    return _sum_up(question, tuple(_record(check, judged, 0.0) for check in question.checks))


def incident_of(cause: Raised | WorkerError, number: int) -> Incident:
    """What to tell about a cell that stopped.

    Args:
        cause: The exception that it raised, or why its worker could not go on.
        number: Number of the cell.
    """
    if isinstance(cause, WorkerError):
        judged = _of_fault(cause)
        return Incident(judged.status, f"Cell {number} did not finish: {judged.message}")
    line = cause.line.removeprefix(f"cell {number}, ")
    # Python adds the place to the text of a SyntaxError; it stands in `line` already.
    message = re.sub(rf" \(cell {number}, line \d+\)$", "", cause.message)
    text = f"Cell {number} stopped with {cause.type_name}: {message}"
    return Incident(Status.ERROR, f"{text} ({line})" if line else text)


def _trainer(
    training: Training, session: Session, records: list[TrainingRecord], notes: list[str], name: str
) -> "Trainer":
    """What trains the networks of a variable. Torch is loaded for those that ask."""
    from autograder.training.sandbox import SandboxTrainer

    def note(told: Mapping[str, Any]) -> None:
        records.append(TrainingRecord(**told))

    return SandboxTrainer(training, session, name, note, notes.append)


def _judge(
    check: OpenedCheck, env: StudentEnv, values: dict[str, Any], incident: Incident | None
) -> Judged:
    """Run one test case and put what it came to into words.

    Variables are fetched once a question, as they are one object each in a notebook.
    """
    try:
        for name in check.parameters:
            if name not in values:
                values[name] = env.get(name)
        missing = any(values[name] is None or values[name] is ... for name in check.parameters)
        if missing and incident is not None:
            return Judged(incident.status, incident.message)
        check.run(values)
    except WorkerError as fault:
        return _of_fault(fault)
    except EngineError as error:
        return Judged(Status.INTERNAL_ERROR, str(error))
    except Exception as error:  # noqa: BLE001  a verdict is made of whatever it is
        judged = _of_exception(check, error)
        if judged.status is Status.INTERNAL_ERROR and missing:
            return Judged(Status.FAILED, _not_implemented(check))
        return judged
    return Judged(Status.PASSED, check.case.success_message or "")


def _of_fault(fault: WorkerError) -> Judged:
    statuses: Mapping[type[WorkerError], Status] = {
        WorkerTimeout: Status.TIMEOUT,
        WorkerOutOfMemory: Status.OUT_OF_MEMORY,
        WorkerCrashed: Status.CRASHED,
    }
    # A note names the case that was running.
    message = " ".join([str(fault), *getattr(fault, "__notes__", ())])
    for kind, status in statuses.items():
        if isinstance(fault, kind):
            return Judged(status, message)
    return Judged(Status.ERROR, message)


def _of_exception(check: OpenedCheck, error: Exception) -> Judged:
    if isinstance(error, CodeRaised):
        # In a hidden check its text may hold inputs of ours, put there on purpose.
        hidden = f"Your code raised {error.type_name} in a hidden check."
        return Judged(Status.ERROR, hidden if check.spec.hidden else str(error))
    if _from_student(error):
        if isinstance(error, NotImplementedError):
            return Judged(Status.FAILED, _not_implemented(check))
        kind = getattr(error, "type_name", type(error).__name__)
        if check.spec.hidden:
            return Judged(Status.ERROR, f"Your code raised {kind} in a hidden check.")
        text = str(error).removeprefix(f"{kind}: ")
        return Judged(Status.ERROR, f"Your code raised {kind}: {text}")
    if isinstance(error, PartialCredit):
        return Judged(Status.FAILED, str(error), fraction=error.fraction)
    if isinstance(error, CannotJudge):
        note = f"{check.spec.id} ({check.spec.name}) was not run: {error}"
        return Judged(Status.SKIPPED, "Not run here: the course lacks something for it.", note)
    if isinstance(error, AssertionError):
        message = str(error) or check.case.failure_message or f"{check.spec.name} failed."
        return Judged(Status.FAILED, message)
    return Judged(
        Status.INTERNAL_ERROR,
        _OURS,
        note=f"{check.spec.id} ({check.spec.name}) raised {type(error).__name__}: {error}"[:2000],
    )


def _not_implemented(check: OpenedCheck) -> str:
    return f"{check.spec.id.rpartition('-')[0]} is not implemented yet"


def _from_student(error: BaseException) -> bool:
    """Whether a proxy raised an exception, that is, student code did; ours come from elsewhere."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code is raise_as_student.__code__


def _record(check: OpenedCheck, judged: Judged, seconds: float) -> CheckResult:
    spec, status = check.spec, judged.status
    points = spec.points * (1.0 if status is Status.PASSED else judged.fraction)
    return CheckResult(
        id=spec.id,
        name=spec.name,
        hidden=spec.hidden,
        status=status,
        points=round(points, 4) if status.scored else None,
        possible=spec.points,
        message=judged.message[:_MAX_MESSAGE],
        seconds=round(seconds, 6),
    )


def _sum_up(
    question: OpenedQuestion,
    checks: tuple[CheckResult, ...],
    training: tuple[TrainingRecord, ...] = (),
) -> QuestionResult:
    spec = question.spec
    status = worst(check.status for check in checks)
    scored = [check.points for check in checks if check.points is not None]
    failing = [check for check in checks if check.status is not Status.PASSED]
    # What a student can act on first: a public check before a hidden one.
    first = min(failing, key=lambda check: check.hidden, default=None)
    return QuestionResult(
        id=spec.id,
        title=spec.title,
        kind=spec.kind,
        status=status,
        points=round(sum(scored), 4) if status.scored else None,
        possible=spec.points,
        bonus=spec.bonus,
        message=first.message if first else "",
        checks=checks,
        training=training,
    )
