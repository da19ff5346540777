# %% q2_9
def relu(x):
    x[x < 0] = 0
    return x


def flatten_batch(x):
    return x.reshape(-1, 32 * 8 * 8)
