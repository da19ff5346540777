# tries = "Answers with a scalar or one more axis, which broadcasting would forgive."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 0 }
# questions.windows = { status = ["failed"], points = 0 }

# %% twice
def double(x):
    return np.asarray(x)[None] * 2.0


# %% windows
def window_sum(x, k):
    return np.array(6.0)
