"""SimpleCNN, and the usual ways to get it wrong."""

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812


class SimpleCNN(nn.Module):
    """As it is asked for."""

    flat = 32 * 8 * 8

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2, 2)
        self.fc1 = nn.Linear(self.flat, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.view(-1, self.flat)
        return self.fc2(F.relu(self.fc1(x)))


class NoReluAfterFirst(SimpleCNN):
    def forward(self, x):
        x = self.pool(self.conv1(x))
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class NoReluAfterDense(SimpleCNN):
    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc2(self.fc1(x.flatten(1)))


class NoRelu(SimpleCNN):
    def forward(self, x):
        x = self.pool(self.conv2(self.pool(self.conv1(x))))
        return self.fc2(self.fc1(x.flatten(1)))


class NoPooling(SimpleCNN):
    flat = 32 * 32 * 32

    def forward(self, x):
        x = F.relu(self.conv2(F.relu(self.conv1(x))))
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class OneConvolution(SimpleCNN):
    def __init__(self):
        super().__init__()
        del self.conv2
        self.conv1 = nn.Conv2d(3, 32, 3, padding=1)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 4)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class SecondUnused(SimpleCNN):
    def forward(self, x):
        x = self.pool(self.pool(F.relu(self.conv1(x))))
        x = torch.cat([x, x], 1)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class Softmax(SimpleCNN):
    def forward(self, x):
        return super().forward(x).softmax(1)


class SoftmaxOverBatch(SimpleCNN):
    def forward(self, x):
        return super().forward(x).softmax(0)


class Sigmoid(SimpleCNN):
    def forward(self, x):
        return super().forward(x).sigmoid()


class ReluOnLogits(SimpleCNN):
    def forward(self, x):
        return F.relu(super().forward(x))


class FrozenConvolutions(SimpleCNN):
    def __init__(self):
        super().__init__()
        for layer in (self.conv1, self.conv2):
            layer.requires_grad_(False)


class Detached(SimpleCNN):
    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x))).detach()
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class NoGrad(SimpleCNN):
    def forward(self, x):
        with torch.no_grad():
            x = self.pool(F.relu(self.conv1(x)))
            x = self.pool(F.relu(self.conv2(x)))
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class ZeroInit(SimpleCNN):
    def __init__(self):
        super().__init__()
        for parameter in self.parameters():
            nn.init.zeros_(parameter)


class ConstantInit(SimpleCNN):
    def __init__(self):
        super().__init__()
        for parameter in self.parameters():
            nn.init.constant_(parameter, 0.01)


class HugeInit(SimpleCNN):
    def __init__(self):
        super().__init__()
        for parameter in self.parameters():
            nn.init.normal_(parameter, std=1.0)


class MixedFlatten(SimpleCNN):
    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = x.permute(1, 2, 3, 0).reshape(-1, self.flat)
        return self.fc2(F.relu(self.fc1(x)))


class OneByOne(SimpleCNN):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 1)
        self.conv2 = nn.Conv2d(16, 32, 1)


class AveragePooling(SimpleCNN):
    def __init__(self):
        super().__init__()
        self.pool = nn.AvgPool2d(2)


class ExtraDropout(SimpleCNN):
    """Always on."""

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc2(F.dropout(F.relu(self.fc1(x.flatten(1))), 0.5))


class NoPadding(SimpleCNN):
    flat = 32 * 6 * 6

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3)
        self.conv2 = nn.Conv2d(16, 32, 3)


class NoBias(SimpleCNN):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1, bias=False)


class Linear(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(3072, 10)

    def forward(self, x):
        return self.fc(x.flatten(1))


class Perceptron(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Flatten(), nn.Linear(3072, 86), nn.ReLU(), nn.Linear(86, 10))

    def forward(self, x):
        return self.net(x)


class Mean(SimpleCNN):
    """Takes the batch's mean away: an image's output depends on its neighbours."""

    def forward(self, x):
        return super().forward(x - x.mean(0, keepdim=True))


class LayersInList(nn.Module):
    """The layers are not registered, so nothing trains them."""

    def __init__(self):
        super().__init__()
        self.layers = [nn.Conv2d(3, 16, 3, padding=1), nn.Conv2d(16, 32, 3, padding=1)]
        self.fc1 = nn.Linear(2048, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        for layer in self.layers:
            x = F.max_pool2d(F.relu(layer(x)), 2)
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class MadeInForward(SimpleCNN):
    def forward(self, x):
        x = self.pool(F.relu(nn.Conv2d(3, 16, 3, padding=1)(x)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class Transposed(SimpleCNN):
    """Height and width change places between the convolutions."""

    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x))).transpose(2, 3)
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


class ChannelsFirstLost(SimpleCNN):
    """The channels are averaged before the first layer."""

    def forward(self, x):
        return super().forward(x.mean(1, keepdim=True).expand(-1, 3, -1, -1))


BROKEN = (
    NoReluAfterFirst, NoReluAfterDense, NoRelu, NoPooling, OneConvolution, SecondUnused, Softmax,
    SoftmaxOverBatch, Sigmoid, ReluOnLogits, FrozenConvolutions, Detached, NoGrad, ZeroInit,
    ConstantInit, HugeInit, MixedFlatten, OneByOne, AveragePooling, ExtraDropout, NoPadding, NoBias,
    Linear, Perceptron, Mean, LayersInList, MadeInForward, Transposed, ChannelsFirstLost,
)  # fmt: skip
