"""Misconceptions about writing a small network as a module."""

import torch
from torch import nn

from autograder.diagnosis import Question

question = Question("TinyCNN")

question.help(
    "What is the shape of the data after each line of your forward? Where in your class are "
    "the layers made, and how often?",
    line="h = self.pool(torch.relu(self.conv1(...)))",
)


class _Right(nn.Module):
    """The network with a hook for each step, so that a slip can replace one of them."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.fc1 = nn.Linear(64, 2)

    def activate(self, maps):
        return torch.relu(maps)

    def shrink(self, maps):
        return nn.functional.max_pool2d(maps, 2)

    def flat(self, maps):
        return torch.flatten(maps, 1)

    def last(self, rows):
        return self.fc1(rows)

    def forward(self, x):
        return self.last(self.flat(self.shrink(self.activate(self.conv1(x)))))


@question.reference
class TinyCNN(_Right):
    pass


@question.mistake(
    "There is a softmax at the end. CrossEntropyLoss applies one itself; applied twice, the "
    "network learns slowly and is never sure."
)
class softmax_at_the_end(_Right):
    def last(self, rows):
        return torch.softmax(self.fc1(rows), dim=1)


@question.mistake(
    "There is a log-softmax at the end; return the logits and leave the rest to the loss."
)
class log_softmax_at_the_end(_Right):
    def last(self, rows):
        return torch.log_softmax(self.fc1(rows), dim=1)


@question.mistake(
    "A sigmoid comes after fc1; with CrossEntropyLoss the two logits are left as they are."
)
class sigmoid_at_the_end(_Right):
    def last(self, rows):
        return torch.sigmoid(self.fc1(rows))


@question.mistake("A ReLU comes after fc1; it takes every negative logit away.")
class relu_at_the_end(_Right):
    def last(self, rows):
        return torch.relu(self.fc1(rows))


@question.mistake(
    "super().__init__() is missing or comes too late: it is the first line of every __init__ of a "
    "module, before the first layer.",
)
class no_super_init(nn.Module):
    def __init__(self):
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.fc1 = nn.Linear(64, 2)

    def forward(self, x):
        maps = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        return self.fc1(torch.flatten(maps, 1))


@question.mistake(
    "PyTorch finds none of the network's parameters, so nothing would be trained. A layer counts "
    "when it is an attribute of its own; in a Python list it is not found.",
    recognise=lambda report: (
        isinstance(report, dict) and report.get("is_module", False) and report.get("count") == 0
    ),
)
class layers_in_a_list(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Conv2d(1, 4, 3, padding=1).double(), nn.Linear(64, 2).double()]

    def forward(self, x):
        maps = nn.functional.max_pool2d(torch.relu(self.layers[0](x)), 2)
        return self.layers[1](torch.flatten(maps, 1))


@question.mistake("There is no ReLU between the convolution and the pooling.")
class no_relu(_Right):
    def activate(self, maps):
        return maps


@question.mistake("The pooling takes means; max-pooling takes the largest value of a window.")
class average_pooling(_Right):
    def shrink(self, maps):
        return nn.functional.avg_pool2d(maps, 2)


@question.mistake(
    "The channels are flattened last: positions first, then channels. torch.flatten(h, 1) keeps "
    "the order of the axes."
)
class channels_flattened_last(_Right):
    def flat(self, maps):
        return torch.flatten(maps.permute(0, 2, 3, 1), 1)


@question.mistake(
    "The convolution has no padding, so its maps are smaller than the image: padding=1 keeps 8x8."
)
class no_padding(_Right):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3)
        self.fc1 = nn.Linear(36, 2)


@question.mistake(
    "There is no pooling: the maps go into the dense layer at full size, which then has 256 inputs."
)
class no_pooling(_Right):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(256, 2)

    def shrink(self, maps):
        return maps


@question.mistake("There is one output; two classes have a logit each.")
class one_output(_Right):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 1)


@question.mistake("The convolution has no bias; bias=False takes one number of every filter away.")
class no_bias(_Right):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1, bias=False)


@question.mistake(
    "The dense layer is made in forward: it starts anew in every call, and no optimizer knows it.",
)
class layer_made_in_forward(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)

    def forward(self, x):
        maps = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        self.fc1 = nn.Linear(64, 2).to(x.dtype)
        return self.fc1(torch.flatten(maps, 1))


@question.mistake(
    "There is dropout in it, which the task does not ask for: in training mode the output changes "
    "from call to call."
)
class dropout_added(_Right):
    def __init__(self):
        super().__init__()
        self.drop = nn.Dropout(0.5)

    def last(self, rows):
        return self.fc1(self.drop(rows))
