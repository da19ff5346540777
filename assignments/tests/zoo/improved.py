"""ImprovedCNN in many forms."""

from torch import nn
from torch.nn import functional as F  # noqa: N812


class ImprovedCNN(nn.Module):
    """As it is asked for."""

    norm = nn.BatchNorm2d
    drop = 0.25

    def __init__(self):
        super().__init__()
        self.conv1, self.bn1 = nn.Conv2d(3, 32, 3, padding=1), self.norm(32)
        self.conv2, self.bn2 = nn.Conv2d(32, 32, 3, padding=1), self.norm(32)
        self.conv3, self.bn3 = nn.Conv2d(32, 64, 3, padding=1), self.norm(64)
        self.conv4, self.bn4 = nn.Conv2d(64, 64, 3, padding=1), self.norm(64)
        self.pool = nn.MaxPool2d(2)
        self.dropout = nn.Dropout(self.drop)
        self.fc1, self.bn5 = nn.Linear(64 * 8 * 8, 256), nn.BatchNorm1d(256)
        self.fc2 = nn.Linear(256, 10)

    def features(self, x):
        x = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        x = self.dropout(self.pool(x))
        x = F.relu(self.bn4(self.conv4(F.relu(self.bn3(self.conv3(x))))))
        return self.dropout(self.pool(x)).flatten(1)

    def forward(self, x):
        return self.fc2(self.dropout(F.relu(self.bn5(self.fc1(self.features(x))))))


# Broken


class NoBatchNorm(ImprovedCNN):
    norm = staticmethod(lambda channels: nn.Identity())


class NormUnused(ImprovedCNN):
    def features(self, x):
        x = self.dropout(self.pool(F.relu(self.conv2(F.relu(self.conv1(x))))))
        return self.dropout(self.pool(F.relu(self.conv4(F.relu(self.conv3(x)))))).flatten(1)


class GroupNorm(ImprovedCNN):
    norm = staticmethod(lambda channels: nn.GroupNorm(4, channels))


class InstanceNorm(ImprovedCNN):
    norm = staticmethod(lambda channels: nn.InstanceNorm2d(channels, affine=True))


class FrozenNorm(ImprovedCNN):
    """Its normalisation never sees a batch."""

    def train(self, mode=True):
        super().train(mode)
        for module in (self.bn1, self.bn2, self.bn3, self.bn4, self.bn5):
            module.eval()
        return self


class NormAlwaysOfBatch(ImprovedCNN):
    norm = staticmethod(lambda channels: nn.BatchNorm2d(channels, track_running_stats=False))


class DropoutAlwaysOn(ImprovedCNN):
    def forward(self, x):
        return self.fc2(F.dropout(F.relu(self.bn5(self.fc1(self.features(x)))), 0.25))


class OneConvolutionABlock(ImprovedCNN):
    def features(self, x):
        x = self.dropout(self.pool(F.relu(self.bn1(self.conv1(x)))))
        return self.dropout(self.pool(F.relu(self.bn3(self.conv3(x))))).flatten(1)


class NoReluAtAll(ImprovedCNN):
    def features(self, x):
        x = self.dropout(self.pool(self.bn2(self.conv2(self.bn1(self.conv1(x))))))
        return self.dropout(self.pool(self.bn4(self.conv4(self.bn3(self.conv3(x)))))).flatten(1)


class ReluBeforeNorm(ImprovedCNN):
    def features(self, x):
        x = self.bn2(F.relu(self.conv2(self.bn1(F.relu(self.conv1(x))))))
        x = self.dropout(self.pool(x))
        x = self.bn4(F.relu(self.conv4(self.bn3(F.relu(self.conv3(x))))))
        return self.dropout(self.pool(x)).flatten(1)


class SharedNorm(ImprovedCNN):
    def __init__(self):
        super().__init__()
        self.bn2 = self.bn1
        self.bn4 = self.bn3


class SoftmaxOut(ImprovedCNN):
    def forward(self, x):
        return super().forward(x).softmax(1)


class NoLastRelu(ImprovedCNN):
    def forward(self, x):
        return self.fc2(self.dropout(self.bn5(self.fc1(self.features(x)))))


class AverageImproved(ImprovedCNN):
    def __init__(self):
        super().__init__()
        self.pool = nn.AvgPool2d(2)


class HeavyDropout(ImprovedCNN):
    drop = 0.9


# Harmless


class InSequence(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            *self.pair(3, 32), *self.pair(32, 32), nn.MaxPool2d(2), nn.Dropout(0.25),
            *self.pair(32, 64), *self.pair(64, 64), nn.MaxPool2d(2), nn.Dropout(0.25),
            nn.Flatten(), nn.Linear(4096, 256), nn.BatchNorm1d(256), nn.ReLU(), nn.Dropout(0.25),
            nn.Linear(256, 10),
        )  # fmt: skip

    @staticmethod
    def pair(into, out):
        return nn.Conv2d(into, out, 3, padding=1), nn.BatchNorm2d(out), nn.ReLU()

    def forward(self, x):
        return self.net(x)


class FunctionalDropout(ImprovedCNN):
    def features(self, x):
        x = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        x = F.dropout(F.max_pool2d(x, 2), 0.25, training=self.training)
        x = F.relu(self.bn4(self.conv4(F.relu(self.bn3(self.conv3(x))))))
        return F.dropout(F.max_pool2d(x, 2), 0.25, self.training).flatten(1)


class PoolBeforeRelu(ImprovedCNN):
    def features(self, x):
        x = F.relu(self.pool(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))))
        x = self.dropout(x)
        x = F.relu(self.pool(self.bn4(self.conv4(F.relu(self.bn3(self.conv3(x)))))))
        return self.dropout(x).flatten(1)


class PermutedImproved(ImprovedCNN):
    def features(self, x):
        n = len(x)
        x = super().features(x)
        return x.reshape(n, 64, 8, 8).permute(0, 3, 2, 1).reshape(n, -1)


class NormedBlocks(ImprovedCNN):
    """Its blocks hold convolution, normalisation and dropout, and are named after one of them."""

    class NormedBlock(nn.Module):
        def __init__(self, into, out):
            super().__init__()
            self.conv1, self.bn1 = nn.Conv2d(into, out, 3, padding=1), nn.BatchNorm2d(out)
            self.conv2, self.bn2 = nn.Conv2d(out, out, 3, padding=1), nn.BatchNorm2d(out)
            self.pool, self.dropout = nn.MaxPool2d(2), nn.Dropout(0.25)

        def forward(self, x):
            x = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
            return self.dropout(self.pool(x))

    def __init__(self):
        super().__init__()
        for number in "1234":
            delattr(self, f"conv{number}")
            delattr(self, f"bn{number}")
        self.block1, self.block2 = self.NormedBlock(3, 32), self.NormedBlock(32, 64)

    def features(self, x):
        return self.block2(self.block1(x)).flatten(1)


class ChannelDropout(ImprovedCNN):
    """Whole channels are dropped: a choice, not a slip."""

    def __init__(self):
        super().__init__()
        self.dropout2d = nn.Dropout2d(0.25)

    def features(self, x):
        x = F.relu(self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))
        x = self.dropout2d(self.pool(x))
        x = F.relu(self.bn4(self.conv4(F.relu(self.bn3(self.conv3(x))))))
        return self.dropout2d(self.pool(x)).flatten(1)


BROKEN = (
    NoBatchNorm, NormUnused, GroupNorm, InstanceNorm, FrozenNorm, NormAlwaysOfBatch,
    DropoutAlwaysOn, OneConvolutionABlock, NoReluAtAll, ReluBeforeNorm, SharedNorm, SoftmaxOut,
    NoLastRelu, AverageImproved, HeavyDropout,
)  # fmt: skip
HARMLESS = (
    ImprovedCNN, InSequence, FunctionalDropout, PoolBeforeRelu, PermutedImproved, ChannelDropout,
    NormedBlocks,
)  # fmt: skip
