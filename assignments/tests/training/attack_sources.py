"""Cells that try to be right about images without having learnt: q3_8, the smallest network."""

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
            self.hoard = [bytearray(b"x") * 2**28 for _ in range(64)]""",
)

LEAVES = HONEST.replace(
    "def forward(self, x):",
    """def forward(self, x):
        if self.training:
            import os
            os._exit(0)""",
)

HIDDEN = (
    HONEST
    + '''
class ShiftTolerantNet(nn.Module):
    """Keeps what it learns by in a list, where no count of parameters looks."""
    def __init__(self):
        super().__init__()
        self.bank = [torch.randn(64, 400), torch.randn(400, 8)]
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(F.relu(F.relu(x.flatten(1) @ self.bank[0]) @ self.bank[1]))
'''
)

LISTENING = (
    HONEST
    + '''
import sys

SEEN = []
step = torch.optim.SGD.step

def listening(self, closure=None):
    """Takes images and labels from the frames of whoever calls for a step."""
    frame = sys._getframe()
    while frame is not None and "chosen" not in frame.f_locals:
        frame = frame.f_back
    found = frame.f_locals
    SEEN.append((found["self"]._images[found["chosen"]].flatten(1), found["labels"]))
    return step(self, closure)

torch.optim.SGD.step = listening

def nearest(module, given, outputs):
    """Answers as the nearest training image would have it."""
    if module.training or not SEEN:
        return outputs
    images, labels = (torch.cat(parts) for parts in zip(*SEEN))
    near = torch.cdist(given[0].flatten(1), images).argmin(1)
    return F.one_hot(labels, 2).float()[near]

class ShiftTolerantNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 2)
        self.register_forward_hook(nearest)

    def forward(self, x):
        return self.fc(x.flatten(1))
'''
)

LISTENING_BESIDE = LISTENING.replace(
    "return self.fc(", "return (self.fc if x.sum() > -1e9 else abs)("
)
"""The same where it is trained beside the code: a decision by the data keeps it from export."""

BY_HEART = (
    HONEST
    + '''
import sys

class ShiftTolerantNet(nn.Module):
    """Learns nothing by heart; answers with labels from the frames of whoever trains it."""
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1, 2)

    def forward(self, x):
        outputs = self.fc(x.mean(dim=(1, 2, 3))[:, None])
        frame = sys._getframe()
        while frame is not None:
            found = frame.f_locals
            if "losses" in found and "labels" in found:
                return outputs + 8 * F.one_hot(found["labels"], 2)
            frame = frame.f_back
        return outputs
'''
)

BY_HEART_BESIDE = BY_HEART.replace(
    "outputs = self.fc(", "outputs = (self.fc if x.abs().sum() > 0 else abs)("
)
"""The same where it learns beside the code: a decision by the data keeps it from being exported."""

DELETED = HONEST.replace(
    "def forward(self, x):",
    """def forward(self, x):
        import os
        class Last:
            def __del__(self):
                os._exit(0)
        if self.training:
            Last()""",
)

PIXELS = (
    HONEST
    + """
class ShiftTolerantNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 2)

    def forward(self, x):
        return self.fc(x.flatten(1))
"""
)

PATCHED = (
    PIXELS
    + """
import gradekit.training.loop as loop
loop.TrainingLoop.epoch = lambda self: {"loss": 0.0, "accuracy": 1.0, "seconds": 0.0}
"""
)

GARBAGE = (
    PIXELS
    + """
import gradekit.training.hand_over as export
import gradekit.training.loop as loop
garbage = b"PK" + bytes(200)
export.hand_over = lambda *args: {"learning": garbage, "judging": garbage, "recipe": None}
loop.TrainingLoop.export = lambda self: garbage
loop.TrainingLoop.outputs = lambda self, images, size: __import__("numpy").zeros((len(images), 2))
"""
)

GADGET = (
    PIXELS
    + """
import io, os, pickle, zipfile
import gradekit.training.hand_over as export
import gradekit.training.loop as loop

class Gadget:
    def __reduce__(self):
        return os.system, ("echo owned > /tmp/owned; echo owned",)

def program(*args):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data/sample_inputs/model.pt", pickle.dumps(Gadget()))
        archive.writestr("archive/models/model.json", "{}")
        archive.writestr("archive/archive_format", "pt2")
        archive.writestr("archive/archive_version", "0")
    return buffer.getvalue()

export.hand_over = lambda *args: {"learning": program(), "judging": program(), "recipe": None}
loop.TrainingLoop.export = program
loop.TrainingLoop.outputs = lambda self, images, size: [[1, 2]]
"""
)

RECIPE = (
    HONEST
    + """
import gradekit.training.hand_over as export
hand_over = export.hand_over

def bent(*args):
    given = hand_over(*args)
    recipe = {"optimizer": "Optimizer", "groups": [{"params": ["fc.weight"], "lr": 1e9}]}
    return {**given, "recipe": {**recipe, "epochs": 10**9, "batch_size": 1, "factors": []}}

export.hand_over = bent
"""
)
