"""Checking a function by its cases, in the order that every question keeps.

Callable and signature, runs, type, shape, dtype, finite, values, inputs unchanged, two calls equal,
allowed operations.
"""

import inspect
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from gradekit import probes
from gradekit.checks import wording
from gradekit.checks.bans import allowed
from gradekit.checks.cases import ANYTHING, Case
from gradekit.checks.compare import difference
from gradekit.checks.failures import CheckFailed, NotImplementedYet
from gradekit.checks.randomness import seed
from gradekit.checks.show import type_text
from gradekit.checks.wording import Subject
from gradekit.probes.calls import same


def function(
    question: str,
    signature: str,
    function: Callable[..., Any] | None,
    cases: Sequence[Case],
    *,
    hidden: bool = False,
    banned: str | None = None,
) -> list[Any]:
    """Check a student's function by its cases; all of them go through in one round trip.

    Args:
        question: Question id, such as `q0_2`.
        signature: The function as the notebook writes it, such as `scaled(values, factor)`.
        function: What the notebook has under this name; None if it has nothing.
        cases: What to call it with and what to expect; at least one.
        hidden: Whether messages must say no numbers of the cases.
        banned: Name of a set of library operations that must not be used.

    Returns:
        What the calls returned, for tests that look at it themselves (None where one raised).

    Raises:
        CheckFailed: At the first thing that is wrong; see `gradekit.checks.failures` for its kinds.
    """
    subject = subject_of(question, signature, function, hidden)
    # With the seed the whole test can be run again, and the case is in its place.
    cases = [
        replace(case, replay=f"case {number} of {len(cases)} after checks.seed.set({seed.get()!r})")
        for number, case in enumerate(cases, start=1)
    ]
    accepts(subject, cases[0])
    # The first case comes again at the end: its result must not depend on the calls between.
    again = cases[0]
    outcomes = ask(subject, [*cases, again])
    for case, outcome in zip(cases, outcomes, strict=False):
        judge(subject, case, outcome)
    first, second = outcomes[0], outcomes[-1]
    if first.raised != second.raised or not same(first.value, second.value):
        wording.unequal_calls(subject, again)
    if banned is not None:
        returning = next((case for case in cases if case.error is None), cases[0])
        allowed(subject, returning, banned)
    return [outcome.value for outcome in outcomes[:-1]]


def works(function: Callable[..., Any] | None, cases: Sequence[Case]) -> bool:
    """Whether a function gets all these cases right.

    For tests of features in combination: a feature that is wrong alone already cost its points, and
    must not cost those of the others.
    """
    if function is None or not callable(function):
        return False
    try:
        outcomes = probes.call_many(function, [(case.args, case.kwargs) for case in cases])
    except CheckFailed:
        return False
    return all(
        outcome.raised is None
        and difference(outcome.value, case.expected, case.dtype, case.parts, case.nan) is None
        for case, outcome in zip(cases, outcomes, strict=True)
    )


def subject_of(
    question: str, signature: str, function: Any, hidden: bool, kind: str = "function"
) -> Subject:
    """What a student's notebook has under a name, if that is something to be called.

    Args:
        question: Question id.
        signature: The function or class as the notebook writes it.
        function: What the notebook has under its name; None if it has nothing.
        hidden: Whether messages must say no numbers of the cases.
        kind: What it should be: `function` or `class`.

    Raises:
        CheckFailed: If there is nothing, nothing yet, or something else.
    """
    name, _, rest = signature.partition("(")
    parameters = tuple(
        part.partition("=")[0].strip() for part in rest.removesuffix(")").split(",") if part.strip()
    )
    if function is None:
        raise CheckFailed(
            f"There is no {name} in the notebook. Was its cell run, and is the name written "
            f"exactly so? {question} asks for {signature}."
        )
    if function is Ellipsis:
        raise NotImplementedYet(question)
    if not callable(function):
        raise CheckFailed(
            f"{name} is {type_text(function)}, not a {kind}. Is the name used again for "
            "something else?"
        )
    return Subject(question, name, parameters, function, hidden)


def accepts(subject: Subject, case: Case) -> None:
    """Whether the signature takes the call; where it cannot be seen, the call itself will tell."""
    try:
        signature = inspect.signature(subject.function)
    except (TypeError, ValueError):
        return
    try:
        signature.bind(*case.args, **case.kwargs)
    except TypeError as error:
        wanted = ", ".join(subject.parameters)
        raise CheckFailed(
            f"{subject.name}{signature} cannot be called as {subject.name}({wanted}): {error}."
        ) from error


def ask(subject: Subject, cases: Sequence[Case]) -> list[probes.Outcome]:
    """What the calls of some cases came to, in one round trip."""
    with _Naming(subject, cases):
        return probes.call_many(subject.function, [(case.args, case.kwargs) for case in cases])


class _Naming:
    """Notes on an exception that ended a round trip which case it happened in.

    Such an exception is not the student's (that is an outcome): the time ran out, or the other
    process is gone. It passes on as it is; `index`, if it has one, is the place of the call.
    """

    def __init__(self, subject: Subject, cases: Sequence[Case]) -> None:
        self._subject = subject
        self._cases = cases

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        index = getattr(error, "index", None)
        if error is not None and isinstance(index, int) and index < len(self._cases):
            case = self._cases[index]
            quiet = self._subject.discreet
            error.add_note(f"The case: {case.topic if quiet else self._subject.call(case)}.")


def judge(subject: Subject, case: Case, outcome: probes.Outcome) -> None:
    """Fail unless a call came to what its case expects, and left its arguments as they were.

    Raises:
        CheckFailed: At the first thing that is wrong.
    """
    if case.error is not None:
        _judge_error(subject, case, outcome)
        return
    if outcome.raised is not None:
        wording.raised(subject, case, outcome.raised)
    if outcome.value is None or outcome.value is Ellipsis:
        wording.nothing_returned(subject, case)
    if case.expected is not ANYTHING:
        found = difference(outcome.value, case.expected, case.dtype, case.parts, case.nan)
        if found is not None:
            wording.differs(subject, case, found)
    if outcome.changed:
        wording.changed(subject, case, list(outcome.changed))


def _judge_error(subject: Subject, case: Case, outcome: probes.Outcome) -> None:
    if outcome.raised is None:
        if outcome.value is None or outcome.value is Ellipsis:
            wording.nothing_returned(subject, case)
        wording.should_raise(subject, case, f"returned {type_text(outcome.value)}")
    type_name, message = outcome.raised.type_name, outcome.raised.message
    if outcome.raised.unanswered:
        wording.raised(subject, case, outcome.raised)
    if type_name != case.error:
        wording.should_raise(subject, case, f"raised {type_name}")
    # As whole words: 3 is not in 13.
    missing = [word for word in case.says if not re.search(rf"(?<!\w){word}(?!\w)", message)]
    if missing:
        wording.should_say(subject, case, message, missing)
