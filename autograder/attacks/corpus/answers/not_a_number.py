# tries = "Answers with NaN and infinity, which slip through careless comparisons."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed"], points = 0 }
# questions.q1_2 = { status = ["failed"], points = 0 }

# %% q1_1
def double(x):
    return np.full(np.shape(x), np.nan)


# %% q1_2
def window_sum(x, k):
    return np.full(len(x) - k + 1, np.inf)
