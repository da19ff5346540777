# %% answer where
def relu(x):
    return np.where(x < 0, np.zeros_like(x), x)


def flatten_batch(x):
    features = 1
    for size in x.shape[1:]:
        features *= size
    return np.reshape(x, (x.shape[0], features), order="C")

# %% answer mask_on_a_copy
def relu(x):
    result = x.copy()
    result[result < 0] = 0
    return result


def flatten_batch(x):
    result = np.empty((len(x), np.zeros(x.shape[1:]).size), x.dtype)
    for n, picture in enumerate(x):
        result[n] = picture.ravel()
    return result

# %% answer clip_and_einops_by_hand
relu = lambda x: np.clip(x, 0, None).astype(x.dtype, copy=True)


def flatten_batch(x):
    from math import prod

    return np.ascontiguousarray(x).reshape(x.shape[:1] + (prod(x.shape[1:]),))

# %% answer torch_round_trip
def relu(x):
    return torch.relu(torch.from_numpy(np.array(x))).numpy()


def flatten_batch(x):
    if x.shape[0] == 0:
        return np.zeros((0, int(np.prod(x.shape[1:]))), dtype=x.dtype)
    return torch.flatten(torch.from_numpy(x.copy()), 1).numpy()

# %% answer multiply_by_mask
def relu(x):
    positive = x > 0
    return (x * positive).astype(x.dtype) if x.dtype.kind in "iu" else np.maximum(x, x.dtype.type(0))


def flatten_batch(x):
    return x.reshape(-1) .reshape(x.shape[0], int(np.prod(x.shape[1:]))) if x.ndim != 2 else x.copy()
