"""Misconceptions about a deeper network with BatchNorm and Dropout."""

import math

import torch
from torch import nn
from torch.nn import functional

from autograder.diagnosis import Question

question = Question("ImprovedCNN")

question.help(
    "What is the shape of the data after each row of the table, and after which of its layers "
    "comes the ReLU?",
    line="x = self.dropout(self.pool(torch.relu(self.bn2(self.conv2(x)))))",
)


class _Right(nn.Module):
    """The network with a method for each step, so that a slip can replace one of them."""

    p = 0.25

    def __init__(self):
        super().__init__()
        sizes = ((3, 32), (32, 32), (32, 64), (64, 64))
        for number, (into, out) in enumerate(sizes, start=1):
            setattr(self, f"conv{number}", nn.Conv2d(into, out, 3, padding=1))
            setattr(self, f"bn{number}", nn.BatchNorm2d(out))
        self.pool, self.dropout = nn.MaxPool2d(2), nn.Dropout(self.p)
        self.fc1, self.bn5 = nn.Linear(4096, 256), nn.BatchNorm1d(256)
        self.fc2 = nn.Linear(256, 10)

    def layer(self, x, layer, norm):
        return torch.relu(norm(layer(x)))

    def end(self, x):
        return self.dropout(self.pool(x))

    def hidden(self, x):
        return self.dropout(self.layer(x, self.fc1, self.bn5))

    def last(self, x):
        return self.fc2(x)

    def forward(self, x):
        x = self.layer(self.layer(x, self.conv1, self.bn1), self.conv2, self.bn2)
        x = self.layer(self.layer(self.end(x), self.conv3, self.bn3), self.conv4, self.bn4)
        return self.last(self.hidden(torch.flatten(self.end(x), 1)))


@question.reference
class ImprovedCNN(_Right):
    pass


def _drawn(report):
    """How many numbers of an image each dropout of a training pass draws for, in order."""
    for step in report.get("steps", ()) if isinstance(report, dict) else ():
        if step.get("mode") == "train" and step.get("raised") is None:
            return [math.prod(shape[1:]) for shape, _ in step.get("draws", ())]
    return []


def _dropout(report):
    modules = report.get("modules", {}) if isinstance(report, dict) else {}
    return modules.get("dropout", {})


@question.mistake(
    "BatchNorm comes after the ReLU. Here it is convolution, BatchNorm, ReLU, in this order."
)
class norm_after_the_relu(_Right):
    def layer(self, x, layer, norm):
        return norm(torch.relu(layer(x)))


@question.mistake("The BatchNorm layers are made and never called.")
class norms_not_called(_Right):
    def layer(self, x, layer, norm):
        return torch.relu(layer(x))


@question.mistake("bn5 is not called: BatchNorm stands between fc1 and its ReLU, too.")
class no_norm_after_fc1(_Right):
    def hidden(self, x):
        return self.dropout(torch.relu(self.fc1(x)))


@question.mistake("There is no ReLU after the BatchNorm layers.")
class no_relu(_Right):
    def layer(self, x, layer, norm):
        return norm(layer(x))


@question.mistake(
    "Dropout is active in evaluation, too. F.dropout(x) drops for ever unless it is told "
    "training=self.training; nn.Dropout knows its mode."
)
class drops_for_ever(_Right):
    def end(self, x):
        return functional.dropout(self.pool(x), 0.25)


@question.mistake(
    "There is no dropout after the poolings.",
    recognise=lambda report: _drawn(report) == [256],
)
class no_dropout_in_the_blocks(_Right):
    def end(self, x):
        return self.pool(x)


@question.mistake(
    "There is no dropout between fc1 and fc2.",
    recognise=lambda report: _drawn(report) == [8192, 4096],
)
class no_dropout_before_fc2(_Right):
    def hidden(self, x):
        return self.layer(x, self.fc1, self.bn5)


@question.mistake(
    "Dropout comes before the pooling, which then takes the largest of what is left. In the table "
    "it comes after the pooling.",
    recognise=lambda report: _drawn(report) == [32768, 16384, 256],
)
class dropout_before_the_pooling(_Right):
    def end(self, x):
        return self.pool(self.dropout(x))


@question.mistake(
    "The dropout does not have p = 0.25.",
    recognise=lambda report: _dropout(report).get("p", 0.25) != 0.25,
)
class another_probability(_Right):
    p = 0.5


@question.mistake(
    "The dropout drops whole channels (nn.Dropout2d); here it is nn.Dropout, number by number.",
    recognise=lambda report: _drawn(report)[:2] == [32, 64],
)
class drops_channels(_Right):
    def __init__(self):
        super().__init__()
        self.dropout = nn.Dropout2d(0.25)


@question.mistake(
    "The pooling is called after every convolution. It comes at the end of a block only.",
    recognise=lambda report: (
        isinstance(report, dict)
        and report.get("parameters", {}).get("fc1.weight", ()) == (256, 256)
    ),
)
class pools_after_every_convolution(_Right):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(256, 256)

    def layer(self, x, layer, norm):
        x = super().layer(x, layer, norm)
        return self.pool(x) if x.dim() == 4 else x

    def end(self, x):
        return self.dropout(x)


@question.mistake(
    "There is a softmax at the end. The loss applies one itself; applied twice, the network learns "
    "slowly and is never sure."
)
class softmax_at_the_end(_Right):
    def last(self, x):
        return torch.softmax(self.fc2(x), 1)


@question.mistake(
    "The convolutions have no bias. It is redundant before a BatchNorm, you are right; yet the "
    "table's network has it, and 1,117,866 counts it.",
    recognise=lambda report: (
        isinstance(report, dict)
        and "conv1.weight" in report.get("parameters", {})
        and "conv1.bias" not in report["parameters"]
    ),
)
class convolutions_without_bias(_Right):
    def __init__(self):
        super().__init__()
        for number in (1, 2, 3, 4):
            getattr(self, f"conv{number}").bias = None


@question.mistake(
    "The images of a batch are normalised with its own statistics in evaluation, too: the "
    "BatchNorm layers keep none (track_running_stats=False).",
)
class no_running_statistics(_Right):
    def layer(self, x, layer, norm):
        norm.train()
        return super().layer(x, layer, norm)
