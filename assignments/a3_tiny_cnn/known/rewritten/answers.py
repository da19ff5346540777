# %% q3_1
def make_stripes(n, size=8, shift=0, noise=0.2, generator=None):
    where = torch.arange(size)
    left = size // 2 - 1 + shift
    on = ((where == left) | (where == left + 1)).float()
    if on.sum() < 2:
        raise ValueError("the stripe does not fit")
    labels = torch.randperm(n, generator=generator) % 2
    stripe = torch.where(labels[:, None, None] == 0, on.expand(size, size), on[:, None].expand(size, size))
    grain = torch.normal(0.0, 1.0, (n, size, size), generator=generator) * noise
    return (stripe + grain)[:, None], labels

# %% q3_2
class TinyCNN(nn.Sequential):
    def __init__(self):
        super().__init__()
        self.add_module("conv1", nn.Conv2d(1, 4, 3, padding="same"))
        self.add_module("pool", nn.MaxPool2d(2))
        self.add_module("relu", nn.ReLU())
        self.add_module("flat", nn.Flatten())
        self.add_module("fc1", nn.Linear(64, 2))

# %% q3_3
def train_one_epoch(model, loader, loss_fn, optimizer, device="cpu", **unused):
    model.train()
    losses, sizes = [], []
    for batch in loader:
        x, y = (part.to(device) for part in batch)
        loss = loss_fn(model(x), y)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad(set_to_none=False)
        losses.append(loss.detach())
        sizes.append(float(len(y)))
    sizes = torch.tensor(sizes, dtype=torch.float64)
    return (torch.stack(losses).double() @ sizes / sizes.sum()).item()

# %% q3_4
@torch.inference_mode()
def evaluate(model, loader, device):
    mode = model.training
    model.train(False)
    logits, labels = [torch.zeros(0)], [torch.zeros(0)]
    try:
        pairs = [(model(x.to(device)), y.to(device)) for x, y in loader]
    finally:
        model.train(mode)
    if not pairs:
        return float("nan"), float("nan")
    logits, labels = (torch.cat(parts) for parts in zip(*pairs))
    accuracy = (logits.max(1).indices == labels).double().mean()
    return accuracy.item(), nn.CrossEntropyLoss()(logits, labels).item()

# %% q3_5
class Weights(nn.Module):
    def __init__(self):
        super().__init__()
        self.W = nn.Parameter(torch.zeros(8, 8, 2))
        self.c = nn.Parameter(torch.zeros(2))

    def forward(self, x):
        return torch.einsum("nhw,hwk->nk", x[:, 0], self.W) + self.c


linear_baseline = lambda: Weights()

# %% q3_6
def shift_curve(model, shifts, device="cpu"):
    return dict(
        (s, evaluate(model, [moved_stripes(s)], device)[0]) for s in shifts
    )

# %% q3_7
def equivariance_error(f, x, shift, margin, stride=1):
    def T(z, k):
        out = z.new_zeros(z.shape)
        for j in range(z.shape[-1]):
            if 0 <= j - k < z.shape[-1]:
                out[..., j] = z[..., j - k]
        return out

    with torch.no_grad():
        gap = torch.abs(f(T(x, shift)) - T(f(x), shift // stride))
    columns = list(range(gap.shape[-1]))[margin:]
    columns = columns[:len(columns) - margin] if margin else columns
    if not columns:
        raise ValueError(margin)
    return float(max(gap[..., j].max() for j in columns))

# %% q3_8
class ShiftTolerantNet(nn.Module):
    def __init__(self, width=8):
        super().__init__()
        self.features = nn.Sequential(
            nn.Conv2d(1, width, 3, padding=1), nn.BatchNorm2d(width), nn.ReLU()
        )
        self.head = nn.Linear(width, 2)

    def forward(self, x):
        return self.head(F.adaptive_max_pool2d(self.features(x), 1).flatten(1))
