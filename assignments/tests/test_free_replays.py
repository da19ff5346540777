"""Replays of questions with more than one right answer: no right answer fails one."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import chdir
from functools import cache, partial
from typing import Any

import numpy as np
import pytest

from assignments.tests.staff.cells import QUICK, checks_of, variables, verdict
from assignments.tests.staff.in_process import Recorder
from assignments.tests.unit import COURSE, QUESTIONS
from autograder.diagnosis.diagnose import diagnose
from autograder.diagnosis.question import Misconception
from autograder.twins import Evidence, Twin, find_twin
from autograder.twins.telling_calls import fails as fails_call
from autograder.verify.answers import read_answers
from gradekit import probes
from gradekit.outcome import CallRecord, Outcome
from gradekit.replay import Scenario, finding
from gradekit.replay.comparison import outcome_of

FREE = {
    "q1_5": ("a1_convolution", set()),
    "q2_7": ("a2_building_blocks", set()),
    "q3_1": ("a3_tiny_cnn", {"noise_not_scaled", "stripe_without_noise", "uniform_noise"}),
    "q3_6": ("a3_tiny_cnn", set()),
    "q4_3": ("a4_cifar10", set()),
    "q4_6": ("a4_cifar10", set()),
    "q4_8": ("a4_cifar10", set()),
    "q4_9": ("a4_cifar10", set()),
    "q6_1": ("challenge", set()),
}
"""By question: the assignment, and the mistakes that no call shows whatever is drawn."""

WITHOUT_TRAINING = {
    "q4_8": (
        *("test_a_model_that_guesses", "test_one_step", "test_first_losses"),
        "test_every_parameter_moves",
    ),
    "q4_9": ("test_plan",),
    "q6_1": ("test_overfit",),
}
"""Checks that are run, where others train a network."""


@cache
def twins(question: str) -> Mapping[str, Twin | None]:
    assignment, _ = FREE[question]
    return {item.id: _twin(assignment, question, item) for item in QUESTIONS[question].mistakes}


def _twin(assignment: str, question: str, item: Misconception) -> Twin | None:
    answers = {**variables(assignment), item.variable: item.implementation}
    calls: list[CallRecord] = []
    running, failing, told = [0], set(), []
    environment = {
        name: Recorder(name, value, calls, lambda: running[0]) if callable(value) else value
        for name, value in answers.items()
    }
    checks = checks_of(assignment, question)
    for place, check in enumerate(checks):
        if check.name in WITHOUT_TRAINING.get(question, (check.name,)):
            running[0] = place
            try:
                with QUICK, chdir(COURSE.template(assignment)):
                    check.run(environment)
            except AssertionError as error:
                failing.add(place)
                told.append(str(error))
    hidden = {place for place, check in enumerate(checks) if check.hidden}
    staff = QUESTIONS[question]
    named = diagnose(staff, calls, failing, {})
    assert named is None or named.id == item.id
    evidence = Evidence(staff, calls, failing, hidden, tuple(told), named)
    return find_twin(evidence, _asking(answers), f"a seed|{question}")


def _asking(answers: Mapping[str, Any]) -> Callable[..., list[Outcome]]:
    def ask(name: str, probe: str, calls: Sequence[Any]) -> list[Outcome]:
        if not probe:
            return probes.call_many(answers[name], calls)
        made = (Scenario("", name, args, kwargs, probe) for args, kwargs in calls)
        return [outcome_of(scenario, answers[name]) for scenario in made]

    return ask


def fails(twin: Twin, function: Any) -> bool:
    read = Scenario.unpack(twin.scenario.pack())
    return finding(read.expected, outcome_of(read, function)) is not None


@pytest.mark.parametrize("question", FREE)
def test_mistakes_are_shown_whatever_is_drawn_but_for_those_that_none_can_show(
    question: str,
) -> None:
    assert {name for name, twin in twins(question).items() if twin is None} == FREE[question][1]
    for item in QUESTIONS[question].mistakes:
        twin = twins(question)[item.id]
        assert twin is None or fails(twin, item.implementation), item.id


@pytest.mark.parametrize("question", FREE)
def test_no_right_answer_fails_a_replay(question: str) -> None:
    assignment, _ = FREE[question]
    solved = variables(assignment)
    honest = read_answers(COURSE.sources / assignment / "honest" / f"{question}.py")
    assert len(honest) >= 3
    right = {"the solution": solved}
    for name, edits in honest.items():
        scope = dict(solved)
        for edit in edits:
            exec(edit.source, scope)
        right[name] = scope
    for mistake, twin in twins(question).items():
        if twin is not None:
            variable = twin.scenario.name
            refused = [name for name, one in right.items() if fails(twin, one[variable])]
            assert not refused, (mistake, twin.scenario)
    for call in QUESTIONS[question].telling_calls:
        assert not [name for name, one in right.items() if fails_call(call, one[call.variable])]


def test_every_call_that_staff_have_set_down_is_held_against_right_answers() -> None:
    assert {name for name, staff in QUESTIONS.items() if staff.telling_calls} <= FREE.keys()


def drawn_kernels(rng: np.random.Generator) -> dict[str, Any]:
    """Kernels that do what is asked, of all that do."""
    edges = []
    for _ in range(2):
        # Each row adds up to nothing; together the columns do not fall to the right.
        bright, both = rng.choice([(0, 1), (1, 0), (1, 1)]) * rng.uniform(0.1, 5, 2)
        noise = rng.normal(size=(3, 3))
        noise -= noise.mean(axis=0)
        noise -= noise.mean(axis=1, keepdims=True)
        edges.append(np.array([-both, both - bright, bright]) / 3 + noise)
    blur = rng.uniform(0.5, 1, (3, 3))
    return {
        **variables("a1_convolution")["kernels"](),
        "box_blur": blur / blur.sum(),
        "vertical_edge": edges[0],
        "horizontal_edge": edges[1].T.copy(),
    }


def test_kernels_are_held_against_what_every_right_one_does() -> None:
    rng = np.random.default_rng(0)
    for number in range(100):
        drawn = partial(dict, drawn_kernels(rng))
        failed = [one for one in QUESTIONS["q1_5"].telling_calls if fails_call(one, drawn)]
        assert not failed, drawn()
        if number < 10:
            answers = {**variables("a1_convolution"), "kernels": drawn}
            judged = verdict("a1_convolution", "q1_5", answers)
            assert judged.points == judged.possible, judged.messages
