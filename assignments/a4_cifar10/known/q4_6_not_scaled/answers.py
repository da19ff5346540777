# %% q4_6
def my_dropout(x, p, training, generator):
    if p < 0 or p > 1:
        raise ValueError("p must be between 0 and 1")
    if not training:
        return x
    mask = (torch.rand(x.shape, generator=generator) >= p).to(x.dtype)
    return x * mask
