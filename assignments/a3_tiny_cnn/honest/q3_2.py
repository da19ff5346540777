# %% answer functional
class TinyCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding="same")
        self.fc1 = nn.Linear(in_features=64, out_features=2)

    def forward(self, x):
        return self.fc1(F.max_pool2d(F.relu(self.conv1(x)), 2).flatten(1))

# %% answer relu_after_the_pooling
class TinyCNN(nn.Module):
    """Taking the maximum and cutting off at 0 can be exchanged."""

    def __init__(self):
        super(TinyCNN, self).__init__()
        self.conv1 = nn.Conv2d(1, 4, kernel_size=(3, 3), stride=1, padding=(1, 1))
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.relu = nn.ReLU(inplace=True)
        self.flatten = nn.Flatten()
        self.fc1 = nn.Linear(64, 2)

    def forward(self, images):
        for layer in (self.conv1, self.pool, self.relu, self.flatten, self.fc1):
            images = layer(images)
        return images

# %% answer subclass_of_sequential
from collections import OrderedDict


class TinyCNN(nn.Sequential):
    def __init__(self):
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 4, 3, 1, 1),
                relu=nn.ReLU(),
                pool=nn.MaxPool2d(2),
                flatten=nn.Flatten(),
                fc1=nn.Linear(64, 2),
            )
        )

# %% answer views_instead_of_pooling
class TinyCNN(nn.Module):
    def __init__(self, channels: int = 4, classes: int = 2) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, channels, 3, padding=1)
        self.fc1 = nn.Linear(channels * 16, classes)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        maps = self.conv1(x).clamp(min=0)
        N, C, H, W = maps.shape
        pooled = maps.reshape(N, C, H // 2, 2, W // 2, 2).amax(dim=(3, 5))
        return self.fc1(pooled.reshape(N, -1))

# %% answer einsum_head
class TinyCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1)
        self.fc1 = nn.Linear(64, 2)

    def features(self, x):
        return F.max_pool2d(torch.relu(self.conv1(x)), kernel_size=2)

    def forward(self, x):
        weight = self.fc1.weight.reshape(2, 4, 4, 4)
        return torch.einsum("nchw,kchw->nk", self.features(x), weight) + self.fc1.bias
