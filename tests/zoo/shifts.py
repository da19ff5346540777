"""TinyCNN and nets for moving stripes: for the question that asks for tolerance to shifts."""

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812


class Averaging(nn.Module):
    """As it is asked for: an average over all places."""

    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 8, 3)
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).mean(dim=(2, 3)))


# Broken


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


class AverageOfPixels(nn.Module):
    """Averages before it has looked: the two classes have the same mean."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(1, 2)

    def forward(self, x):
        return self.fc(x.mean(dim=(2, 3)))


class NoReluBeforeAverage(Averaging):
    """A linear filter and an average are one average."""

    def forward(self, x):
        return self.fc(self.conv(x).mean(dim=(2, 3)))


class TooLarge(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 32, 5), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(32, 2)
        )

    def forward(self, x):
        return self.net(x)


class AverageOverBatch(Averaging):
    def forward(self, x):
        features = F.relu(self.conv(x)).mean(dim=(2, 3))
        return self.fc(features - features.mean(0))


class Counting(Averaging):
    """Remembers how many batches it has seen."""

    def __init__(self):
        super().__init__()
        self.register_buffer("seen", torch.zeros(1))

    def forward(self, x):
        self.seen += 1
        return super().forward(x) + self.seen * 0.1


# Harmless


class MaxOverPlaces(Averaging):
    def forward(self, x):
        return self.fc(F.relu(self.conv(x)).amax(dim=(2, 3)))


class TwoLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 6, 3), nn.ReLU(), nn.Conv2d(6, 6, 3), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 2),
        )  # fmt: skip

    def forward(self, x):
        return self.net(x)


BROKEN = (
    TinyCNN, LinearOnPixels, AverageOfPixels, NoReluBeforeAverage, TooLarge, AverageOverBatch,
    Counting,
)  # fmt: skip
HARMLESS = (Averaging, MaxOverPlaces, TwoLayers)
