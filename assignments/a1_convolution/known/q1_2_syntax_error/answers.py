# %% q1_2
def permute_first_layer(W, perm)
    return W[:, perm]
