"""Misconceptions about tolerance to shifts.

The design is free, so a misconception is recognised by what the network is: which layers it has,
and whether it takes an image of another size, which weights tied to places do not.
"""

import torch
from torch import nn

from autograder.diagnosis import Question

question = Question("ShiftTolerantNet")

question.help(
    "Which layer of TinyCNN has a weight of its own for every place, so that it must "
    "learn each place by itself? What could forget places instead?",
    line="h = h.amax(dim=(..., ...))",
)

question.agrees_on()
MOST = 500


def _modules(report):
    return list(report.get("modules", {}).values()) if isinstance(report, dict) else []


def _first_step(report):
    steps = report.get("steps", ()) if isinstance(report, dict) else ()
    return steps[0] if steps else {}


def _operations(report):
    return _first_step(report).get("operations", ())


def _too_large(report):
    return isinstance(report, dict) and report.get("count", 0) > MOST


def _flattened(report):
    """Whether maps go into weights for every place, so that a larger image does not fit."""
    if not _tied_to_places(report) or _no_convolution(report) or _softmax(report):
        return False
    dense = [item["in_features"] for item in _modules(report) if item.get("type") == "Linear"]
    maps = [item["out_channels"] for item in _modules(report) if item.get("type") == "Conv2d"]
    # A pooling over 8x8 maps takes no larger image either, and leaves a number for each map.
    return bool(dense and maps) and dense[0] > maps[-1]


def _tied_to_places(report):
    steps = report.get("steps", ()) if isinstance(report, dict) else ()
    fits = [step.get("raised") is None for step in steps]
    return len(fits) == 2 and fits == [True, False]


def _steps_before(report):
    """Whether a pooling or a stride comes before the end, and no weights for places behind it."""
    if _tied_to_places(report):
        return False
    convolutions = (item for item in _modules(report) if "Conv" in item.get("type", ""))
    strides = [module.get("stride", 1) for module in convolutions]
    strided = any(stride not in (1, (1, 1), [1, 1]) for stride in strides)
    return strided or any("pool2d" in name and "adaptive" not in name for name in _ends(report))


def _ends(report):
    """Poolings but for a global one: the last, if nothing takes the places together after it."""
    operations = list(_operations(report))
    pools = [n for n, name in enumerate(operations) if "max_pool2d" in name or "avg_pool2d" in name]
    together = ("mean", "sum", "max", "adaptive")
    if pools and not any(word in name for name in operations[pools[-1] + 1 :] for word in together):
        pools.pop()
    return [operations[n] for n in pools]


def _softmax(report):
    """Whether the last thing done is one; a log-softmax does no harm before the loss."""
    last = next(iter(reversed(_operations(report))), "")
    return ("softmax" in last or "sigmoid" in last) and "log" not in last


def _no_non_linearity(report):
    names = (
        "relu",
        "sigmoid",
        "tanh",
        "gelu",
        "elu",
        "clamp",
        "max",
        "abs",
        "square",
        "pow",
        "mul",
    )
    operations = _operations(report)
    ran = bool(operations) and _first_step(report).get("raised") is None
    return ran and not any(name in done for done in operations for name in names)


def _no_convolution(report):
    operations = _operations(report)
    ran = bool(operations) and _first_step(report).get("raised") is None
    shared = ("conv", "unfold", "im2col")  # the same weights at every place
    seen = any(word in name for name in operations for word in shared)
    return ran and not seen and _tied_to_places(report)


@question.reference
class ShiftTolerantNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.fc1 = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc1(torch.relu(self.conv1(x)).mean((2, 3)))


@question.mistake(
    "The network has more than 500 parameters. What reads the maps after a global pooling needs "
    "few.",
    _too_large,
)
class too_many_parameters(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 64, 3)
        self.fc1 = nn.Linear(64, 2)

    def forward(self, x):
        return self.fc1(torch.relu(self.conv1(x)).mean((2, 3)))


@question.mistake(
    "A softmax or sigmoid comes before the loss, which applies its own: the gradients become tiny. "
    "Return logits.",
    _softmax,
)
class softmax_at_the_end(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.fc1 = nn.Linear(64, 2)

    def forward(self, x):
        h = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        return torch.softmax(self.fc1(h.flatten(1)), 1)


@question.mistake(
    "There is no convolution: what looks at all pixels at once cannot see the same thing in two "
    "places.",
    _no_convolution,
)
class no_convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(64, 6)
        self.fc2 = nn.Linear(6, 2)

    def forward(self, x):
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


@question.mistake(
    "The maps are flattened into a dense layer, whose weights belong to places. What was learned "
    "for the middle does not hold elsewhere: pool over all places first.",
    _flattened,
)
class flatten_left_in(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.fc1 = nn.Linear(64, 2)

    def forward(self, x):
        h = nn.functional.max_pool2d(torch.relu(self.conv1(x)), 2)
        return self.fc1(h.flatten(1))


@question.mistake(
    "There is no non-linearity between convolution and global pooling: the mean of a linear map "
    "says no more than the mean of the image, and both kinds of stripes have the same.",
    _no_non_linearity,
)
class no_relu(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.fc1 = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc1(self.conv1(x).mean((2, 3)))


@question.mistake(
    "A pooling or a stride comes before the global pooling: a shift by one pixel falls between its "
    "steps, and the maps change.",
    _steps_before,
)
class strided_pooling_first(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, stride=4)
        self.fc1 = nn.Linear(4, 2)

    def forward(self, x):
        return self.fc1(torch.relu(self.conv1(x)).mean((2, 3)))
