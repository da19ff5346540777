# %% q1_2
def permute_first_layer(W, perm):
    W2 = np.empty_like(W)
    W2[:, perm] = W
    return W2
