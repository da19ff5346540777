# %% q3_1
def make_stripes(n, size=8, shift=0, noise=0.2, generator=None):
    a = size // 2 - 1
    if a + shift < 0 or a + shift + 2 > size:
        raise ValueError("outside")
    X = noise * torch.randn(n, 1, size, size, generator=generator)
    y = torch.arange(n) % 2
    X[y == 0, :, :, a + shift:a + shift + 2] += 1
    X[y == 1, :, a:a + 2, :] += 1
    return X, y
