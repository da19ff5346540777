# %% answer picture_by_picture
def make_stripes(n, size=8, shift=0, noise=0.2, generator=None):
    start = size // 2 - 1 + shift
    if not (0 <= start and start + 1 < size):
        raise ValueError("the stripe leaves the picture")
    pictures, labels = [], []
    for number in range(n):
        picture = torch.normal(0.0, noise, (1, size, size), generator=generator)
        if number < (n + 1) // 2:
            picture[:, :, start] += 1
            picture[:, :, start + 1] += 1
            labels.append(0)
        else:
            picture[:, start] += 1
            picture[:, start + 1] += 1
            labels.append(1)
        pictures.append(picture)
    X = torch.stack(pictures) if pictures else torch.zeros(0, 1, size, size)
    return X, torch.tensor(labels, dtype=torch.int64)

# %% answer broadcast_templates
def make_stripes(n, size=8, shift=0, noise=0.2, generator=None):
    first = size // 2 - 1 + shift
    if first < 0 or first > size - 2:
        raise ValueError("outside")
    line = torch.zeros(size)
    line[[first, first + 1]] = 1.0
    templates = torch.stack([line.expand(size, size), line[:, None].expand(size, size)])
    y = torch.arange(n).remainder(2)
    y = y[torch.randperm(n, generator=generator)]
    X = templates[y].unsqueeze(1) + torch.randn(n, 1, size, size, generator=generator) * noise
    return X, y

# %% answer where_and_masks
def make_stripes(n, size=8, shift=0, noise=0.2, *, generator=None):
    places = torch.arange(size)
    on = (places >= size // 2 - 1 + shift) & (places <= size // 2 + shift)
    if int(on.sum()) != 2:
        raise ValueError(f"a shift of {shift} pushes the stripe out")
    y = (torch.arange(n) >= n - n // 2).long()
    vertical, horizontal = on[None, None, None, :], on[None, None, :, None]
    stripe = torch.where(y.view(n, 1, 1, 1) == 0, vertical, horizontal).float()
    X = torch.empty(n, 1, size, size).normal_(0, 1, generator=generator).mul_(noise).add_(stripe)
    return X, y

# %% answer dataclass_and_type_hints
# %% before q3_1
from dataclasses import dataclass


@dataclass(frozen=True)
class Stripe:
    size: int
    shift: int

    @property
    def span(self) -> slice:
        first = self.size // 2 - 1 + self.shift
        if not 0 <= first <= self.size - 2:
            raise ValueError(f"{self} is not inside")
        return slice(first, first + 2)

# %% q3_1
def make_stripes(
    n: int,
    size: int = 8,
    shift: int = 0,
    noise: float = 0.2,
    generator: torch.Generator | None = None,
) -> tuple[torch.Tensor, torch.Tensor]:
    span = Stripe(size, shift).span
    X = torch.zeros((n, 1, size, size))
    X[0::2, ..., span] = 1
    X[1::2, :, span] = 1
    X = X + noise * torch.randn(X.shape, generator=generator)
    y = torch.zeros(n, dtype=torch.long)
    y[1::2] = 1
    return X, y
