# %% answer small_class_with_adam
class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1, self.norm1 = nn.Conv2d(3, 24, 5, padding=2), nn.BatchNorm2d(24)
        self.conv2, self.norm2 = nn.Conv2d(24, 48, 3, padding=1), nn.BatchNorm2d(48)
        self.head = nn.Linear(48, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.norm1(self.conv1(x))), 2)
        return self.head(F.relu(self.norm2(self.conv2(x))).mean((2, 3)))


def build_experiment(seed, device):
    torch.manual_seed(seed)
    model = Small().to(device)
    return Experiment(
        model=model,
        optimizer=torch.optim.Adam(model.parameters(), lr=5e-3),
        epochs=15,
        batch_size=32,
        schedule=None,
    )

# %% answer lazy_layers_and_a_closure
import math


def build_experiment(seed, device):
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.LazyConv2d(32, 3, padding=1), nn.LazyBatchNorm2d(), nn.ReLU(), nn.MaxPool2d(2),
        nn.LazyConv2d(64, 3, padding=1), nn.LazyBatchNorm2d(), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
        nn.Flatten(), nn.LazyLinear(10),
    )
    model(torch.zeros(2, 3, 32, 32))
    model = model.to(device)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()

    def cosine(progress):
        return 0.5 * (1 + math.cos(math.pi * progress))

    optimizer = torch.optim.AdamW(model.parameters(), lr=5e-3, weight_decay=1e-3)
    return Experiment(model, optimizer, 12, 64, cosine)

# %% answer residual_class_with_groups
class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
            nn.Conv2d(width, width, 3, padding=1, bias=False), nn.BatchNorm2d(width),
        )

    def forward(self, x):
        return F.relu(x + self.body(x))


def build_experiment(seed, device):
    torch.manual_seed(seed)
    model = nn.Sequential(
        nn.Conv2d(3, 32, 3, padding=1, bias=False), nn.BatchNorm2d(32), nn.ReLU(), nn.MaxPool2d(2),
        Residual(32), nn.Conv2d(32, 64, 1), nn.MaxPool2d(2), Residual(64),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10),
    ).to(device)
    weights = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.SGD(
        [{"params": weights, "weight_decay": 5e-4}, {"params": others, "weight_decay": 0.0}],
        lr=0.02, momentum=0.9,
    )
    return Experiment(model, optimizer, epochs=15, batch_size=64, schedule=triangle(0.3))

# %% answer layers_by_two_names
class TwoNames(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 32, 3, padding=1)
        self.norm = nn.BatchNorm2d(32)
        self.second = nn.Conv2d(32, 64, 3, padding=1)
        self.head = nn.Linear(64, 10)
        self.trunk = nn.Sequential(self.first, self.norm, nn.ReLU(), nn.MaxPool2d(2), self.second)

    def forward(self, x):
        return self.head(self.trunk(x).relu().amax((2, 3)))


def build_experiment(seed, device):
    torch.manual_seed(seed)
    model = TwoNames().to(device)
    optimizer = torch.optim.NAdam(model.parameters(), lr=3e-3)
    return Experiment(model, optimizer, 15, 48, lambda done: 1.0 - 0.9 * done)
