"""Attacks on training, through the whole path: none of them scores, and each has its own status."""

from dataclasses import dataclass

import pytest

from autograder.result import QuestionResult, SubmissionResult
from autograder.status import Status
from tests.training.conftest import Grade

HONEST = """
import torch
from torch import nn
from torch.nn import functional as F

class ShiftTolerantNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean(dim=(2, 3)))
"""

FOUND = (
    HONEST
    + '''
import glob, os
import numpy as np

class ShiftTolerantNet(nn.Module):
    """Looks for labels wherever it can reach."""
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 2)
        self.sizes = []
        for root, _, files in os.walk(os.getcwd()):
            for name in files:
                if name.endswith(".npy"):
                    self.sizes.append((name, np.load(os.path.join(root, name)).shape))

    def forward(self, x):
        if any(shape == (len(x),) and name != "labels.npy" for name, shape in self.sizes):
            raise SystemExit("labels found")
        return self.fc(x.flatten(1))
'''
)

TABLE = (
    HONEST
    + '''
class ShiftTolerantNet(nn.Module):
    """Keeps the training images and answers with the label of the nearest one."""
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 2)
        self.kept = torch.zeros(0, 64)
        self.register_buffer("answers", torch.zeros(0, 2), persistent=False)

    def forward(self, x):
        flat = x.flatten(1)
        if self.training:
            self.kept = torch.cat([self.kept, flat.detach()])[-256:]
            return self.fc(flat)
        if len(self.kept):
            near = torch.cdist(flat, self.kept).argmin(1)
            return self.fc(self.kept[near])
        return self.fc(flat)
'''
)

BY_HASH = (
    HONEST
    + '''
ANSWERS = {}

class ShiftTolerantNet(nn.Module):
    """Remembers outputs by the bytes of an image, outside of the network."""
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 2)

    def forward(self, x):
        out = self.fc(x.flatten(1))
        if self.training:
            for image, row in zip(x, out):
                ANSWERS[image.numpy().tobytes()] = row.detach()
            return out
        return torch.stack([ANSWERS.get(image.numpy().tobytes(), out[0] * 0) for image in x])
'''
)

OF_BATCH = HONEST.replace(
    "return self.fc(F.relu(self.conv(x)).mean(dim=(2, 3)))",
    """
        h = F.relu(self.conv(x)).mean(dim=(2, 3))
        return self.fc(h - h.mean(0))""",
)

OF_ORDER = HONEST.replace(
    "return self.fc(F.relu(self.conv(x)).mean(dim=(2, 3)))",
    """
        h = self.fc(F.relu(self.conv(x)).mean(dim=(2, 3)))
        return h + torch.arange(len(x))[:, None] * torch.tensor([0.0, 5.0])""",
)

STATEFUL = HONEST.replace(
    "self.fc = nn.Linear(8, 2)",
    """self.fc = nn.Linear(8, 2)
        self.register_buffer("seen", torch.zeros(1))""",
).replace("return self.fc(", "self.seen += 1\n        return self.seen * torch.ones(2) + self.fc(")

NEVER = HONEST.replace(
    "def forward(self, x):",
    """def forward(self, x):
        while self.training:
            pass""",
)

SLEEPS = HONEST.replace(
    "def forward(self, x):",
    """def forward(self, x):
        import time
        while self.training:
            time.sleep(0.05)""",
)

GREEDY = HONEST.replace(
    "def forward(self, x):",
    """def forward(self, x):
        if self.training:
            self.hoard = [torch.ones(2**28) for _ in range(64)]""",
)

LEAVES = HONEST.replace(
    "def forward(self, x):",
    """def forward(self, x):
        if self.training:
            import os
            os._exit(0)""",
)

PATCHED = (
    HONEST.replace("nn.Linear(8, 2)", "nn.Linear(8, 2).requires_grad_(False)")
    + """
import cnnkit.ladder.trainer as trainer
trainer.Trainer.epoch = lambda self: {"loss": 0.0, "accuracy": 1.0, "seconds": 0.0}
"""
)

GARBAGE = (
    HONEST
    + """
import cnnkit.ladder.trainer as trainer
trainer.Trainer.export = lambda self: b"PK" + bytes(200)
trainer.Trainer.outputs = lambda self, images, size: __import__("numpy").zeros((len(images), 2))
"""
)

GADGET = (
    HONEST
    + """
import io, os, pickle, zipfile
import cnnkit.ladder.trainer as trainer

class Gadget:
    def __reduce__(self):
        return os.system, ("echo owned > /tmp/owned; echo owned",)

def export(self):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data/sample_inputs/model.pt", pickle.dumps(Gadget()))
        archive.writestr("archive/models/model.json", "{}")
        archive.writestr("archive/archive_format", "pt2")
        archive.writestr("archive/archive_version", "0")
    return buffer.getvalue()

trainer.Trainer.export = export
trainer.Trainer.outputs = lambda self, images, size: [[1, 2]]
"""
)


@dataclass(frozen=True)
class Attack:
    """A cell and the least that must come of it."""

    source: str
    status: Status
    says: str = ""


ATTACKS = {
    "labels on the disk": Attack(FOUND, Status.FAILED),
    "a table of images": Attack(TABLE, Status.FAILED),
    "a table outside": Attack(BY_HASH, Status.FAILED),
    "of the batch": Attack(OF_BATCH, Status.FAILED, "batch"),
    "of the order": Attack(OF_ORDER, Status.FAILED, "batch"),
    "remembers": Attack(STATEFUL, Status.FAILED),
    "never returns": Attack(NEVER, Status.TIMEOUT),
    "hoards memory": Attack(GREEDY, Status.OUT_OF_MEMORY),
    "leaves": Attack(LEAVES, Status.CRASHED),
    "a patched loop": Attack(PATCHED, Status.FAILED),
    "a program that is none": Attack(GARBAGE, Status.FAILED),
    "a gadget in the program": Attack(GADGET, Status.FAILED),
}


def accuracy(result: SubmissionResult) -> tuple[QuestionResult, Status, float | None]:
    (question,) = result.questions
    check = question.checks[-1]
    return question, check.status, check.points


def test_honest_work_passes_and_the_record_is_complete(grade: Grade) -> None:
    result = grade(HONEST)
    question, status, points = accuracy(result)
    assert (status, points) == (Status.PASSED, 2), question.message
    (record,) = question.training
    assert record.exported
    assert record.parameters == 98
    assert record.flops
    assert record.interval[0] <= record.accuracy <= record.interval[1]
    assert sum(map(sum, record.confusion)) == 500
    assert len(record.curve) == 12
    again = accuracy(grade(HONEST))[0].training[0]
    assert again.model_copy(update={"seconds": record.seconds}) == record


def test_points_between_floor_and_target_are_linear(grade: Grade) -> None:
    question, status, points = accuracy(grade(HONEST, floor=0.0, threshold=1.0, epochs=3))
    (record,) = question.training
    if record.accuracy < 1:
        assert status is Status.FAILED
        assert points == pytest.approx(2 * record.accuracy, abs=1e-3)
    assert len(record.scores) in (1, 3)


@pytest.mark.parametrize("name", ATTACKS)
def test_attack(name: str, grade: Grade) -> None:
    attack = ATTACKS[name]
    result = grade(attack.source, seeds=1, cpu_seconds=1, wall_seconds=120.0)
    question, status, points = accuracy(result)
    assert status is attack.status, (status, question.checks[-1].message)
    assert points == 0
    assert attack.says in question.checks[-1].message


def test_a_model_that_sleeps_is_stopped_by_the_clock(grade: Grade) -> None:
    _, status, points = accuracy(grade(SLEEPS, seeds=1, wall_seconds=8.0))
    # On a machine with too much to do nobody can tell, and a person is asked.
    assert status in (Status.TIMEOUT, Status.INTERNAL_ERROR)
    assert not points
