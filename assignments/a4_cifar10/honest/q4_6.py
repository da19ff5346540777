# %% answer bernoulli
def my_dropout(x, p, training, generator):
    if p < 0 or p > 1:
        raise ValueError("p is a probability")
    if training and p > 0:
        if p == 1:
            return torch.zeros_like(x)
        keep = torch.bernoulli(torch.full(x.shape, 1.0 - p), generator=generator)
        return x * keep.to(x) / (1 - p)
    return x.clone()

# %% answer where
def my_dropout(x, p, training, generator):
    if not (0.0 <= p <= 1.0):
        raise ValueError(f"{p} is not between 0 and 1")
    if not training:
        return x
    drawn = torch.rand(x.shape, generator=generator, dtype=torch.float64)
    scaled = x / (1 - p) if p < 1 else torch.zeros_like(x)
    return torch.where(drawn < p, torch.zeros_like(x), scaled)

# %% answer masked_fill_on_a_flat_copy
def my_dropout(x, p, training, generator):
    if p != min(max(p, 0), 1):
        raise ValueError("outside of 0 to 1")
    if not training or p == 0 or x.numel() == 0:
        return x
    flat = x.reshape(-1).clone()
    dropped = torch.rand(flat.shape, generator=generator) < p
    if p == 1:
        dropped = torch.ones_like(dropped)
    flat = flat.mul(1.0 / (1.0 - p) if p != 1 else 1.0).masked_fill(dropped, 0)
    return flat.view(x.shape)

# %% answer uniform_in_place
def my_dropout(x: torch.Tensor, p: float, training: bool, generator: torch.Generator):
    match (0 <= p <= 1, bool(training)):
        case (False, _):
            raise ValueError(p)
        case (True, False):
            return x + 0
    u = torch.empty_like(x, dtype=torch.float32).uniform_(generator=generator)
    factor = (u >= p).to(x.dtype)
    return factor * x * (1 / (1 - p)) if p != 1 else x * 0
