"""TinyCNN and nets for moving stripes: for the question that asks for tolerance to shifts.

The broken ones are TinyCNN's slips, and what ties a network to places, to its batch or to the names
of the classes.
"""

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812


class Averaging(nn.Module):
    """As it is asked for: an average over all places."""

    filters, size, outputs = 8, 3, 2

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, self.filters, self.size)
        self.fc = nn.Linear(self.filters, self.outputs)

    def found(self, x):
        """What the filters find, wherever it is, (N, filters)."""
        return F.relu(self.conv(x)).mean(dim=(2, 3))

    def forward(self, x):
        return self.fc(self.found(x))


class TinyCNN(nn.Module):
    """Flattens, so that its weights are tied to places."""

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.fc1 = nn.Linear(64, 2)

    def forward(self, x):
        return self.fc1(F.max_pool2d(F.relu(self.conv1(x)), 2).flatten(1))


class LinearOnPixels(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(64, 2)

    def forward(self, x):
        return self.fc(x.flatten(1))


class AverageOverChannels(nn.Module):
    """Averages over the wrong axis: the places are what is left."""

    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 8, 3), nn.Linear(36, 2)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean(dim=1).flatten(1))


class AverageOfColumns(nn.Module):
    """Averages over the rows alone: the columns keep their places."""

    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.Conv2d(1, 8, 3), nn.Linear(48, 2)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean(dim=2).flatten(1))


class KernelOfTheWholeImage(Averaging):
    """A filter as large as the image stands at one place."""

    filters, size = 6, 8


class LooksAtTheMiddle(Averaging):
    """Cuts out where the stripes were in training."""

    def forward(self, x):
        return super().forward(x[:, :, 3:5, 3:5].repeat_interleave(2, 2).repeat_interleave(2, 3))


class AverageOfPixels(nn.Module):
    """Averages before it has looked: the two classes have the same mean."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1, 2)

    def forward(self, x):
        return self.fc(x.mean(dim=(2, 3)))


class NoReluBeforeAverage(Averaging):
    """A linear filter and an average are one average."""

    def found(self, x):
        return self.conv(x).mean(dim=(2, 3))


class TwoLayersWithoutRelu(nn.Module):
    """Two linear filters are one."""

    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 3), nn.Conv2d(6, 6, 3)
        self.fc = nn.Linear(6, 2)

    def forward(self, x):
        return self.fc(self.conv2(self.conv1(x)).mean(dim=(2, 3)))


class OneByOne(Averaging):
    """Sees single pixels, and both classes have as many bright ones."""

    size = 1


class TooLarge(Averaging):
    filters, size = 32, 5


class OneOutput(Averaging):
    outputs = 1


class NotFlattened(Averaging):
    """Its features keep the axes of the places, so the dense layer sees an axis of size 1."""

    def found(self, x):
        return F.relu(self.conv(x)).mean(dim=(2, 3), keepdim=True)


class SoftmaxOut(Averaging):
    def forward(self, x):
        return super().forward(x).softmax(1)


class SigmoidOut(Averaging):
    def forward(self, x):
        return super().forward(x).sigmoid()


class ReluOnLogits(Averaging):
    def forward(self, x):
        return F.relu(super().forward(x))


class Decided(Averaging):
    """Returns the class, and a decision has no gradient."""

    def forward(self, x):
        return F.one_hot(super().forward(x).argmax(1), 2).float()


class Constant(nn.Module):
    def __init__(self):
        super().__init__()
        self.scores = nn.Parameter(torch.randn(1, 2))

    def forward(self, x):
        return self.scores.expand(len(x), 2)


class Frozen(Averaging):
    def __init__(self):
        super().__init__()
        self.requires_grad_(False)


class FrozenFilters(Averaging):
    def __init__(self):
        super().__init__()
        self.conv.requires_grad_(False)


class Detached(Averaging):
    def found(self, x):
        return super().found(x).detach()


class ZeroInit(Averaging):
    def __init__(self):
        super().__init__()
        for parameter in self.parameters():
            nn.init.zeros_(parameter)


class HugeInit(Averaging):
    def __init__(self):
        super().__init__()
        for parameter in self.parameters():
            nn.init.normal_(parameter, std=10.0)


class TrainedAtHome(Averaging):
    """Brings its weights along."""

    def __init__(self):
        super().__init__()
        generator = torch.Generator().manual_seed(8)
        for parameter in self.parameters():
            nn.init.normal_(parameter, std=0.3, generator=generator)


class LayersInList(nn.Module):
    """Its filters are in no list that PyTorch knows, so nothing trains them."""

    def __init__(self):
        super().__init__()
        self.layers = [nn.Conv2d(1, 8, 3)]
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        for layer in self.layers:
            x = F.relu(layer(x))
        return self.fc(x.mean(dim=(2, 3)))


class DropoutAlwaysOn(Averaging):
    def found(self, x):
        return F.dropout(super().found(x), 0.5)


class AverageOverBatch(Averaging):
    def found(self, x):
        found = super().found(x)
        return found - found.mean(0)


class MaxOverBatch(Averaging):
    """The strongest of the batch, for each of its images."""

    def found(self, x):
        return super().found(x).amax(0, keepdim=True).expand(len(x), 8)


class RunningSum(Averaging):
    """Adds up along the batch: an image's output depends on those before it."""

    def found(self, x):
        return super().found(x).cumsum(0)


class Counting(Averaging):
    """Remembers how many batches it has seen."""

    def __init__(self):
        super().__init__()
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x):
        self.seen += 1
        return super().forward(x) + self.seen * 0.1


class FixedRule(nn.Module):
    """Measures which way the stripe runs, and knows without learning which class is called 0."""

    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.rand(1))

    def forward(self, x):
        across, down = x.mean(2).var(2), x.mean(3).var(2)
        return torch.cat([across - down, down - across], 1) * self.scale.abs() * 2


class TableOfStripes(nn.Module):
    """Holds every stripe at every place, and the answer to each."""

    def __init__(self):
        super().__init__()
        rows = (torch.arange(8) - torch.arange(1.5, 6)[:, None]).abs() < 1  # (place, row)
        lying = rows.float()[:, :, None].expand(5, 8, 8)
        self.register_buffer("table", torch.stack([lying.mT, lying]))  # (class, place, 8, 8)
        self.scale = nn.Parameter(torch.rand(1) / 8)

    def forward(self, x):
        return torch.einsum("nchw,kphw->nkp", x, self.table).amax(2) * self.scale.abs()


BROKEN = (
    TinyCNN, LinearOnPixels, AverageOverChannels, AverageOfColumns,
    KernelOfTheWholeImage, LooksAtTheMiddle, AverageOfPixels, NoReluBeforeAverage,
    TwoLayersWithoutRelu, OneByOne, TooLarge, OneOutput, NotFlattened, SoftmaxOut, SigmoidOut,
    ReluOnLogits, Decided, Constant, Frozen, FrozenFilters, Detached, ZeroInit, HugeInit,
    TrainedAtHome, LayersInList, DropoutAlwaysOn, AverageOverBatch, MaxOverBatch, RunningSum,
    Counting, FixedRule, TableOfStripes,
)  # fmt: skip
