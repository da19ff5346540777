# tries = "Changes its arguments so that the expected value, if made from them, fits."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 0 }
# questions.windows = { status = ["failed"], points = 0 }

# %% twice
def double(x):
    x[...] = 0
    return np.zeros(len(x))


# %% windows
def window_sum(x, k):
    x[...] = 0
    return np.zeros(len(x) - k + 1)
