# %% q3_7
def equivariance_error(f, x, shift, margin, stride=1):
    a = f(torch.roll(x, shift, dims=3))
    b = torch.roll(f(x), shift // stride, dims=3)
    width = a.shape[3]
    if 2 * margin >= width:
        raise ValueError("nothing is left")
    return (a - b)[:, :, :, margin:width - margin].abs().max().item()
