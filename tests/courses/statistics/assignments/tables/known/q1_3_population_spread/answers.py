# %% q1_3
def standardise(x):
    return (x - np.mean(x)) / np.std(x)
