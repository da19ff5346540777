# tries = "Answers with NaN and infinity, which slip through careless comparisons."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 0 }
# questions.windows = { status = ["failed"], points = 0 }

# %% twice
def double(x):
    return np.full(np.shape(x), np.nan)


# %% windows
def window_sum(x, k):
    return np.full(len(x) - k + 1, np.inf)
