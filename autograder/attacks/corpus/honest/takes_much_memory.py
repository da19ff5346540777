# tries = "Needs a good part of the memory for a moment."

# %% twice
def double(x):
    scratch = np.ones(8 << 20)
    return np.asarray(x) * 2 * scratch[0]
