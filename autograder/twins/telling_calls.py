"""Calls that staff have set down where none can be searched for: the first that fails is told."""

import copy
from collections.abc import Callable

from autograder.diagnosis.question import TellingCall
from autograder.twins.evidence import Evidence
from autograder.twins.search import Ask
from gradekit.outcome import Outcome
from gradekit.replay import Expected, Scenario, finding
from gradekit.replay.comparison import outcome_of


def first_failed(
    evidence: Evidence, ask: Ask, *, explained: bool = False
) -> tuple[Scenario, Outcome] | None:
    """The first of them that the student's code fails, and what came; those of the mistake first.

    Only functions that a failed check has called are tried, and no call of a hidden test is made.

    Args:
        evidence: What the checks saw.
        ask: Calls the student's code. What it raises passes on.
        explained: Where a mistake was named, only those that it fails are tried.
    """
    question = evidence.question
    called = {call.name for call in evidence.calls if call.check in evidence.failing}
    known = [one for one in question.telling_calls if one.variable in called]
    judged = [(not _is_of_the_mistake(evidence, one), one) for one in known]
    for other, one in sorted(judged, key=lambda pair: pair[0]):
        if other and explained and evidence.mistake is not None:
            break
        if evidence.is_seen(_call(one), one.probe):
            continue
        scenario = _scenario(question.id, one)
        (got,) = ask(one.variable, one.probe, [_call(one)])
        if finding(scenario.expected, got) is not None:
            return scenario, got
    return None


def fails(one: TellingCall, function: Callable[..., object]) -> bool:
    """Whether a function of this process fails such a call."""
    scenario = copy.deepcopy(_scenario("", one))
    return finding(scenario.expected, outcome_of(scenario, function)) is not None


def _is_of_the_mistake(evidence: Evidence, one: TellingCall) -> bool:
    mistake = evidence.mistake
    own = mistake is not None and mistake.variable == one.variable
    return mistake is not None and own and fails(one, mistake.implementation)


def _call(one: TellingCall) -> tuple[tuple[object, ...], dict[str, object]]:
    return one.args, dict(one.kwargs)


def _scenario(question: str, one: TellingCall) -> Scenario:
    expected = Expected(one.expected, part=one.part)
    return Scenario(question, one.variable, *_call(one), one.probe, expected)
