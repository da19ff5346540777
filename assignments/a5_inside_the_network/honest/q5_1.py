# %% answer filter_by_filter
def filters_for_display(w):
    shown = []
    for one in w.detach():
        largest = float(one.abs().max())
        colours = torch.full_like(one, 0.5) if largest == 0 else one / largest / 2 + 0.5
        shown.append(colours.permute(1, 2, 0))
    return torch.stack(shown)

# %% answer norm_and_nan_to_num
@torch.no_grad()
def filters_for_display(w):
    scale = torch.linalg.vector_norm(w, ord=float("inf"), dim=(1, 2, 3), keepdim=True)
    return ((w / scale).nan_to_num(0.0) + 1).mul(0.5).movedim(1, -1).contiguous()

# %% answer through_numpy
import numpy as np


def filters_for_display(w):
    a = w.detach().cpu().numpy()
    peak = np.maximum(a.max(axis=(1, 2, 3)), -a.min(axis=(1, 2, 3)))
    peak = np.where(peak == 0, 1, peak).astype(a.dtype)[:, None, None, None]
    return torch.from_numpy(np.transpose(a / peak * a.dtype.type(0.5) + a.dtype.type(0.5), (0, 2, 3, 1)).copy())

# %% answer vmap
def filters_for_display(w):
    def one(kernel):
        largest = kernel.abs().max()
        return torch.where(largest > 0, kernel / (2 * largest.clamp_min(1e-30)), 0 * kernel) + 0.5

    return torch.vmap(one)(w.clone().detach()).permute(0, 2, 3, 1)
