# %% answer one_shuffle_then_by_class
def split_indices(labels, n_val, generator):
    order = torch.randperm(len(labels), generator=generator).numpy()
    val = []
    for label, count in zip(*np.unique(labels, return_counts=True)):
        own = order[labels[order] == label]
        val.append(own[: int(round(n_val * count / len(labels)))])
    val = np.concatenate(val)
    return np.setdiff1d(np.arange(len(labels)), val), val

# %% answer mask_and_sorted
def split_indices(labels, n_val, generator):
    chosen = np.zeros(len(labels), dtype=bool)
    for label in sorted(set(labels.tolist())):
        (members,) = np.nonzero(labels == label)
        n = n_val * len(members) // len(labels)
        chosen[members[torch.randperm(len(members), generator=generator)[:n].numpy()]] = True
    return np.flatnonzero(~chosen), np.flatnonzero(chosen)

# %% answer random_keys
def split_indices(labels, n_val, generator):
    keys = torch.rand(len(labels), generator=generator, dtype=torch.float64).numpy()
    order = np.lexsort((keys, labels))
    values, starts, counts = np.unique(labels[order], return_index=True, return_counts=True)
    share = n_val / len(labels)
    parts = [order[s : s + round(share * c)] for s, c in zip(starts, counts)]
    rest = [order[s + round(share * c) : s + c] for s, c in zip(starts, counts)]
    return np.concatenate(rest).astype(np.int64), np.concatenate(parts).astype(np.int64)

# %% answer multinomial
from collections import defaultdict


def split_indices(labels, n_val, generator):
    by_class = defaultdict(list)
    for index, label in enumerate(labels):
        by_class[int(label)].append(index)
    val = []
    for members in by_class.values():
        n = round(len(members) * n_val / len(labels))
        if n:
            picks = torch.multinomial(torch.ones(len(members)), n, generator=generator)
            val.extend(members[int(p)] for p in picks)
    taken = set(val)
    train = [i for i in range(len(labels)) if i not in taken]
    return np.array(train, dtype=np.int64), np.array(val, dtype=np.int64)
