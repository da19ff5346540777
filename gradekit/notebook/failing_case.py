"""The first public case that goes wrong, with what went in, what came out and what should have."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from gradekit import checks, probes
from gradekit.checks.cases import ANYTHING, Case
from gradekit.checks.compare import difference
from gradekit.notebook.checking import SECONDS
from gradekit.notebook.public_tests import read_tests, run_test


@dataclass(frozen=True)
class Failing:
    """A failure of a public test.

    Attributes:
        message: What the check says.
        signature: The function as the notebook writes it; empty where no function is called.
        case: The call and what is expected; None where the test has no cases.
        got: What came back; None if nothing did.
    """

    message: str
    signature: str = ""
    case: Case | None = None
    got: Any = None


@dataclass(frozen=True)
class _Asked:
    signature: str
    function: Any
    cases: tuple[Case, ...]


def failing(
    question: str, tests: Mapping[str, str], names: Mapping[str, Any], seconds: float = SECONDS
) -> Failing | None:
    """The first public case of a question that goes wrong; None if all go right.

    Args:
        question: Its id.
        tests: Sources of public tests by question.
        names: The notebook's variables.
        seconds: Processor seconds for each test.

    Raises:
        NoTests: If there is no test under this id.
    """
    for test in read_tests(question, tests):
        with _noting() as asked:
            verdict = run_test(test, names, seconds)
        if verdict.status == "passed":
            continue
        if not asked or verdict.status == "timeout" or not callable(asked[-1].function):
            return Failing(verdict.message)
        return _first(asked[-1], verdict.message)
    return None


def _first(asked: _Asked, message: str) -> Failing:
    calls = [(case.args, case.kwargs) for case in asked.cases]
    for case, outcome in zip(asked.cases, probes.call_many(asked.function, calls), strict=True):
        if case.error is not None or case.expected is ANYTHING:
            continue
        right = outcome.raised is None and (
            difference(outcome.value, case.expected, case.dtype, case.parts, case.nan) is None
        )
        if not right:
            return Failing(message, asked.signature, case, outcome.value)
    return Failing(message, asked.signature)


@contextmanager
def _noting() -> Iterator[Sequence[_Asked]]:
    """What a test hands to `checks.function` inside."""
    asked: list[_Asked] = []
    original = checks.function

    def noting(
        question: str, signature: str, function: Any, cases: Sequence[Case], **more: Any
    ) -> list[Any]:
        asked.append(_Asked(signature, function, tuple(cases)))
        return original(question, signature, function, cases, **more)

    setattr(checks, "function", noting)  # noqa: B010  # an assignment would redefine it for mypy
    try:
        yield asked
    finally:
        setattr(checks, "function", original)  # noqa: B010
