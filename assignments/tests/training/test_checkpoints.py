"""Honest checkpoints: they score what the network scores, and change no point."""

import functools
import io
import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from assignments.tests.training.conftest import Grade, with_checks
from assignments.tests.training.test_attacks import HONEST
from autograder.grading.loaded import OpenedRelease
from autograder.records.result import CheckpointRecord, SubmissionResult, dump, load
from autograder.records.status import Status
from cnnkit.train import save_weights
from gradekit.training.loop import TrainingLoop
from gradekit.training.sources import deal

ROOT = Path(__file__).resolve().parents[3]
A5 = ROOT / "assignments/a5_inside_the_network"
REAL = os.environ.get("CNN_DATA", "")

SIMPLE = """
import torch
from torch import nn
from torch.nn import functional as F

class SimpleCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.fc1 = nn.Linear(2048, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))
"""


class Net(nn.Module):
    """The network of `HONEST`."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(functional.relu(self.conv(x)).mean(dim=(2, 3)))


@functools.cache
def trained(epochs: int = 3) -> nn.Module:
    """A network that is right about some stripes, and not about all."""
    given = deal("cnnkit.sources:stripes", 256, np.random.default_rng(1))
    job = {
        "kind": "network", "seed": 1, "device": "cpu", "epochs": epochs, "batch_size": 16,
        "optimizer": "sgd", "rate": 0.05, "flip": False,
    }  # fmt: skip
    made = []

    def factory():
        made.append(Net())
        return made[0]

    loop = TrainingLoop(factory, job, given.inputs, given.labels)
    for _ in range(epochs):
        loop.epoch()
    return made[0].eval()


def worst_shift(model: nn.Module) -> float:
    """Accuracy at the worst shift, on many images."""
    held = deal("cnnkit.sources:stripes", 4000, np.random.default_rng(2), held_out=True)
    with torch.no_grad():
        hits = model(torch.from_numpy(held.inputs)).argmax(1).numpy() == held.labels
    return float(min(hits[held.groups == group].mean() for group in np.unique(held.groups)))


def saved(state: object, **options: object) -> bytes:
    """What `torch.save` writes."""
    buffer = io.BytesIO()
    torch.save(state, buffer, **options)
    return buffer.getvalue()


def weights(tmp_path: Path, model: nn.Module) -> bytes:
    """What `save_weights` writes."""
    path = tmp_path / "weights.safetensors"
    save_weights(model, path)
    return path.read_bytes()


def only(result: SubmissionResult) -> CheckpointRecord:
    (record,) = result.checkpoints
    return record


@pytest.fixture
def pictures(opened: OpenedRelease) -> OpenedRelease:
    """A question whose network is judged by CIFAR-10."""
    return with_checks(opened, "q4_4", ())


@pytest.mark.parametrize("form", [".safetensors", ".pt", ".pth"])
def test_a_checkpoint_scores_what_its_network_scores(
    form: str, grade: Grade, asked: OpenedRelease, tmp_path: Path
) -> None:
    model = trained()
    content = weights(tmp_path, model) if form == ".safetensors" else saved(model.state_dict())
    record = only(grade(HONEST, {f"shift_tolerant{form}": content}, asked))
    assert record.outcome == "provisional", record.reason
    assert record.file == f"shift_tolerant{form}"
    assert record.data == "stripes"
    assert record.threshold == 0.95
    expected = worst_shift(model)
    assert 0.5 < expected < 1
    assert record.accuracy == pytest.approx(expected, abs=0.05)
    low, high = record.interval
    assert low <= record.accuracy <= high
    assert record.elements == 98


def test_a_checkpoint_gives_no_points_and_takes_none(grade: Grade, tmp_path: Path) -> None:
    result = grade(HONEST, {"shift_tolerant.safetensors": weights(tmp_path, trained())})
    assert only(result).outcome == "provisional"
    assert only(result).share < 1
    assert result.total == 3
    assert load(json.loads(json.dumps(dump(result)))).checkpoints == result.checkpoints


def test_graded_again_it_is_the_same(grade: Grade, asked: OpenedRelease) -> None:
    files = {"shift_tolerant.pt": saved(trained().state_dict())}
    assert grade(HONEST, files, asked).checkpoints == grade(HONEST, files, asked).checkpoints


def test_another_checkpoint_is_another_submission(
    grade: Grade, asked: OpenedRelease, tmp_path: Path
) -> None:
    first = grade(HONEST, {"shift_tolerant.pt": saved(trained().state_dict())}, asked)
    second = grade(HONEST, {"shift_tolerant.pt": saved(Net().state_dict())}, asked)
    assert first.provenance.submission_sha256 != second.provenance.submission_sha256
    assert only(second).accuracy < only(first).accuracy


def test_a_network_that_is_not_there_has_no_score(grade: Grade, asked: OpenedRelease) -> None:
    files = {"shift_tolerant.pt": saved(trained().state_dict())}
    record = only(grade("ShiftTolerantNet = ...", files, asked))
    assert record.outcome == "refused"
    assert "ShiftTolerantNet" in record.reason


def test_checkpoints_of_other_assignments_are_left_alone(
    grade: Grade, asked: OpenedRelease
) -> None:
    files = {"simple_cnn.pt": b"x", "experiment.safetensors": b"x", "weights.pt": b"x"}
    assert grade(HONEST, files, asked).checkpoints == ()


def pictures_files() -> Mapping[str, bytes]:
    return {"simple_cnn.safetensors": (A5 / "simple_cnn.safetensors").read_bytes()}


@pytest.mark.skipif(
    not any(Path(REAL).glob("cifar*")), reason="CNN_DATA is not set, or holds no CIFAR-10"
)
def test_a_known_checkpoint_scores_its_known_accuracy(
    grade: Grade, pictures: OpenedRelease
) -> None:
    record = only(grade(SIMPLE, pictures_files(), pictures))
    assert record.outcome == "provisional", record.reason
    known = json.loads((A5 / "simple_cnn.json").read_text(encoding="utf-8"))
    assert record.images == known["test_pictures"]
    assert record.accuracy == pytest.approx(known["test_accuracy"], abs=2e-3)
    assert record.threshold == 0.69
    assert record.share == 1
    assert record.elements == known["parameters"]


def test_without_cifar10_it_is_not_judged_and_nothing_fails(
    grade: Grade, pictures: OpenedRelease, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CNN_DATA", str(tmp_path / "nothing"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "nothing"))
    result = grade(SIMPLE, pictures_files(), pictures)
    record = only(result)
    assert (record.outcome, record.reason) == (
        "not judged",
        "its held-out data is not on this machine.",
    )
    assert result.status is Status.PASSED
