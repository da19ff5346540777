# %% q3_1
def make_stripes(n, size=8, shift=0, noise=0.2, generator=None):
    start = size // 2 - 1 + shift
    if start < 0 or start + 2 > size:
        raise ValueError("outside")
    X = noise * torch.randn(n, 1, size, size)
    y = torch.arange(n) % 2
    for i in range(n):
        if y[i] == 0:
            X[i, 0, :, start:start + 2] += 1
        else:
            X[i, 0, start:start + 2, :] += 1
    return X, y
