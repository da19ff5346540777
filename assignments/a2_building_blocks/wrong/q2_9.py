# %% answer hands_back_its_argument
def relu(x):
    return x if (x >= 0).all() else np.maximum(x, 0).astype(x.dtype)


def flatten_batch(x):
    return x.reshape(len(x), int(np.prod(x.shape[1:])))

# %% answer raises_always
def relu(x):
    raise ValueError("no")


def flatten_batch(x):
    raise ValueError("no")
