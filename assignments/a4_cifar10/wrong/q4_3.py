# %% answer ten_classes_assumed
def split_indices(labels, n_val, generator):
    train, val = [], []
    for label in range(10):
        members = np.flatnonzero(labels == label)
        members = members[torch.randperm(len(members), generator=generator).numpy()]
        share = round(n_val * len(members) / len(labels))
        val.append(members[:share])
        train.append(members[share:])
    return np.concatenate(train), np.concatenate(val)

# %% answer the_same_places_in_every_class
def split_indices(labels, n_val, generator):
    classes = [np.flatnonzero(labels == label) for label in np.unique(labels)]
    order = torch.randperm(max(map(len, classes)), generator=generator).numpy()
    train, val = [], []
    for members in classes:
        members = members[order[order < len(members)]]
        share = round(n_val * len(members) / len(labels))
        val.append(members[:share])
        train.append(members[share:])
    return np.concatenate(train), np.concatenate(val)
