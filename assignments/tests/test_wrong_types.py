"""Every function of the unit handed in with 25 odd return types: no check is at fault itself.

The checks run on stand-ins whose calls are answered here, so that no worker is started.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import chdir
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch

from assignments.tests.staff.cells import QUICK, checks_of, every_question, variables
from assignments.tests.unit import COURSE, QUESTIONS
from autograder.diagnosis.diagnose import diagnose
from autograder.grading.judging import Right, judge
from autograder.grading.loaded import OpenedCheck
from autograder.grading.names import Names
from autograder.grading.proxies import StudentEnv
from autograder.grading.support import Support
from autograder.isolation.wire.links import Links
from autograder.isolation.wire.values import FunctionInfo
from autograder.records.release import CheckSpec
from autograder.records.status import Status
from gradekit import probes
from gradekit.outcome import Outcome, Raised

ODD: Sequence[Any] = (
    *(True, -1, 10**400, 0.5, float("nan"), 1 + 2j, "text", "", b"bytes"),
    *([], [1, [2]], (), (1, "a"), {}, {"a": None}, {1}, range(3), ...),
    *(np.zeros(0), np.zeros((2, 3, 4, 5)), np.array(["x"]), np.array([None, [1]], object)),
    *(torch.zeros(3, dtype=torch.int64), torch.tensor(float("nan")), dt.date(2026, 1, 2)),
    *(Decimal("1.5"), Fraction(1, 3)),
)


class Answering:
    """A session whose functions return one value, whatever they are asked."""

    def __init__(self, value: Any, functions: frozenset[str], solved: Mapping[str, Any]) -> None:
        self.links = Links()
        self._value = value
        self._functions = functions
        self._solved = solved

    def get(self, name: str) -> Any:
        value = self._solved.get(name)
        if name in self._functions or callable(value):
            return FunctionInfo(name, "function", "(*args, **kwargs)")
        return value

    def call(self, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Outcome:
        return Outcome(self._function(name)(*args, **kwargs))

    def call_many(self, name: str, calls: Sequence[Any]) -> list[Outcome]:
        return [self.call(name, *given) for given in calls]

    def probe(
        self, probe: str, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]
    ) -> Outcome:
        try:
            return Outcome(getattr(probes, probe)(self._function(name), *args, **kwargs))
        except Exception as error:  # noqa: BLE001  (a probe may raise anything)
            return Outcome(raised=Raised(type(error).__name__, str(error)))

    def _function(self, name: str) -> Any:
        return (lambda *_, **__: self._value) if name in self._functions else self._solved[name]


def opened(question: str, number: int, check: Any, names: Sequence[str]) -> OpenedCheck:
    """A check of a source notebook in the form that the grader has."""
    spec = CheckSpec(
        id=f"{question}-{number}", name=check.name, hidden=check.hidden, points=check.points
    )
    case = SimpleNamespace(
        body=SimpleNamespace(call_func=check.run), failure_message=None, success_message=None
    )
    return OpenedCheck(spec, case, tuple(names), Support({}))


@pytest.mark.parametrize(("assignment", "question"), every_question())
def test_a_return_type_that_nobody_expects_is_the_student_s_mistake(
    assignment: str, question: str
) -> None:
    staff, solved = QUESTIONS[question], variables(assignment)
    functions = frozenset(name for name in staff.variables if callable(solved.get(name)))
    checks = checks_of(assignment, question)
    with QUICK, chdir(COURSE.template(assignment)):
        for value in ODD if functions else ():
            env = StudentEnv(Answering(value, functions, solved))
            names, right = Names(env), Right(verified=True, references=staff.references)
            failing = []
            for position, check in enumerate(checks):
                env.check = position
                judged = judge(
                    opened(question, position + 1, check, sorted(functions)), names, None, right
                )
                assert judged.status in (Status.PASSED, Status.FAILED, Status.ERROR), judged
                assert judged.message or judged.status is Status.PASSED
                failing += [position] if judged.status is not Status.PASSED else []
            assert failing, f"{value!r:.40} passes every check of {question}"
            diagnose(staff, env.calls, failing, {})
