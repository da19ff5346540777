"""Networks that tolerate shifts, written in other ways."""

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

from assignments.tests.zoo.shifts import Averaging


class MaxOverPlaces(Averaging):
    def found(self, x):
        return F.relu(self.conv(x)).amax(dim=(2, 3))


class TwoLayers(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 6, 3), nn.ReLU(), nn.Conv2d(6, 6, 3), nn.ReLU(),
            nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(6, 2),
        )  # fmt: skip

    def forward(self, x):
        return self.net(x)


class Flat(Averaging):
    """Flattens the places of each filter, not the filters."""

    def found(self, x):
        return F.relu(self.conv(x)).flatten(2).mean(2)


class PooledByLayer(Averaging):
    """One window as large as the map."""

    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(6)

    def found(self, x):
        return self.pool(F.relu(self.conv(x))).view(x.size(0), -1)


class OwnParameters(nn.Module):
    """No layers, parameters alone, under other names."""

    def __init__(self):
        super().__init__()
        self.readout = nn.Parameter(0.3 * torch.randn(2, 8))
        self.filters = nn.Parameter(0.3 * torch.randn(8, 1, 3, 3))

    def forward(self, images):
        maps = F.conv2d(images, self.filters).clamp(min=0)
        return torch.einsum("nchw,kc->nk", maps, self.readout) / maps[0, 0].numel()


class Lazy(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.fc = nn.LazyConv2d(8, 3), nn.LazyLinear(2)

    def forward(self, x):
        return self.fc(torch.relu(self.conv(x)).mean((-2, -1)))


class LastLayerConvolves(Averaging):
    """A dense layer is a convolution of one pixel."""

    def __init__(self):
        super().__init__()
        self.fc = nn.Conv2d(8, 2, 1)

    def forward(self, x):
        return self.fc(F.relu(self.conv(x))).mean(dim=(2, 3))


class LogSoftmax(Averaging):
    def forward(self, x):
        return F.log_softmax(super().forward(x), 1)


class TwoKindsOfFilter(nn.Module):
    """Filters that stand and filters that lie."""

    def __init__(self):
        super().__init__()
        self.standing, self.lying = nn.Conv2d(1, 4, (3, 1)), nn.Conv2d(1, 4, (1, 3))
        self.fc = nn.Linear(8, 2)

    def forward(self, x):
        maps = (F.relu(self.standing(x)), F.relu(self.lying(x)))
        return self.fc(torch.cat([one.mean(dim=(2, 3)) for one in maps], dim=1))


class Normed(Averaging):
    """With BatchNorm; its name does not make it a layer of that kind."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm2d(8)

    def found(self, x):
        return F.relu(self.norm(self.conv(x))).mean(dim=(2, 3))


class Dropped(Averaging):
    """With dropout that ends when training does."""

    def found(self, x):
        return F.dropout(super().found(x), 0.1, self.training)


class OwnInit(Averaging):
    def __init__(self):
        super().__init__()
        nn.init.kaiming_normal_(self.conv.weight)
        nn.init.xavier_uniform_(self.fc.weight)
        nn.init.zeros_(self.fc.bias)


HARMLESS = (
    Averaging, MaxOverPlaces, TwoLayers, Flat, PooledByLayer, OwnParameters, Lazy,
    LastLayerConvolves, LogSoftmax, TwoKindsOfFilter, Normed, Dropped, OwnInit,
)  # fmt: skip
