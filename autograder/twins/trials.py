"""Calls that staff have set down where none can be searched for: the first that fails is told."""

import copy
from collections.abc import Callable

from autograder.diagnosis.question import Trial
from autograder.twins.evidence import Evidence
from autograder.twins.search import Ask
from gradekit.outcome import Outcome
from gradekit.replay import Expected, Scenario, finding
from gradekit.replay.comparison import outcome_of


def first_failed(
    evidence: Evidence, ask: Ask, *, explained: bool = False
) -> tuple[Scenario, Outcome] | None:
    """The first trial that the student's code fails, and what came; those of the mistake first.

    Only functions that a failed check has called are tried, and no call of a hidden test is made.

    Args:
        evidence: What the checks saw.
        ask: Calls the student's code. What it raises passes on.
        explained: Where a mistake was named, only the trials that it fails are tried.
    """
    question = evidence.question
    called = {call.name for call in evidence.calls if call.check in evidence.failing}
    known = [trial for trial in question.trials if trial.variable in called]
    judged = [(not _is_of_the_mistake(evidence, trial), trial) for trial in known]
    for other, trial in sorted(judged, key=lambda pair: pair[0]):
        if other and explained and evidence.mistake is not None:
            break
        if evidence.is_seen(_call(trial), trial.probe):
            continue
        scenario = _scenario(question.id, trial)
        (got,) = ask(trial.variable, trial.probe, [_call(trial)])
        if finding(scenario.expected, got) is not None:
            return scenario, got
    return None


def fails(trial: Trial, function: Callable[..., object]) -> bool:
    """Whether a function of this process fails a trial."""
    scenario = copy.deepcopy(_scenario("", trial))
    return finding(scenario.expected, outcome_of(scenario, function)) is not None


def _is_of_the_mistake(evidence: Evidence, trial: Trial) -> bool:
    mistake = evidence.mistake
    own = mistake is not None and mistake.variable == trial.variable
    return mistake is not None and own and fails(trial, mistake.implementation)


def _call(trial: Trial) -> tuple[tuple[object, ...], dict[str, object]]:
    return trial.args, dict(trial.kwargs)


def _scenario(question: str, trial: Trial) -> Scenario:
    expected = Expected(trial.expected, part=trial.part)
    return Scenario(question, trial.variable, *_call(trial), trial.probe, expected)
