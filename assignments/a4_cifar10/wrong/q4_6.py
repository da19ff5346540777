# %% answer mask_the_other_way
def my_dropout(x, p, training, generator):
    if not 0 <= p <= 1:
        raise ValueError(f"p is a probability, got {p}")
    if not training or p == 0:
        return x
    kept = torch.rand(x.shape, generator=generator) < p
    return x * kept / (1 - p) if p < 1 else torch.zeros_like(x)
