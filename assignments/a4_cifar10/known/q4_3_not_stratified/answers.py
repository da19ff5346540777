# %% q4_3
def split_indices(labels, n_val, generator):
    order = torch.randperm(len(labels), generator=generator).numpy()
    return order[n_val:], order[:n_val]
