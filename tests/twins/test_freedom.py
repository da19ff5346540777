"""Twins where more than one answer is right: drawn numbers, any order, large arrays."""

from collections.abc import Callable
from typing import Any

import pytest
import torch

from autograder.diagnosis import Question
from autograder.twins import Evidence, Twin, find_twin
from autograder.twins.moves import smaller
from gradekit import probes, specs
from gradekit.outcome import CallRecord, Outcome
from gradekit.probes.calls import call_many
from gradekit.replay import Scenario, call_source, finding
from gradekit.replay.comparison import outcome_of


def drop(x: Any, p: float, generator: Any) -> Any:
    """Zeros with probability p."""
    return x * (torch.rand(x.shape, generator=generator) >= p)


def drop_by_bernoulli(x: Any, p: float, generator: Any) -> Any:
    return x * torch.bernoulli(torch.full(x.shape, 1 - p), generator=generator)


def keep(x: Any, p: float, generator: Any) -> Any:
    return x * (torch.rand(x.shape, generator=generator) < p)


def deal(n: int, generator: Any) -> Any:
    """Half of the samples are of class 0, at 1; the others of class 1, at -1."""
    y = torch.arange(n) % 2
    return 1.0 - 2 * y, y


def deal_in_any_order(n: int, generator: Any) -> Any:
    y = ((torch.arange(n) + torch.randint(2, (1,), generator=generator)) % 2)[
        torch.randperm(n, generator=generator)
    ]
    return 1.0 - 2 * y, y


def deal_the_other_way(n: int, generator: Any) -> Any:
    x, y = deal_in_any_order(n, generator)
    return -x, y


def searched(
    reference: Callable[..., Any],
    wrong: Callable[..., Any],
    args: tuple[Any, ...],
    free: Callable[..., Any] | None = None,
    seen_by: str = "",
) -> Twin | None:
    question = Question("f")
    question.reference(reference)
    if free is not None:
        question.freely(seen_by)(free)
    (got,) = call_many(wrong, [(args, {})])

    def ask(name: str, probe: str, calls: Any) -> list[Outcome]:
        if not probe:
            return call_many(wrong, calls)
        return [Outcome(getattr(probes, probe)(wrong, *a, **k)) for a, k in calls]

    known = Evidence(question, [CallRecord("f", args, {}, got, 0)], {0}, {0}, ("wrong",))
    return find_twin(known, ask, "a seed")


def fails(twin: Twin, function: Callable[..., Any]) -> bool:
    read = Scenario.unpack(twin.scenario.pack())
    return finding(read.expected, outcome_of(read, function)) is not None


DROPPED = (torch.linspace(-1, 1, 12).reshape(3, 4), 0.3, specs.generator(1))


def test_drawn_numbers_are_replayed_where_nothing_is_left_to_the_draw() -> None:
    twin = searched(drop, keep, DROPPED, drop)
    assert twin is not None
    assert fails(twin, keep)
    assert not fails(twin, drop)
    assert not fails(twin, drop_by_bernoulli), "it draws in another way, and is right"
    assert twin.numbers <= 12


def test_drawn_numbers_are_not_replayed_unless_staff_say_how_free_they_are() -> None:
    assert searched(drop, keep, DROPPED) is None


def test_samples_in_any_order_are_replayed_in_one_of_their_own() -> None:
    args = (7, specs.generator(4))
    twin = searched(deal, deal_the_other_way, args, deal_in_any_order, "samples")
    assert twin is not None
    assert fails(twin, deal_the_other_way)
    for seed in range(20):
        other = {**args[1], "seed": seed}
        assert not fails(twin, lambda n, generator, given=other: deal_in_any_order(n, generator))
    assert twin.scenario.args[0] % 2 == 0, "of an odd number either class may have one more"
    assert call_source(twin.scenario).startswith("f(")


class Narrow(torch.nn.Module):
    def __init__(self, width: int = 2) -> None:
        super().__init__()
        self.layer = torch.nn.Linear(3, width)

    def forward(self, x: Any) -> Any:
        return self.layer(x)


class Wide(Narrow):
    def __init__(self) -> None:
        super().__init__(5)


@pytest.mark.parametrize("agreed", [(), (("count",),), None])
def test_of_a_free_design_a_twin_shows_what_right_answers_agree_on(agreed: Any) -> None:
    question = Question("Net")
    question.reference(Narrow)
    if agreed is not None:
        question.agrees_on(*agreed)
    given = {"steps": [("eval", torch.ones(1, 3))], "catch": True}
    record = CallRecord("Net", (), given, Outcome(probes.model(Wide, **given)), 0, "model")
    starts = Evidence(question, [record], {0}, {0}, ("wrong",)).starts()
    parts = {one.expected.part for one in starts}
    assert parts == (set(agreed) if agreed is not None else {("parameters",)})


def wide(x: Any) -> Any:
    return torch.nn.functional.max_pool2d(x, 16)


def wide_means(x: Any) -> Any:
    return torch.nn.functional.avg_pool2d(x, 16) + 1


def test_an_array_that_must_be_large_holds_one_number_many_times_over() -> None:
    twin = searched(wide, wide_means, (torch.randn(2, 1, 16, 16, dtype=torch.float64),))
    assert twin is not None
    assert twin.numbers == 1
    assert "torch.full((1, 1, 16, 16), " in call_source(twin.scenario)
    typed = eval(call_source(twin.scenario).removeprefix("f"), {"torch": torch})
    assert torch.equal(typed, twin.scenario.args[0])
    assert typed.dtype == torch.float64


def inverse(x: Any) -> Any:
    return 1 / x


def test_nan_and_infinity_come_up_only_where_a_check_had_them() -> None:
    twin = searched(inverse, lambda x: -1 / x, (torch.tensor([0.5, 2.0, 4.0]),))
    assert twin is not None
    assert torch.isfinite(twin.scenario.expected.value).all()


def test_an_axis_that_is_as_long_as_a_list_of_numbers_stays_so() -> None:
    call = ((torch.ones(2, 3, 4, 4), [0.1, 0.2, 0.3]), {})
    assert all(args[0].shape[1] == len(args[1]) for args, _ in smaller(call) if len(args[1]) == 3)
    assert len(smaller(call)) > 3


@pytest.mark.parametrize(
    ("view", "args", "value", "expected"),
    [
        ("samples", (), (torch.tensor([2.0, 1.0]), torch.tensor([0, 1])), [[1.0, 2.0], [1, 0]]),
        ("samples", (), "no arrays", "no arrays"),
        ("samples", (), (torch.ones(2), torch.ones(3)), None),
        ("picked", (torch.tensor([5, 6, 7]),), (torch.tensor([2, 0]),), [[5, 7]]),
        ("picked", (torch.tensor([5]),), (torch.tensor([1]),), "indices that there are not"),
        ("picked", (torch.tensor([5]),), (torch.tensor([0.0]),), None),
    ],
)
def test_a_view_of_a_result(view: str, args: Any, value: Any, expected: Any) -> None:
    (told,) = probes.seen(view, args, value).values()
    if expected is None:
        assert told is value
    elif isinstance(told, tuple):
        assert [one.tolist() for one in told] == expected
    else:
        assert told == expected
