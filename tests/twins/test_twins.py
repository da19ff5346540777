"""The search for the smallest other call that shows a mistake."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from autograder.diagnosis import Question
from autograder.twins import Evidence, Twin, find_twin
from autograder.twins.call_forms import Call
from autograder.twins.moves import smaller
from autograder.twins.search import ASKED
from gradekit import probes, specs
from gradekit.outcome import CallRecord, Outcome
from gradekit.probes.calls import same
from gradekit.replay import Scenario, finding
from gradekit.replay.comparison import outcome_of


def scale(x: Any, factor: int = 1, axis: int = 1) -> Any:
    """Rows of x times a factor, summed along an axis."""
    if x.ndim != 2:
        raise ValueError("two axes")
    return (x * factor).sum(axis=axis)


def wrong_axis(x: Any, factor: int = 1, axis: int = 1) -> Any:
    return (x * factor).sum(axis=0)


def factor_squared(x: Any, factor: int = 1, axis: int = 1) -> Any:
    return (x * factor**2).sum(axis=axis)


def in_place(x: Any, factor: int = 1, axis: int = 1) -> Any:
    x *= factor
    return x.sum(axis=axis)


def one_axis_is_fine(x: Any, factor: int = 1, axis: int = 1) -> Any:
    return (x * factor).sum(axis=-1)


QUESTION = Question("scale")
QUESTION.reference(scale)
for slip in (wrong_axis, factor_squared):
    QUESTION.mistake("A hint.")(slip)


def hidden_cases() -> list[Call]:
    rng = np.random.default_rng(3)
    big = [((rng.normal(size=(6, 4 + n)),), {"factor": 2 + n}) for n in range(4)]
    return [*big, ((rng.normal(size=7),), {})]


class Student:
    """Answers for a student's function, and counts."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.function = function
        self.asked: list[Call] = []

    def __call__(self, name: str, probe: str, calls: Sequence[Call]) -> list[Outcome]:
        self.asked += calls
        return probes.call_many(self.function, calls)


def evidence(function: Callable[..., Any], named: bool = False) -> Evidence:
    calls = hidden_cases()
    records = [
        CallRecord("scale", args, kwargs, got, 0)
        for (args, kwargs), got in zip(calls, probes.call_many(function, calls), strict=True)
    ]
    mistakes = {item.id: item for item in QUESTION.mistakes}
    mistake = mistakes[function.__name__] if named else None
    return Evidence(QUESTION, records, {0}, {0}, ("wrong",), mistake)


def found(function: Callable[..., Any], named: bool = False) -> tuple[Twin, Student]:
    student = Student(function)
    twin = find_twin(evidence(function, named), student, "a seed")
    assert twin is not None
    return twin, student


WRONG = [wrong_axis, factor_squared, in_place, one_axis_is_fine]


@pytest.mark.parametrize("function", WRONG)
def test_a_twin_fails_on_the_wrong_code_and_passes_on_the_right_one(
    function: Callable[..., Any],
) -> None:
    twin, _ = found(function)
    read = Scenario.unpack(twin.scenario.pack())
    assert finding(read.expected, outcome_of(read, function)) is not None
    assert finding(read.expected, outcome_of(read, scale)) is None


@pytest.mark.parametrize("function", WRONG)
def test_a_twin_is_small_and_no_hidden_case(function: Callable[..., Any]) -> None:
    twin, student = found(function)
    assert twin.made
    assert twin.numbers <= 6
    assert len(student.asked) <= ASKED
    own = twin.scenario.args, dict(twin.scenario.kwargs)
    assert not any(same(own, case) for case in hidden_cases())
    drawn = {float(number) for args, _ in hidden_cases() for number in args[0].flat}
    assert not drawn & {float(number) for number in twin.scenario.args[0].flat}


def test_where_the_mistake_is_named_the_students_code_is_hardly_asked() -> None:
    twin, student = found(factor_squared, named=True)
    assert len(student.asked) <= 4
    # 1 squared is 1, and 0 times anything 0.
    assert twin.numbers == 2
    assert twin.scenario.kwargs["factor"] not in (0, 1)


def test_a_twin_is_the_same_for_the_same_seed() -> None:
    assert found(wrong_axis)[0].scenario.pack() == found(wrong_axis)[0].scenario.pack()


def test_code_that_is_right_has_no_twin() -> None:
    assert find_twin(evidence(scale), Student(scale), "a seed") is None


def test_what_a_passed_check_lets_through_is_no_mistake() -> None:
    known = evidence(wrong_axis)
    passed = [CallRecord(c.name, c.args, c.kwargs, c.outcome, 1) for c in known.calls]
    lenient = Evidence(QUESTION, [*known.calls, *passed], {0}, {0})
    assert find_twin(lenient, Student(wrong_axis), "a seed") is None


def test_what_is_drawn_from_a_generator_may_be_drawn_in_another_way() -> None:
    def sample(size: int, generator: Any) -> Any:
        """Two of so many, drawn."""
        return torch.randperm(size, generator=generator)[:2].numpy()

    def last_two(size: int, generator: Any) -> Any:
        return torch.randperm(size, generator=generator)[-2:].numpy()

    drawing = Question("sample")
    drawing.reference(sample)
    args = (9, specs.generator(0))
    (outcome,) = probes.call_many(last_two, [(args, {})])
    record = CallRecord("sample", args, {}, outcome, 0)
    assert Evidence(drawing, [record], {0}, {0}, ("wrong",)).starts() == []
    sized = CallRecord("scale", (np.ones((2, 2)),), {}, Outcome(1.0), 0)
    assert len(Evidence(QUESTION, [sized], {0}, {0}, ("wrong",)).starts()) == 1


def test_what_hangs_on_more_than_the_arguments_has_no_twin() -> None:
    rng = np.random.default_rng(5)

    def noisy(x: Any) -> Any:
        return x + rng.random()

    drawing = Question("noisy")
    drawing.reference(noisy)
    call = ((np.ones(3),), {})
    (got,) = probes.call_many(lambda x: -x, [call])
    known = Evidence(drawing, [CallRecord("noisy", *call, got, 0)], {0}, set(), ("wrong",))
    assert known.starts()
    assert find_twin(known, Student(lambda x: -x), "a seed") is None


def test_the_settings_of_a_layer_keep_their_form() -> None:
    network = specs.sequential(conv=specs.conv(np.ones((2, 1, 3, 3))))
    for args, _ in smaller(((network, np.ones((1, 1, 4, 4))), {})):
        for _, layer in args[0]["layers"]:
            assert len(layer["layer"]["kernel"]) == 2
            assert set(layer["values"]) == {"weight", "bias"}, "else they would be drawn"
