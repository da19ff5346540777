"""Calls that staff have set down: where an answer takes no argument, or so much of it is free."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
import torch

from autograder.diagnosis import Question
from autograder.twins import Evidence, Twin, find_twin
from gradekit import probes, specs
from gradekit.outcome import CallRecord, Outcome
from gradekit.replay import Scenario, call_source, finding, replay
from gradekit.replay.comparison import outcome_of

ROW = np.array([1, 2, 4])

question = Question("filters")
question.shown_by("weighted", "last", ROW, part=("sum",), expected=4.0)
question.shown_by("weighted", "rises", ROW, part=("sign",), expected=1)
question.shown_by("weighted", "rises", np.array([3, 3, 3]), part=("sign",), expected=0)


def filters(last: Any = (0, 0, 1), rises: Any = (-1, 0, 1)) -> dict[str, Any]:
    return {"last": np.array(last), "rises": np.array(rises)}


@question.mistake("It falls.", lambda answer: answer["rises"][0] > answer["rises"][2])
def falls() -> dict[str, Any]:
    return filters(rises=(1, 0, -1))


def replayed(
    function: Callable[..., Any],
    hidden: tuple[CallRecord, ...] = (),
    name: str = "filters",
    named: bool = False,
) -> Twin | None:
    def ask(variable: str, probe: str, calls: Any) -> list[Outcome]:
        made = (Scenario("", variable, *call, probe) for call in calls)
        return [outcome_of(scenario, function) for scenario in made]

    calls = [CallRecord(name, (), {}, Outcome(function()), 0), *hidden]
    mistake = question.mistakes[0] if named else None
    evidence = Evidence(question, calls, {0}, {1}, ("wrong",), mistake)
    return find_twin(evidence, ask, "a seed")


def fails(twin: Twin, function: Callable[..., Any]) -> bool:
    read = Scenario.unpack(twin.scenario.pack())
    return finding(read.expected, outcome_of(read, function)) is not None


@pytest.mark.parametrize(
    ("wrong", "part", "came"),
    [
        ({"last": (1, 0, 0)}, "sum", 1),
        ({"rises": (1, 0, -1)}, "sign", -1),
        ({"rises": (-1, 0, 2)}, "sign", 1),
    ],
)
def test_the_first_call_that_an_answer_fails_is_told(
    wrong: Mapping[str, Any], part: str, came: int
) -> None:
    twin = replayed(lambda: filters(**wrong))
    assert twin is not None
    assert twin.scenario.expected.part == (part,)
    assert twin.outcome.value[part] == came
    assert twin.numbers == 3
    assert twin.made
    assert fails(twin, lambda: filters(**wrong))
    assert not fails(twin, filters)
    assert not fails(twin, lambda: filters(rises=(-7, 3, 4)))


def test_nothing_is_told_of_an_answer_that_passes_them_all() -> None:
    assert replayed(lambda: filters(rises=(-3, -1, 4))) is None


def test_the_call_that_shows_the_named_mistake_comes_first() -> None:
    def both() -> dict[str, Any]:
        return filters(last=(1, 0, 0), rises=(1, 0, -1))

    plain, named = replayed(both), replayed(both, named=True)
    assert plain is not None
    assert named is not None
    assert plain.scenario.args[0] == "last"
    assert named.scenario.args[0] == "rises"


def test_a_call_of_a_hidden_test_is_not_told() -> None:
    made = CallRecord("filters", ("last", ROW), {}, Outcome({"sum": 1.0}), 1, "weighted")
    assert replayed(lambda: filters(last=(1, 0, 0)), hidden=(made,)) is None


def test_a_function_that_no_failed_check_has_called_is_not_tried() -> None:
    assert replayed(lambda: filters(last=(1, 0, 0)), name="another") is None


def test_the_line_says_what_is_weighed_what_came_and_what_should() -> None:
    twin = replayed(lambda: filters(last=(1, 0, 0)))
    assert twin is not None
    packed = twin.scenario.pack()
    question.id = twin.scenario.question
    wrong = replay(question.id, packed, notebook={"filters": lambda: filters(last=(1, 0, 0))})
    assert not wrong
    assert "filters()['last'], each weight times its number in np.array([1, 2, 4])" in wrong.text
    assert "the sum: " in replay(question.id, packed, notebook={"filters": filters}).text
    assert replay(question.id, packed, notebook={"filters": filters})
    assert call_source(twin.scenario) in wrong.text


def test_a_call_of_staff_takes_the_place_of_one_that_nobody_goes_through_by_hand() -> None:
    def reference(values: Any) -> int:
        return len(set(values)) // 20

    def wrong(values: Any) -> int:
        return 0

    rng = np.random.default_rng(0)
    twins = []
    for limit in (None, 1):
        task = Question("count")
        task.reference(reference)
        if limit is not None:
            task.shown_by("traits", ROW, part=("axes of each item",), expected=[1])
        given = (rng.normal(size=40),)
        record = CallRecord("count", given, {}, Outcome(0), 0)

        def ask(name: str, probe: str, calls: Any) -> list[Outcome]:
            return [outcome_of(Scenario("", name, *call, probe), wrong) for call in calls]

        twins.append(find_twin(Evidence(task, [record], {0}, {0}, ("wrong",)), ask, "a seed"))
    assert twins[0] is not None
    assert twins[1] is not None
    assert twins[0].numbers > 12
    assert twins[1].numbers == 3
    assert twins[1].scenario.probe == "traits"


def test_each_probe_may_be_asked_for_by_the_grader() -> None:
    assert {one.probe for one in question.telling_calls} <= probes.PROBES


def scaled(model: Any, x: Any) -> Any:
    return model(x) * 2


def network(size: int) -> tuple[Any, Any]:
    weights = torch.arange(size**2, dtype=torch.float64).reshape(size, size) / size
    layer = specs.linear(weights)
    return specs.model(specs.sequential(layer, layer)), torch.ones(1, size).double()


def size_of_the_twin(small: tuple[Any, Any] | None) -> int:
    task = Question("scaled")
    task.reference(scaled)
    task.mistake("Not scaled.")(lambda model, x: model(x))
    if small is not None:
        task.starts_from("run", small, options={"catch": True})
    wrong = task.mistakes[0].implementation

    def ask(name: str, probe: str, calls: Any) -> list[Outcome]:
        return [outcome_of(Scenario("", name, *call, probe), wrong) for call in calls]

    came = Outcome(probes.run(wrong, network(5), catch=True))
    record = CallRecord("scaled", (network(5),), {"catch": True}, came, 0, "run")
    known = Evidence(task, [record], {0}, {0}, ("wrong",), task.mistakes[0])
    twin = find_twin(known, ask, "a seed")
    assert twin is not None
    assert fails(twin, wrong)
    assert not fails(twin, scaled)
    return twin.numbers


def test_a_search_starts_from_a_small_call_of_staff() -> None:
    assert size_of_the_twin(network(1)) <= 3 < size_of_the_twin(None)
