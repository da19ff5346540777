# %% answer simple_network_with_adam
def build_experiment(seed, device):
    torch.manual_seed(seed)
    model = SimpleCNN().to(device)
    return Experiment(
        model=model,
        optimizer=torch.optim.Adam(model.parameters(), lr=2e-3),
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
        nn.LazyConv2d(64, 3, padding=1), nn.LazyBatchNorm2d(), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.LazyLinear(128), nn.ReLU(), nn.LazyLinear(10),
    )
    model(torch.zeros(2, 3, 32, 32))
    model = model.to(device)
    for module in model.modules():
        if isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()

    def cosine(progress):
        return 0.5 * (1 + math.cos(math.pi * progress))

    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3, weight_decay=1e-3)
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
        nn.AdaptiveMaxPool2d(2), nn.Flatten(), nn.Linear(256, 10),
    ).to(device)
    weights = [p for p in model.parameters() if p.dim() > 1]
    others = [p for p in model.parameters() if p.dim() <= 1]
    optimizer = torch.optim.SGD(
        [{"params": weights, "weight_decay": 5e-4}, {"params": others, "weight_decay": 0.0}],
        lr=0.05, momentum=0.9,
    )
    return Experiment(model, optimizer, epochs=15, batch_size=64, schedule=triangle(0.3))
