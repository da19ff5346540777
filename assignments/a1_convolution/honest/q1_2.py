# %% answer take
def permute_first_layer(W, perm):
    return np.take(W, perm, axis=1)

# %% answer scatter_columns
def permute_first_layer(W, perm):
    W2 = np.empty_like(W)
    for new, old in enumerate(perm):
        W2[:, new] = W[:, old]
    return W2

# %% answer through_the_inverse
def permute_first_layer(W, perm):
    inverse = np.argsort(perm)
    W2 = np.zeros(W.shape, W.dtype)
    W2[:, inverse] = W
    return W2

# %% answer permutation_matrix
def permute_first_layer(W, perm):
    D = W.shape[1]
    P = np.zeros((D, D), dtype=W.dtype)
    P[np.asarray(perm), np.arange(D)] = 1
    return np.einsum("hd,de->he", W, P).astype(W.dtype)

# %% answer stacked_columns
def permute_first_layer(W, perm):
    columns = W.T
    return np.stack([columns[p].copy() for p in perm], axis=-1)

# %% answer torch_round_trip
def permute_first_layer(W, perm):
    index = torch.as_tensor(np.array(perm), dtype=torch.long)
    return torch.from_numpy(W.copy()).index_select(1, index).numpy()

# %% answer columns_in_fortran_order
def permute_first_layer(W, perm):
    return np.asfortranarray(np.array([W[:, j] for j in perm], dtype=W.dtype).T)
