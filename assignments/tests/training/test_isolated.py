"""Networks trained isolated from the code that made them: the same training, or a reason."""

import inspect
from collections.abc import Callable
from functools import cache
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from assignments.tests.training.attack_sources import HONEST
from assignments.tests.training.conftest import Grade
from assignments.tests.unit import REFERENCES
from assignments.tests.zoo import improved, shifts, shifts_harmless, simple_harmless
from autograder.training.trials import Handed, handed
from gradekit.training.evaluate import evaluate
from gradekit.training.experiment import Experiment
from gradekit.training.hand_over import hand_over
from gradekit.training.isolated import Isolated, factory_of, overfit_isolated
from gradekit.training.loop import TrainingLoop
from gradekit.training.overfit import overfit
from gradekit.training.sources import deal
from gradekit.training.tasks import Form

STRIPES, PICTURE = (1, 8, 8), (3, 32, 32)
EXTENT = {"count": 96, "epochs": 2, "batch_size": 20}


def of(module: ModuleType) -> list[type]:
    """The networks of a module of the zoo."""
    found = vars(module).values()
    return [each for each in found if inspect.isclass(each) and each.__module__ == module.__name__]


def two_rates(seed: int, device: str) -> Experiment:
    """An experiment with groups of its own, a schedule, and dropout."""
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(3, 4, 3, stride=4), nn.BatchNorm2d(4), nn.ReLU(), nn.Dropout(0.3), nn.Flatten(),
        nn.Linear(256, 10),
    )  # fmt: skip
    groups = [
        {"params": model[0].parameters(), "lr": 1e-2},
        {"params": [*model[1].parameters(), *model[5].parameters()], "weight_decay": 0.1},
    ]
    optimizer = torch.optim.AdamW(groups, lr=3e-3, betas=(0.8, 0.99))
    return Experiment(model, optimizer, 3, batch_size=32, schedule=lambda done: 1 - done**2)


def form(kind: str, shape: tuple[int, ...]) -> Form:
    return {"kind": kind, "shape": shape, "classes": 10, "tokens": None}


@cache
def handed_over(kind: str, factory: Callable[..., Any], shape: tuple[int, ...]) -> dict[str, Any]:
    """What leaves the worker of a network, once: an export takes a second."""
    return hand_over(factory, form(kind, shape), 4, EXTENT)


def remade(given: dict[str, Any], device: str = "cpu") -> Callable[..., Any]:
    return factory_of(given["learning"], given["judging"], given["recipe"], device)


NETWORKS = [
    *(
        ("network", each, STRIPES, "cnnkit.sources:stripes")
        for each in (*of(shifts_harmless), shifts.Averaging)
    ),
    *(
        ("network", each, PICTURE, "gradekit.training.textures:textures")
        for each in of(simple_harmless)
    ),
    *(
        ("network", each, PICTURE, "gradekit.training.textures:textures")
        for each in (
            REFERENCES["simple_cnn"],
            REFERENCES["improved_cnn"],
            improved.ChannelDropout,
            improved.PermutedImproved,
        )
    ),
    ("experiment", two_rates, PICTURE, "gradekit.training.textures:textures"),
    ("experiment", REFERENCES["challenge"], PICTURE, "gradekit.training.textures:textures"),
]


@pytest.mark.parametrize(
    ("kind", "factory", "shape", "data"), NETWORKS, ids=[each[1].__name__ for each in NETWORKS]
)
def test_the_training_is_the_same(
    kind: str, factory: Callable[..., Any], shape: tuple[int, ...], data: str
) -> None:
    batch = deal(data, EXTENT["count"], np.random.default_rng(3), world=7)
    job = {"kind": kind, "seed": 4, "device": "cpu", "flip": True, "optimizer": "sgd"}
    job |= {"rate": 0.05, "epochs": 2, "batch_size": 20}
    given = handed_over(kind, factory, shape)
    trained, curves = [], []
    for each in (factory, remade(given)):
        trained.append(TrainingLoop(each, job, batch.inputs, batch.labels))
        epochs = [trained[-1].epoch() for _ in range(trained[-1].epochs)]
        curves.append([(epoch["loss"], epoch["accuracy"]) for epoch in epochs])
    assert curves[0] == curves[1]
    state = trained[1].state()
    assert state.keys() == trained[0].state().keys()
    outputs = evaluate(given["judging"], batch.inputs, state)["outputs"]
    np.testing.assert_allclose(outputs, trained[0].outputs(batch.inputs, 100), atol=1e-5)


@pytest.mark.parametrize(
    ("kind", "factory", "shape"),
    [
        ("network", shifts_harmless.Dropped, STRIPES),
        ("network", shifts.FrozenFilters, STRIPES),
        ("network", REFERENCES["improved_cnn"], PICTURE),
        ("experiment", two_rates, PICTURE),
    ],
)
def test_what_is_overfitted_is_the_same(
    kind: str, factory: Callable[..., Any], shape: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(1)
    images = torch.from_numpy(rng.standard_normal((16, *shape)).astype(np.float32))
    labels = torch.from_numpy(rng.integers(0, 2, 16))
    given = hand_over(factory, form(kind, shape), 2, {"steps": 8, "count": 16})
    programs = [given[name] for name in ("learning", "judging", "recipe")]
    alone = overfit_isolated(*programs, form(kind, shape), images, labels, 8, 2)
    beside = overfit(factory, form(kind, shape), images, labels, 8, 2)
    assert alone["losses"] == beside["losses"]
    assert alone["still"] == beside["still"]
    for name in ("first", "last"):
        torch.testing.assert_close(alone[name], beside[name])


@pytest.mark.parametrize("name", ["simple_cnn", "improved_cnn", "challenge"])
def test_on_another_device_all_of_a_network_moves(name: str) -> None:
    """As far as `meta` can show it: shapes without values."""
    kind = "experiment" if name == "challenge" else "network"
    given = hand_over(REFERENCES[name], form(kind, PICTURE), 1, EXTENT)
    model = remade({**given, "recipe": None}, "meta")()
    assert isinstance(model, Isolated)
    outputs = model(torch.zeros(4, *PICTURE, device="meta"))
    outputs.sum().backward()
    assert outputs.device.type == "meta"
    assert all(weight.grad is not None for weight in model.parameters())
    assert model.eval()(torch.zeros(4, *PICTURE, device="meta")).shape == (4, 10)


class OwnSgd(torch.optim.SGD):
    """A class of the student's."""


def experiment(optimizer: Callable[[nn.Module], torch.optim.Optimizer]) -> Callable[..., Any]:
    def build(seed: int, device: str) -> Experiment:
        model = nn.Sequential(nn.Flatten(), nn.Linear(64, 2))
        return Experiment(model, optimizer(model), 1, batch_size=8, schedule=None)

    return build


def stepped(model: nn.Module) -> torch.optim.Optimizer:
    optimizer = torch.optim.Adam(model.parameters())
    model(torch.ones(1, 1, 8, 8)).sum().backward()
    optimizer.step()
    return optimizer


class ByData(shifts.Averaging):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return super().forward(x) if x.sum() > -1e9 else super().forward(-x)


@pytest.mark.parametrize(
    ("kind", "factory"),
    [
        ("network", ByData),
        ("experiment", experiment(lambda model: OwnSgd(model.parameters(), lr=0.1))),
        ("experiment", experiment(stepped)),
        ("experiment", experiment(lambda model: torch.optim.SGD([torch.ones(1)], lr=0.1))),
        ("experiment", experiment(lambda m: torch.optim.Adam(m.parameters(), torch.tensor(0.1)))),
    ],
)
def test_what_plain_data_cannot_say_is_not_handed_over(
    kind: str, factory: Callable[..., Any]
) -> None:
    given = hand_over(factory, form(kind, STRIPES), 1, EXTENT)
    assert given.keys() == {"why"}
    assert given["why"].isidentifier()


@pytest.mark.parametrize(
    "answer",
    [
        None,
        {},
        {"learning": b"", "judging": 3},
        {"why": 3},
        {"learning": b"", "judging": b"", "recipe": None},
        {"learning": b"", "judging": b"", "recipe": {"lr": b"x"}},
        {"learning": b"", "judging": b"", "recipe": torch.ones(2)},
        {"learning": b"", "judging": b"", "recipe": {(1, 2): 3}},
    ],
)
def test_an_answer_of_another_form_is_no_network(answer: Any) -> None:
    assert isinstance(handed(answer), str)


def test_programs_and_a_plain_recipe_are_one() -> None:
    given = hand_over(shifts_harmless.Dropped, form("network", STRIPES), 4, EXTENT)
    found = handed({**given, "recipe": {"groups": [{"lr": 0.1, "betas": (0.9, 0.99)}]}})
    assert isinstance(found, Handed)
    assert found.recipe == {"groups": [{"lr": 0.1, "betas": [0.9, 0.99]}]}
    assert found.learning != found.judging


@pytest.mark.parametrize(("kind", "factory", "shape"), [each[:3] for each in NETWORKS])
def test_no_honest_program_is_taken_for_a_hostile_one(
    kind: str, factory: Callable[..., Any], shape: tuple[int, ...]
) -> None:
    assert isinstance(handed(handed_over(kind, factory, shape)), Handed)


def test_an_honest_network_is_trained_in_isolation(grade: Grade) -> None:
    (question,) = grade(HONEST).questions
    (record,) = question.training
    assert (record.isolated, record.exported, record.why_not) == (True, True, "")


def test_a_network_that_cannot_be_handed_over_loses_no_point_and_is_flagged(grade: Grade) -> None:
    by_data = HONEST.replace("return self.fc(", "return (self.fc if x.sum() > -1e9 else abs)(")
    (question,) = grade(by_data).questions
    (record,) = question.training
    assert question.points == 3
    assert (record.isolated, record.exported) == (False, False)
    assert record.why_not.isidentifier()
