# %% answer depthwise_class
class Separable(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.depth = nn.Conv2d(inputs, inputs, 3, padding=1, groups=inputs, bias=False)
        self.point = nn.Conv2d(inputs, outputs, 1, bias=False)
        self.norm = nn.BatchNorm2d(outputs)

    def forward(self, x):
        return torch.relu(self.norm(self.point(self.depth(x))))


def build_challenge(seed, device):
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(3, 48, 3, padding=1, bias=False), nn.BatchNorm2d(48), nn.ReLU(),
        Separable(48, 64), nn.MaxPool2d(2), Separable(64, 96), Separable(96, 96), nn.MaxPool2d(2),
        Separable(96, 128), Separable(128, 128), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        nn.Linear(128, 10),
    ).to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.2, momentum=0.9, weight_decay=5e-4)
    return Experiment(model, optimizer, epochs=10, batch_size=64, schedule=triangle(0.3))

# %% answer residual_with_adamw
class Net(nn.Module):
    def __init__(self, width=40):
        super().__init__()
        self.stem = self.unit(3, width)
        self.first = nn.ModuleList([self.unit(width, width), self.unit(width, width)])
        self.second = nn.ModuleList([self.unit(2 * width, 2 * width)])
        self.widen = self.unit(width, 2 * width)
        self.head = nn.Linear(2 * width, 10)

    @staticmethod
    def unit(a, b):
        return nn.Sequential(nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU())

    def forward(self, x):
        x = torch.max_pool2d(self.stem(x), 2)
        for block in self.first:
            x = x + block(x)
        x = torch.max_pool2d(self.widen(x), 2)
        for block in self.second:
            x = x + block(x)
        return self.head(x.mean(dim=(2, 3)))


def build_challenge(seed, device):
    torch.manual_seed(seed)
    model = Net().to(device)
    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=1e-2)
    return Experiment(model=model, optimizer=optimizer, epochs=10, batch_size=64, schedule=triangle(0.25))

# %% answer plain_and_unscheduled
import functools

conv = functools.partial(nn.Conv2d, kernel_size=3, padding=1)


def build_challenge(seed, device):
    torch.manual_seed(seed)
    layers = []
    for inputs, outputs in [(3, 32), (32, 64), (64, 96)]:
        layers += [conv(inputs, outputs), nn.BatchNorm2d(outputs), nn.GELU(), nn.MaxPool2d(2)]
    model = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(96, 10))
    model.to(device)
    return Experiment(model, torch.optim.Adam(model.parameters(), lr=2e-3), 8, 32, None)
