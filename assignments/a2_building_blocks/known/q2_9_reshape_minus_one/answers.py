# %% q2_9
def relu(x):
    return x * (x > 0)


def flatten_batch(x):
    return x.reshape(x.shape[0], -1)
