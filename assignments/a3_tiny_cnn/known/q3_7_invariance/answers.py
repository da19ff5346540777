# %% q3_7
def equivariance_error(f, x, shift, margin, stride=1):
    moved = torch.zeros_like(x)
    if shift > 0:
        moved[..., shift:] = x[..., :-shift]
    else:
        moved[..., :shift] = x[..., -shift:]
    diff = f(moved) - f(x)
    w = diff.shape[-1]
    if w - 2 * margin <= 0:
        raise ValueError
    return float(diff[..., margin:w - margin].abs().max())
