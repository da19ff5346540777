# %% answer attributes_and_sequential
class SimpleCNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.pool = nn.MaxPool2d(2)
        self.fc1 = nn.Linear(2048, 128)
        self.fc2 = nn.Linear(128, 10)
        self.net = nn.Sequential(
            self.conv1, nn.ReLU(), self.pool, self.conv2, nn.ReLU(), self.pool,
            nn.Flatten(), self.fc1, nn.ReLU(), self.fc2,
        )

    def forward(self, x):
        return self.net(x)

# %% answer ordered_children
class SimpleCNN(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, padding="same")
        self.conv2 = nn.Conv2d(16, 32, 3, padding="same")
        self.pool = nn.MaxPool2d((2, 2))
        self.fc1 = nn.Linear(2048, 128)
        self.fc2 = nn.Linear(128, 10)

    def forward(self, x):
        for conv in (self.conv1, self.conv2):
            x = torch.max(conv(x), torch.zeros(()).to(x))
            x = self.pool(x)
        return self.fc2(self.fc1(x.flatten(1)).relu())

# %% answer pool_before_relu
class SimpleCNN(nn.Module):
    def __init__(self, classes: int = 10) -> None:
        super(SimpleCNN, self).__init__()
        for name, (a, b) in {"conv1": (3, 16), "conv2": (16, 32)}.items():
            setattr(self, name, nn.Conv2d(a, b, kernel_size=3, padding=1))
        self.pool = nn.MaxPool2d(kernel_size=2, stride=2)
        self.fc1, self.fc2 = nn.Linear(32 * 8 * 8, 128), nn.Linear(128, classes)
        self.act = nn.ReLU()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        h = self.act(self.pool(self.conv1(x)))
        h = self.act(self.pool(self.conv2(h)))
        return F.linear(self.act(self.fc1(torch.flatten(h, start_dim=1))), self.fc2.weight, self.fc2.bias)
