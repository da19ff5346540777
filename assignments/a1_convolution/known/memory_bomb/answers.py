# %% q1_2
def permute_first_layer(W, perm):
    kept = []
    while True:
        kept.append(np.ones((1024, 1024, 1024)))
