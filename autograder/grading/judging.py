"""One check: its test case run, and what came of it put into words and a typed verdict."""

import re
import sys
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from autograder.grading.handback import copy_value
from autograder.grading.handing import CannotCross
from autograder.grading.loaded import OpenedCheck
from autograder.grading.names import Names
from autograder.grading.signature import raise_as_student
from autograder.isolation.engines.engine import (
    WorkerCrashed,
    WorkerError,
    WorkerOutOfMemory,
    WorkerTimeout,
)
from autograder.records.errors import EngineError
from autograder.records.status import Status
from gradekit.checks.failures import CannotJudge, CodeRaised, PartialCredit
from gradekit.checks.show import type_text
from gradekit.outcome import CallRecord, Raised
from gradekit.probes.calls import assemble
from gradekit.remote import StandIn

MAX_ERROR = 200
_SIZE = re.compile(r" of shape \([^)]*\)")
OURS = "This check itself failed: a fault of the course, not of your work. A person looks at it."


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
class Right:
    """What is known of right answers to a question.

    Attributes:
        verified: Whether every check passed on the solution when the release was built.
        references: Right implementations by the name of the variable; staff's own code.
    """

    verified: bool = False
    references: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    def returned(self, call: CallRecord) -> Any:
        """What a right implementation returns for the same call; None if that is not known."""
        reference = self.references.get(call.name)
        if reference is None:
            return None
        args, kwargs = copy_value(tuple(call.args)), copy_value(dict(call.kwargs))
        try:
            built, named = assemble(args, kwargs)
            return reference(*built, **named)
        except Exception:  # noqa: BLE001  (raising is right for these arguments)
            return None


@dataclass(frozen=True)
class JudgedCheck:
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


def incident_of(cause: Raised | WorkerError, number: int, python: str = "") -> Incident:
    """What to tell about a cell that stopped.

    Args:
        cause: The exception that it raised, or why its worker could not go on.
        number: Number of the cell.
        python: Version of the Python that ran the notebook last; empty if it is not known.
    """
    if isinstance(cause, WorkerError):
        judged = of_fault(cause)
        return Incident(judged.status, f"Cell {number} did not finish: {judged.message}")
    line = cause.line.removeprefix(f"cell {number}, ")
    # Python adds the place to the text of a SyntaxError; it stands in `line` already.
    message = re.sub(rf" \(cell {number}, line \d+\)$", "", cause.message)
    text = f"Cell {number} stopped with {cause.type_name}: {message}"
    if line:
        text += f" ({line})"
    if cause.type_name == "SyntaxError":
        own = ".".join(map(str, sys.version_info[:2]))
        text += f"; the grader runs Python {own}"
        if is_newer(python):
            text += f", to which syntax of Python {python} is an error"
    return Incident(Status.ERROR, text)


def is_newer(python: str) -> bool:
    """Whether a version is of a newer Python than the grader's; False if it is not known."""
    parts = python.split(".")[:2]
    return len(parts) == 2 and (int(parts[0]), int(parts[1])) > sys.version_info[:2]


def judge(check: OpenedCheck, names: Names, incident: Incident | None, right: Right) -> JudgedCheck:
    """Run one test case and put what it came to into words.

    Args:
        check: The check.
        names: The notebook's variables.
        incident: What happened in the question's cells, if anything did.
        right: What is known of right answers.
    """
    missing = False
    try:
        given = [names.get(name) for name in check.parameters]
        missing = any(value is None or value is ... for value in given)
        if missing and incident is not None:
            return JudgedCheck(incident.status, incident.message)
        check.run(names)
    except WorkerError as fault:
        return of_fault(fault)
    except EngineError as error:
        return JudgedCheck(Status.INTERNAL_ERROR, str(error))
    except Exception as error:  # noqa: BLE001  a verdict is made of whatever it is
        judged = _of_exception(check, error)
        if judged is not None:
            return judged
        if missing:
            return JudgedCheck(Status.FAILED, _not_implemented(check))
        return _of_a_look(check, names, error, right)
    return JudgedCheck(Status.PASSED, check.case.success_message or "")


def overdue(check: OpenedCheck, names: Names, right: Right) -> JudgedCheck:
    """The verdict on a check that never came to an end."""
    note = f"{check.spec.id} never ended"
    if not right.verified:
        return JudgedCheck(Status.INTERNAL_ERROR, OURS, note)
    what = _came_back(check, names, right)
    return JudgedCheck(Status.FAILED, f"{what}; looking at it takes longer than a check may.", note)


def of_fault(fault: WorkerError) -> JudgedCheck:
    """The verdict where a worker ran out of time or memory, or ended."""
    statuses: Mapping[type[WorkerError], Status] = {
        WorkerTimeout: Status.TIMEOUT,
        WorkerOutOfMemory: Status.OUT_OF_MEMORY,
        WorkerCrashed: Status.CRASHED,
    }
    # A note names the case that was running.
    message = " ".join([str(fault), *getattr(fault, "__notes__", ())])
    for kind, status in statuses.items():
        if isinstance(fault, kind):
            return JudgedCheck(status, message)
    return JudgedCheck(Status.ERROR, message)


def _of_exception(check: OpenedCheck, error: Exception) -> JudgedCheck | None:
    """The verdict on an exception that says itself what it is about; None for any other."""
    if isinstance(error, CodeRaised):
        # In a hidden check its text may hold inputs of ours, put there on purpose.
        hidden = f"Your code raised {error.type_name} in a hidden check."
        told = "\n".join(filter(None, (hidden, error.line)))
        return JudgedCheck(Status.ERROR, told if check.spec.hidden else str(error))
    raised = getattr(error, "raised", None)
    if isinstance(raised, Raised) and _from_student(error):
        if raised.unanswered:
            return JudgedCheck(Status.FAILED, _not_implemented(check))
        hidden = f"Your code raised {raised.type_name} in a hidden check."
        public = f"Your code raised {raised.type_name}: {raised.message}"
        told = hidden if check.spec.hidden else public
        return JudgedCheck(Status.ERROR, "\n".join(filter(None, (told, raised.line))))
    if isinstance(error, PartialCredit):
        return JudgedCheck(Status.FAILED, str(error), fraction=error.fraction)
    if isinstance(error, CannotJudge):
        note = f"{check.spec.id} ({check.spec.name}) was not run: {error}"
        return JudgedCheck(Status.SKIPPED, "Not run here: the course lacks something for it.", note)
    if isinstance(error, CannotCross):
        told = f"{check.spec.id} hands {error} to {{}}, which no other process can hold"
        note = f"{told.format('the student’s code')} ({check.spec.name}); hand over values."
        return JudgedCheck(
            Status.SKIPPED, f"{told.format('your code')}. A person looks at it.", note
        )
    if isinstance(error, AssertionError):
        message = str(error) or check.case.failure_message or f"{check.spec.name} failed."
        return JudgedCheck(Status.FAILED, message)
    return None


def _of_a_look(check: OpenedCheck, names: Names, error: Exception, right: Right) -> JudgedCheck:
    """The verdict on an exception of the check's own, raised while it looked at a value.

    A check that passes on the solution stumbled over the student's value. Without knowing that, it
    may be the check's own fault.
    """
    raised = f"{type(error).__name__}: {error}"[:2000]
    note = f"{check.spec.id} ({check.spec.name}) raised {raised}"
    if not right.verified:
        return JudgedCheck(Status.INTERNAL_ERROR, OURS, note)
    what = _came_back(check, names, right)
    if check.spec.hidden:
        return JudgedCheck(Status.FAILED, f"{what}, which a hidden check cannot work with.", note)
    short = f"{type(error).__name__}: {error}"[:MAX_ERROR]
    return JudgedCheck(Status.FAILED, f"{what}, which this check cannot work with ({short}).", note)


def _came_back(check: OpenedCheck, names: Names, right: Right) -> str:
    """What the student's code gave while a check ran, and what it should have been."""
    hidden = check.spec.hidden
    for call in reversed(names.env.calls):
        if call.check != names.env.check or call.outcome.raised is not None:
            continue
        if call.probe or not call.name.isidentifier():
            continue
        expected = right.returned(call)
        wanted = "" if expected is None else f" (expected {_kind(expected, hidden)})"
        return f"{call.name} returned {_kind(call.outcome.value, hidden)}{wanted}"
    for name in check.parameters:
        value = names.fetched.get(name)
        if not isinstance(value, StandIn | types.ModuleType):
            return f"{name} is {_kind(value, hidden)}"
    return "Your answer is of another kind than the question asks for"


def _kind(value: Any, hidden: bool) -> str:
    """What a value is; of what a hidden check got no size is told."""
    told = re.sub(r"^a (?=[AEIOUaeiou])", "an ", type_text(value))
    return _SIZE.sub("", told) if hidden else told


def _not_implemented(check: OpenedCheck) -> str:
    return f"{check.spec.id.rpartition('-')[0]} is not implemented yet"


def _from_student(error: BaseException) -> bool:
    """Whether a proxy raised an exception, that is, student code did; ours come from elsewhere."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code is raise_as_student.__code__
