"""A training task on sequences of tokens: nothing in the levels is about images."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from torch import nn

from autograder.intake.submission import Cell
from autograder.isolation.engines import pick_engine
from autograder.isolation.engines.engine import Engine
from autograder.isolation.session import Session
from autograder.records.assignment import Limits
from autograder.training.options import Training
from autograder.training.sandbox import SandboxTrainer
from gradekit.checks.failures import CheckFailed
from gradekit.training.fingerprints import fingerprints, rounded
from gradekit.training.levels import judge_level
from gradekit.training.local_trainer import PUBLIC_SEED, LocalTrainer
from gradekit.training.sources import Batch, SourceRequest
from gradekit.training.tasks import LEVELS, Budget, Task

TOKENS, LENGTH, CLASSES = 9, 8, 3


def melodies(wanted: SourceRequest) -> Batch:
    """Sequences in which the tokens of one of three secret groups are frequent."""
    groups = np.random.default_rng(wanted.world).permutation(TOKENS).reshape(CLASSES, -1)
    labels = wanted.rng.integers(CLASSES, size=wanted.count)
    own = groups[labels][np.arange(wanted.count)[:, None], wanted.rng.integers(3, size=(1, LENGTH))]
    noise = wanted.rng.integers(TOKENS, size=(wanted.count, LENGTH))
    inputs = np.where(wanted.rng.random(noise.shape) < 0.6, own, noise)
    return Batch(inputs, labels, classes=("folk", "blues", "march"))


SOURCE = """

from torch import nn

class Composer(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(9, 8)
        self.rnn = nn.GRU(8, 16, batch_first=True)
        self.out = nn.Linear(16, 3)

    def forward(self, tokens):
        states, _ = self.rnn(self.embedding(tokens))
        return self.out(states.mean(dim=1))
"""


def variables(source: str) -> Mapping[str, Any]:
    """What a cell defines."""
    space: dict[str, Any] = {}
    exec(source, space)
    return space


Composer = variables(SOURCE)["Composer"]
LAST_ONLY = variables(SOURCE.replace("states.mean(dim=1)", "states[:, -1]"))["Composer"]
FROZEN = variables(SOURCE.replace("self.embedding(tokens)", "self.embedding(tokens).detach()"))[
    "Composer"
]


@pytest.fixture(scope="module")
def task() -> Task:
    """The task, whole, with the public fingerprints that a hand-out carries."""
    budget = Budget(
        f"{__name__}:melodies", 200, 6, 100, 0.7, 0.5, batch_size=20, optimizer="adam", rate=0.02
    )
    given = Task(
        "q1_1", "Composer", "network", (LENGTH,), CLASSES, LEVELS,
        {"cpu": {"learns": replace(budget, floor=None), "accuracy": budget}},
        tokens=TOKENS, parameters=sum(p.numel() for p in Composer().parameters()), steps=150,
        name="composer",
    )  # fmt: skip
    return replace(given, fingerprints=rounded(fingerprints(given, Composer, PUBLIC_SEED)))


def said(task: Task, network: Any, level: str) -> str:
    """What a student reads in the notebook; empty where the level is reached."""
    try:
        judge_level(task, level, LocalTrainer(network, tasks={task.name: task}))
    except CheckFailed as error:
        return str(error)
    return ""


@pytest.mark.parametrize("level", LEVELS)
def test_a_right_recurrent_network_reaches_every_level(task: Task, level: str) -> None:
    assert said(task, Composer, level) == ""


def test_a_wrong_one_is_found_by_its_fingerprint(task: Task) -> None:
    assert "layers of the right size" in said(task, LAST_ONLY, "architecture")


def test_one_that_is_not_trained_whole_does_not_overfit(task: Task) -> None:
    assert "embedding.weight does not move in training" in said(task, FROZEN, "overfit")


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    """The strongest engine of this machine."""
    engine = pick_engine()
    yield engine
    engine.close()


def test_it_is_trained_isolated_from_its_authors_code(task: Task, engine: Engine) -> None:
    session = Session(engine, Limits(cpu_seconds=60), {}, seed=1)
    records: list[Mapping[str, Any]] = []
    remarks: list[str] = []
    training = Training("quick", tasks={"composer": task}, references={"composer": Composer})
    trainer = SandboxTrainer(training, session, "Composer", records.append, remarks.append)
    try:
        assert session.execute(Cell(1, "code", SOURCE, False)) is None
        for level in LEVELS:
            judge_level(task, level, trainer)
    finally:
        session.close()
    assert [record["level"] for record in records] == ["learns", "accuracy"]
    assert all(record["isolated"] and record["exported"] for record in records)
    assert records[0]["classes"] == ("folk", "blues", "march")
    assert records[0]["data"] == "melodies"
    assert remarks == []


def test_a_table_of_numbers_is_as_good_an_input(task: Task) -> None:
    rows = {"shape": (6,), "tokens": None, "parameters": None}
    form = replace(task, levels=("architecture",), budgets={}, **rows)

    def drawn() -> nn.Module:
        return nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3))

    assert said(form, drawn, "architecture") == ""
    constant = nn.Linear(6, 3)
    nn.init.zeros_(constant.weight)
    assert "is the same number throughout" in said(form, lambda: constant, "architecture")
