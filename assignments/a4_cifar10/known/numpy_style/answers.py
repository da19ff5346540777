# %% before q4_1
import collections
import random as rnd

print("my notes: remember axis=(0, 1, 2)")

# %% q4_1
def channel_stats(images):
    means, stds = [], []
    for c in range(3):
        counts = np.bincount(images[..., c].ravel(), minlength=256)
        values = np.arange(256) / 255
        m = (values * counts).sum() / counts.sum()
        means.append(m)
        stds.append((((values - m) ** 2 * counts).sum() / counts.sum()) ** 0.5)
    return np.array(means), np.array(stds)

# %% q4_2
def normalize(x, mean, std):
    out = x.clone()
    for c in range(3):
        out[..., c, :, :] = (x[..., c, :, :] - float(mean[c])) / float(std[c])
    return out

# %% q4_2 2
def unnormalize(z, mean, std):
    return torch.stack(
        [z[..., c, :, :] * float(std[c]) + float(mean[c]) for c in range(3)], dim=-3
    )

# %% q4_3
def split_indices(labels, n_val, generator):
    share = n_val / len(labels)
    places = collections.defaultdict(list)
    for index in torch.randperm(len(labels), generator=generator).tolist():
        places[int(labels[index])].append(index)
    val = [i for members in places.values() for i in members[: round(share * len(members))]]
    train = sorted(set(range(len(labels))) - set(val))
    return [np.array(train, dtype=np.int64), np.array(val, dtype=np.int32)]
