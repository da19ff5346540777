"""Probes that report a property of one result, where no value is the only right one."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch

from gradekit import probes, specs

WINDOW = np.array([[1, 2], [3, 4]])


@pytest.mark.parametrize(
    ("weights", "expected"),
    [
        (np.array([[0, 0], [0, 1]]), {"sum": 4.0, "sign": 1}),
        (np.array([[-0.5, 0], [0, 0]]), {"sum": -0.5, "sign": -1}),
        (np.array([[4.0, 0], [0, -1]]), {"sum": 0.0, "sign": 0}),
        (torch.tensor([[0.0, 1], [0, 0]]), {"sum": 2.0, "sign": 1}),
    ],
)
def test_weights_are_added_up_over_a_window(weights: Any, expected: dict[str, Any]) -> None:
    assert probes.weighted(lambda: {"a": weights}, "a", WINDOW) == expected
    assert probes.weighted(lambda: (None, weights), 1, WINDOW) == expected


def test_what_rounding_leaves_of_a_sum_has_no_sign() -> None:
    weights = np.full((3, 3), 1 / 9)
    weights[1, 1] -= 1
    report = probes.weighted(lambda: [weights], 0, np.full((3, 3), 7))
    assert report["sign"] == 0


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"a": [[1, 2], [3, 4]]},
        {"a": np.ones(4)},
        {"a": np.array([["x"] * 2] * 2)},
        {"a": torch.ones(2, 2, requires_grad=True)},
    ],
)
def test_what_holds_no_such_array_has_no_sum(answer: Any) -> None:
    assert set(probes.weighted(lambda: answer, "a", WINDOW)) == {"found"}


def test_a_sequence_is_described_by_its_items() -> None:
    report = probes.traits(lambda: (np.ones((1, 2)), np.array([0.0, 0]), "no array"))
    assert report == {
        "axes of each item": [2, 1, None],
        "something negative": False,
        "items of zeros": [1],
    }
    assert probes.traits(lambda: [torch.tensor([-1])])["something negative"]


def test_a_dictionary_is_described_by_its_keys_and_a_single_value_by_nothing() -> None:
    assert probes.traits(lambda a: dict.fromkeys(a), [2, -1]) == {"keys in order": [2, -1]}
    assert probes.traits(lambda: 3) == {"axes of each item": None}


@pytest.mark.parametrize(
    ("value", "told"), [([2, 2, 2], True), ([2, 2, 1], False), ([], True), ([[2], [1]], False)]
)
def test_of_an_array_it_is_told_whether_one_number_stands_all_over_it(
    value: Any, told: bool
) -> None:
    for array in (np.array(value), torch.tensor(value)):
        assert probes.traits(lambda one: one, array)["one number all over"] is told


def test_results_of_several_calls_are_compared() -> None:
    def drawn(size: int, generator: Any) -> Any:
        return torch.randperm(size, generator=generator)

    calls = [(40, specs.generator(seed)) for seed in (1, 2)]
    assert probes.alike(drawn, *calls) == {"always the same": False}
    assert probes.alike(drawn, calls[0], calls[0]) == {"always the same": True}
    assert probes.alike(lambda size, generator: size, *calls) == {"always the same": True}


SMALL = specs.model(specs.sequential(specs.linear(np.ones((1, 1))), specs.linear(np.zeros((2, 1)))))
BATCH = (torch.tensor([[30.0]], dtype=torch.float64), torch.tensor([1]))


def train(
    model: Any, x: Any, y: Any, *, steps: int = 80, layers: slice = slice(None), mode: bool = True
) -> list[float]:
    model.train(mode)
    optimizer = torch.optim.Adam(list(model.parameters())[layers], lr=1e-3)
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(x), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


@pytest.mark.parametrize(
    ("other", "told"),
    [
        ({}, {}),
        ({"steps": 1}, {"losses": 1, "falls to less than half": False,
                        "parameters that stay": ["0.weight"]}),
        ({"layers": slice(1, None)}, {"parameters that stay": ["0.weight"]}),
        ({"mode": False}, {"trains in evaluation mode": True}),
    ],
)  # fmt: skip
def test_trainings_that_work_have_traits_in_common(
    other: dict[str, Any], told: dict[str, Any]
) -> None:
    report = probes.trained(train, (SMALL, *BATCH), other)
    assert report.pop("first loss") == pytest.approx(np.log(2))
    assert report == {
        "losses": 80,
        "falls to less than half": True,
        "parameters that stay": [],
        "trains in evaluation mode": False,
        **told,
    }


def test_of_a_training_that_returns_no_list_the_rest_is_told() -> None:
    report = probes.trained(lambda model, x, y: train(model, x, y)[-1], (SMALL, *BATCH))
    assert (report["losses"], report["first loss"]) == (None, None)
    assert report["parameters that stay"] == []


@dataclass(frozen=True)
class _Experiment:
    model: Any
    optimizer: Any
    epochs: int
    batch_size: int = 4
    schedule: Any = None


@pytest.mark.parametrize(
    ("epochs", "limits", "told"),
    [
        (3, {"epochs": 3, "count": 10}, "nothing"),
        (5, {"epochs": 3, "count": 10}, "epochs is 5, at most 3"),
        (3, {"epochs": 3, "count": 9}, "count is 10, at most 9"),
        (5, {"epochs": 3, "count": 9}, "epochs is 5, at most 3; count is 10, at most 9"),
    ],
)
def test_limits_of_an_experiment_are_held(epochs: int, limits: dict[str, int], told: str) -> None:
    def build(seed: int, device: str) -> _Experiment:
        torch.manual_seed(seed)
        model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(4, 2)).to(device)
        return _Experiment(model, torch.optim.SGD(model.parameters(), lr=0.1), epochs)

    x = np.zeros((1, 1, 2, 2), dtype=np.float32)
    report = probes.promises(build, (1, 1, 2), x, at_most=limits)
    assert report["above_a_limit"] == told
    assert set(probes.promises(build, (1, 1, 2), x)) == {"the_experiment"}
