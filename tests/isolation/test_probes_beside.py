"""Probes beside a student's code in another process say what they say here."""

import inspect

import pytest
import torch

from autograder.diagnosis import Question
from autograder.diagnosis.diagnose import diagnose
from autograder.grading.proxies import StudentEnv
from autograder.records.assignment import Limits
from gradekit import checks, probes, specs
from gradekit.probes.calls import same

SECONDS = 20.0
NOTEBOOK = """
import torch
from torch import nn

class Norm(nn.Module):
    "Normalise."
    def __init__(self, channels, eps=1e-5):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.eps = eps

    def forward(self, x):
        mean = self.running_mean
        if self.training:
            mean = x.mean((0, 2, 3))
            self.running_mean = 0.9 * self.running_mean + 0.1 * mean.detach()
        return (x - mean[:, None, None]) * self.weight[:, None, None] + self.bias[:, None, None]

class Blank(nn.Module):
    def __init__(self):
        super().__init__()
        ...

class Raising(nn.Module):
    def __init__(self, channels):
        raise RuntimeError("no")

def draw(n, generator):
    return torch.randn(n, generator=generator)

def train(model, loader, loss_fn, optimizer, device):
    model.train()
    for x, y in loader:
        optimizer.zero_grad()
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
    return loss.item()

def apply_to(f, x):
    return f(x)
"""
HERE: dict[str, object] = {}
exec(NOTEBOOK, HERE)
RNG = checks.rng("beside")
X, Y = checks.tensor(RNG, 5, 3, 2, 2), torch.tensor([0, 1, 1, 0, 2])
STEPS = [("train", X, checks.tensor(RNG, 5, 3, 2, 2)), ("eval", X), ("eval", X[:, :1])]


class Direct:
    """A session that asks one worker."""

    def __init__(self, worker):
        self.worker = worker

    def get(self, name):
        return self.worker.get(name, SECONDS)

    def call(self, name, args, kwargs):
        return self.worker.call(name, args, kwargs, SECONDS)

    def call_many(self, name, calls):
        return self.worker.call_many(name, calls, SECONDS)

    def probe(self, probe, name, args, kwargs):
        return self.worker.probe(probe, name, args, kwargs, SECONDS)


@pytest.fixture(scope="module")
def worker(kept):
    with kept("local").start(Limits(), {}) as made:
        assert made.run_cell(NOTEBOOK, "cell 1", SECONDS) is None
        yield made


@pytest.fixture
def env(worker):
    return StudentEnv(Direct(worker), source=lambda name: "")


def test_a_class_looks_like_one(env):
    norm = env.get("Norm")
    assert (norm.__name__, norm.__doc__, repr(norm)) == ("Norm", "Normalise.", "<class Norm>")
    assert str(inspect.signature(norm)) == "(channels, eps=1e-05)"


def test_a_model_is_reported_alike(env):
    settings = {"steps": STEPS, "fill": 3, "initial": True, "catch": True}
    there = probes.model(env.get("Norm"), (3,), **settings)
    assert same(there, probes.model(HERE["Norm"], (3,), **settings))
    assert there["steps"][1]["buffers"]["running_mean"].abs().sum() > 0


def test_a_call_with_parts_is_reported_alike(env):
    net = specs.model(specs.sequential(specs.flatten(), specs.linear(checks.tensor(RNG, 3, 12))))
    args = net, specs.loader(X, Y, 2), specs.loss("cross_entropy"), specs.sgd(0.1), specs.device()
    there = probes.run(env.get("train"), args)
    assert same(there, probes.run(HERE["train"], args))
    assert there["events"][0] == ["train", "model"]
    assert len(there["steps"]) == 3


def test_parts_are_built_for_plain_calls_too(env):
    expected = torch.randn(4, generator=torch.Generator().manual_seed(2))
    draw = env.get("draw")
    assert torch.equal(draw(4, specs.generator(2)), expected)
    (outcome,) = probes.call_many(draw, [((4,), {"generator": specs.generator(2)})])
    assert torch.equal(outcome.value, expected)
    assert outcome.changed == {}
    checks.function(
        "q3_1", "draw(n, generator)", draw, [checks.case(expected, 4, specs.generator(2))]
    )


def test_a_student_s_function_may_be_an_argument_beside_parts(env):
    report = probes.run(env.get("apply_to"), (env.get("apply_to"), X), catch=True)
    assert report["raised"]["type"] == "TypeError"
    net = specs.sequential(specs.flatten())
    report = probes.run(env.get("apply_to"), (net, X))
    assert report["value"].shape == (5, 12)


def test_an_exception_comes_through_or_is_reported(env):
    with pytest.raises(RuntimeError, match="no"):
        probes.model(env.get("Raising"), (3,))
    report = probes.model(env.get("Raising"), (3,), catch=True)
    told = report["raised"]
    assert (told["at"], told["type"], told["message"]) == ("building", "RuntimeError", "no")
    assert told["line"].startswith("cell 1, line ")


def test_checks_say_the_same_there_as_here(env):
    def told(factory):
        with pytest.raises(checks.CheckFailed) as caught:
            checks.built("q4_5", "MyNorm()", factory, steps=[("eval", X)], state={"weight": X})
        return str(caught.value)

    for name in ("Blank", "Norm", "Raising"):
        assert told(env.get(name)) == told(HERE[name])
    assert told(env.get("Blank")) == "q4_5 is not implemented yet"


def test_a_probe_is_written_down_and_diagnosed_by_running_it_on_the_misconception(env):
    norms = Question("Norm")

    class Right(torch.nn.BatchNorm2d):
        pass

    norms.reference(Right)

    @norms.mistake("The mean is taken away, and nothing is divided.")
    class OnlyTheMean(HERE["Norm"]):
        """Written otherwise than the student's."""

        def forward(self, x):
            return torch.add(super().forward(x), 0)

    env.check = 2
    checks.built("q4_5", "Norm()", env.get("Norm"), args=(3,), steps=STEPS[:2], fill=1)
    (call,) = env.calls
    assert (call.name, call.probe, call.check) == ("Norm", "model", 2)
    found = diagnose(norms, env.calls, {2}, {})
    assert found is not None
    assert found.id == "OnlyTheMean"
