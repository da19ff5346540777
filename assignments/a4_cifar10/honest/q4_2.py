# %% answer helper_and_moved_axes
def _as_last(values, like):
    return torch.tensor([float(v) for v in values], dtype=like.dtype, device=like.device)


def normalize(x, mean, std):
    last = x.movedim(-3, -1)
    return ((last - _as_last(mean, x)) / _as_last(std, x)).movedim(-1, -3)

# %% q4_2 2
def unnormalize(z, mean, std):
    last = z.movedim(-3, -1)
    return (last * _as_last(std, z) + _as_last(mean, z)).movedim(-1, -3)

# %% answer torchvision
from torchvision.transforms.functional import normalize as _library


def normalize(x, mean, std):
    return _library(x, [float(m) for m in mean], [float(s) for s in std])

# %% q4_2 2
def unnormalize(z, mean, std):
    mean, std = [float(m) for m in mean], [float(s) for s in std]
    return _library(z, [-m / s for m, s in zip(mean, std)], [1 / s for s in std])

# %% answer channel_by_channel
def normalize(x, mean, std):
    out = torch.empty_like(x)
    for c in range(3):
        out[..., c, :, :] = (x[..., c, :, :] - float(mean[c])) / float(std[c])
    return out

# %% q4_2 2
def unnormalize(z, mean, std):
    out = z.clone()
    for c, (m, s) in enumerate(zip(mean, std)):
        out[..., c, :, :].mul_(float(s)).add_(float(m))
    return out

# %% answer lambdas_with_einsum
_three = lambda v, x: torch.as_tensor(v, dtype=x.dtype)[:, None, None]
normalize = lambda x, mean, std: x.sub(_three(mean, x)).div(_three(std, x))

# %% q4_2 2
unnormalize = lambda z, mean, std: torch.einsum(
    "...chw,c->...chw", z, torch.as_tensor(std, dtype=z.dtype)
) + _three(mean, z)
