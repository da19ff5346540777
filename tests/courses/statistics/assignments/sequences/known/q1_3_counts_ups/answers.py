# %% q1_3
def turns(walk):
    return int(np.sum(np.diff(walk) > 0))
