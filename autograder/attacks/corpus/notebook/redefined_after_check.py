# tries = "Answers wrongly up to the check and rightly after it."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 0 }
# questions.windows = { status = ["failed"], points = 0 }

# %% twice
def double(x):
    return np.zeros(3)


# %% before windows
def double(x):
    return np.asarray(x) * 2


# %% windows
def window_sum(x, k):
    return np.zeros(3)


# %% before greeting
def window_sum(x, k):
    return np.convolve(x, np.ones(k), "valid")
