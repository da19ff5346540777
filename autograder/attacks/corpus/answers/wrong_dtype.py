# tries = "Answers with texts, booleans and complex numbers of the right look."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed", "error"], points = 0 }
# questions.windows = { status = ["failed", "error"], points = 0 }

# %% twice
def double(x):
    return (np.asarray(x) * 2).astype(str)


# %% windows
def window_sum(x, k):
    return np.convolve(x, np.ones(k), "valid").astype(bool)
