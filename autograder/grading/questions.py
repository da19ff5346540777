"""One question: its compiled test cases against the student's work, each with a typed outcome."""

import functools
import math
import time
from collections.abc import Callable, Mapping, Sequence
from contextvars import copy_context
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from autograder.grading.cells import written_answer
from autograder.grading.judging import Incident, JudgedCheck, Right, judge, of_fault, overdue
from autograder.grading.loaded import OpenedCheck, OpenedQuestion
from autograder.grading.names import Names
from autograder.grading.overdue import CheckOverdue, Overseer
from autograder.grading.proxies import StudentEnv
from autograder.intake.submission import Cell
from autograder.isolation.session import Session
from autograder.records.result import CheckResult, QuestionResult, TrainingRecord
from autograder.records.status import Status, worst
from autograder.training.options import Training
from gradekit.outcome import CallRecord

if TYPE_CHECKING:
    from gradekit.training.trainer import Trainer

MAX_TIMEOUTS = 2
"""So many time-outs end a question: the rest would only take longer."""

CHECK_CPU_SECONDS = 60.0
"""What one check may compute in the grader itself."""

CHECKS_CPU_SECONDS = 300.0
"""What all checks of a submission may; the rest of them have a second each."""

UNPAID_SHARE = 0.25
"""The most, as a share of a question's points, that a failing check without points takes."""

_MAX_MESSAGE = 4000


@dataclass(frozen=True)
class EvaluatedQuestion:
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
    modules: Mapping[str, Any] | None = None,
    right: Right | None = None,
    instead: Mapping[str, Callable[..., Any]] | None = None,
    recorded: Mapping[str, str] | None = None,
) -> EvaluatedQuestion:
    """Grade one question in the state that the notebook is in.

    Args:
        question: The question and its test cases.
        session: The worker.
        incident: What happened in the cells that belong to the question, if anything did.
        seed: Called before every check; seeds random cases.
        training: How networks are trained; None where they are not.
        modules: Variables that are modules; see `StudentEnv`.
        right: What is known of right answers.
        instead: Functions of the grader's that stand in for some of the notebook meanwhile.
        recorded: Choices that count where the notebook has no variable; see `Names`.

    Returns:
        The result with all checks, points from the release alone.
    """
    env = StudentEnv(session, session.source, modules=modules or {})
    names, right = Names(env, recorded), right or Right()
    records: list[TrainingRecord] = []
    notes: list[str] = []
    if training is not None:
        env.training = functools.partial(_trainer, training, session, records, notes)
    checks: list[CheckResult] = []
    timeouts = 0
    # The seed of one question is nobody else's: it is set in a context of its own.
    context = copy_context()
    left = max(1.0, min(CHECK_CPU_SECONDS, CHECKS_CPU_SECONDS - session.checked))
    overseer, computed = Overseer(left), time.thread_time()
    if instead:
        session.bind(instead)
    for position, check in enumerate(question.checks):
        began = time.monotonic()
        if timeouts >= MAX_TIMEOUTS:
            judged = JudgedCheck(Status.TIMEOUT, f"Not run: {question.spec.id} timed out before.")
        else:
            session.begin_check()
            env.check = position
            context.run(seed)
            try:
                with overseer.check():
                    judged = context.run(judge, check, names, incident, right)
            except CheckOverdue:
                # It may have been stopped in the midst of a message to the worker.
                session.close()
                judged = overdue(check, names, right)
            if session.fault is not None:
                # A check that went on after its worker died has judged nothing.
                judged = of_fault(session.fault)
        timeouts += judged.status is Status.TIMEOUT
        notes.extend([judged.note] if judged.note else ())
        checks.append(_record(check, judged, time.monotonic() - began))
    overseer.close()
    session.checked += time.thread_time() - computed
    if instead:
        session.bind({})
    env.close()
    result = sum_up(question, tuple(checks), tuple(records))
    return EvaluatedQuestion(result, tuple(env.calls), names.fetched, tuple(notes))


def unscored(question: OpenedQuestion, message: str) -> QuestionResult:
    """The result of a question that a fault of ours kept from being graded."""
    judged = JudgedCheck(Status.INTERNAL_ERROR, message)
    return sum_up(question, tuple(_record(check, judged, 0.0) for check in question.checks))


def written(question: OpenedQuestion, cells: Sequence[Cell]) -> QuestionResult:
    """The result of a question that a person reads.

    Args:
        question: The question.
        cells: The submission's.
    """
    spec = question.spec
    return QuestionResult(
        id=spec.id,
        title=spec.title,
        kind=spec.kind,
        status=Status.PASSED,
        points=None,
        possible=spec.points,
        bonus=spec.bonus,
        message="Read by a person.",
        answer=written_answer(cells, spec.id, spec.cells),
    )


def _trainer(
    training: Training, session: Session, records: list[TrainingRecord], notes: list[str], name: str
) -> "Trainer":
    """What trains the networks of a variable. Torch is loaded for those that ask."""
    from autograder.training.sandbox import SandboxTrainer

    def note(told: Mapping[str, Any]) -> None:
        records.append(TrainingRecord(**told))

    return SandboxTrainer(training, session, name, note, notes.append)


def _record(check: OpenedCheck, judged: JudgedCheck, seconds: float) -> CheckResult:
    spec, status = check.spec, judged.status
    points = spec.points if status is Status.PASSED else round(spec.points * judged.fraction, 4)
    return CheckResult(
        id=spec.id,
        name=spec.name,
        hidden=spec.hidden,
        status=status,
        points=points if status.scored else None,
        possible=spec.points,
        message=judged.message[:_MAX_MESSAGE],
        seconds=round(seconds, 6),
    )


def sum_up(
    question: OpenedQuestion,
    checks: tuple[CheckResult, ...],
    training: tuple[TrainingRecord, ...] = (),
) -> QuestionResult:
    """The result of a question from those of its checks.

    Invariant: where a score is given, the status is `passed` exactly when all points are.
    """
    spec = question.spec
    status = worst(check.status for check in checks)
    failing = [check for check in checks if check.status is not Status.PASSED]
    # What a student can act on first: a public check before a hidden one.
    first = min(failing, key=lambda check: check.hidden, default=None)
    message = first.message if first else ""
    points = _points(question, checks) if status.scored else None
    if points is not None and _unpaid(question, checks):
        lost = spec.points - points
        message += f"\nThis costs {lost:g} points, although every check with points passes."
    return QuestionResult(
        id=spec.id,
        title=spec.title,
        kind=spec.kind,
        status=status,
        points=points,
        possible=spec.points,
        bonus=spec.bonus,
        message=message,
        checks=checks,
        training=training,
    )


def _points(question: OpenedQuestion, checks: tuple[CheckResult, ...]) -> float:
    """Points of a question, rounded once."""
    spec = question.spec
    if all(check.status is Status.PASSED for check in checks):
        return spec.points
    if spec.all_or_nothing:
        return 0.0
    if _unpaid(question, checks):
        # The answer is wrong where everybody can see it, so that it cannot have all points; how
        # much that is worth nobody has said. It takes what the least check with points is worth,
        # and never more than a quarter: a hidden check that asks the same would have taken more.
        least = min(check.possible for check in checks if check.possible > 0)
        return round(spec.points - min(least, UNPAID_SHARE * spec.points), 4)
    return round(math.fsum(check.points or 0.0 for check in checks), 4)


def _unpaid(question: OpenedQuestion, checks: tuple[CheckResult, ...]) -> bool:
    """Whether only checks without points fail, in a question that has points."""
    failing = [check for check in checks if check.status is not Status.PASSED]
    free = bool(failing) and not any(check.possible for check in failing)
    return free and question.spec.points > 0 and not question.spec.all_or_nothing
