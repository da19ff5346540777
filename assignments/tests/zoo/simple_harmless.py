"""SimpleCNN, written in other ways."""

import torch
from torch import nn
from torch.nn import functional as F  # noqa: N812

from assignments.tests.zoo.simple import SimpleCNN


class Permuted(SimpleCNN):
    def forward(self, x):
        x = self.pool(F.relu(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        return self.fc2(F.relu(self.fc1(x.permute(0, 2, 3, 1).flatten(1))))


class PoolFirst(SimpleCNN):
    """Maximum and ReLU commute."""

    def forward(self, x):
        x = F.relu(self.pool(self.conv1(x)))
        x = F.relu(self.pool(self.conv2(x)))
        return self.fc2(F.relu(self.fc1(x.reshape(x.size(0), -1))))


class LogSoftmax(SimpleCNN):
    """The loss takes the logarithm of the softmax once more, which changes nothing."""

    def forward(self, x):
        return F.log_softmax(super().forward(x), 1)


class Functional(nn.Module):
    """Other names, other order of registration, pooling as a function."""

    def __init__(self):
        super().__init__()
        self.out = nn.Linear(128, 10)
        self.hidden = nn.Linear(2048, 128)
        self.second = nn.Conv2d(16, 32, kernel_size=3, stride=1, padding="same")
        self.first = nn.Conv2d(3, 16, kernel_size=(3, 3), padding=(1, 1))

    def forward(self, images):
        images = F.max_pool2d(torch.relu(self.first(images)), 2)
        images = F.max_pool2d(self.second(images).clamp(min=0), kernel_size=2, stride=2)
        return self.out(self.hidden(torch.flatten(images, start_dim=1)).relu())


class Blocks(nn.Module):
    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(self.block(3, 16), self.block(16, 32))
        self.classifier = nn.Sequential(
            nn.Flatten(), nn.Linear(2048, 128), nn.ReLU(inplace=True), nn.Linear(128, 10)
        )

    @staticmethod
    def block(into, out):
        return nn.Sequential(nn.Conv2d(into, out, 3, 1, 1), nn.ReLU(inplace=True), nn.MaxPool2d(2))

    def forward(self, x):
        return self.classifier(self.features(x))


class Lazy(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.LazyConv2d(16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.LazyConv2d(32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Flatten(), nn.LazyLinear(128), nn.ReLU(), nn.LazyLinear(10),
        )  # fmt: skip
        self.net(torch.zeros(1, 3, 32, 32))

    def forward(self, x):
        return self.net(x)


class OwnInit(SimpleCNN):
    """Kaiming's numbers, and a last layer that starts near zero, so that no class is preferred."""

    def __init__(self):
        super().__init__()
        for parameter in self.parameters():
            if parameter.dim() > 1:
                nn.init.kaiming_normal_(parameter, nonlinearity="relu")
        nn.init.normal_(self.fc2.weight, std=0.01)


class OwnParameters(nn.Module):
    """No layers, parameters alone."""

    def __init__(self):
        super().__init__()
        model = SimpleCNN()
        self.weights = nn.ParameterList([p.detach().clone() for p in model.parameters()])

    def forward(self, x):
        w1, b1, w2, b2, w3, b3, w4, b4 = self.weights
        x = F.max_pool2d(F.relu(F.conv2d(x, w1, b1, padding=1)), 2)
        x = F.max_pool2d(F.relu(F.conv2d(x, w2, b2, padding=1)), 2)
        return F.linear(F.relu(F.linear(x.flatten(1), w3, b3)), w4, b4)


class HandPooled(SimpleCNN):
    """The maximum over blocks of four, by hand."""

    def forward(self, x):
        for layer in (self.conv1, self.conv2):
            x = F.relu(layer(x))
            n, c, h, w = x.shape
            x = x.reshape(n, c, h // 2, 2, w // 2, 2).amax(dim=(3, 5))
        return self.fc2(F.relu(self.fc1(x.flatten(1))))


HARMLESS = (
    SimpleCNN, Permuted, PoolFirst, LogSoftmax, Functional, Blocks, Lazy, OwnInit,
    OwnParameters, HandPooled,
)  # fmt: skip
