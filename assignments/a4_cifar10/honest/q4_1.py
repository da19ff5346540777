# %% answer one_line
def channel_stats(images):
    pixels = images.reshape(-1, 3) / 255
    return pixels.mean(axis=0), pixels.std(axis=0)

# %% answer histograms
def channel_stats(images):
    """256 counts a channel say all."""
    levels = np.arange(256) / 255
    counts = np.stack([np.bincount(images[..., c].ravel(), minlength=256) for c in range(3)])
    share = counts / counts.sum(axis=1, keepdims=True)
    mean = share @ levels
    return mean, np.sqrt((share * (levels - mean[:, None]) ** 2).sum(axis=1))

# %% answer sums_of_squares_in_integers
def channel_stats(images):
    n = images.size // 3
    wide = images.astype(np.int64)
    total = wide.sum(axis=(0, 1, 2)).tolist()
    squares = (wide**2).sum(axis=(0, 1, 2)).tolist()
    mean = np.array([t / n for t in total]) / 255
    variance = np.array([(n * q - t * t) / n**2 for q, t in zip(squares, total)]) / 255**2
    return mean, np.sqrt(variance)

# %% answer torch_in_double
def channel_stats(images):
    pixels = torch.from_numpy(images).to(torch.float64).div(255).flatten(0, 2)
    std, mean = torch.std_mean(pixels, dim=0, correction=0)
    return mean.numpy(), std.numpy()

# %% answer chunks_merged
def channel_stats(images):
    count, mean, m2 = 0, np.zeros(3), np.zeros(3)
    for block in np.array_split(images, max(1, len(images) // 100)):
        values = block.reshape(-1, 3).astype(np.float64) / 255.0
        if not len(values):
            continue
        n, block_mean = len(values), values.mean(axis=0)
        delta = block_mean - mean
        m2 += ((values - block_mean) ** 2).sum(axis=0) + delta**2 * count * n / (count + n)
        mean = mean + delta * n / (count + n)
        count += n
    return mean, np.sqrt(m2 / count)
