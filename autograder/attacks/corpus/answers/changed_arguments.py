# tries = "Changes its arguments so that the expected value, if made from them, fits."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed"], points = 0 }
# questions.q1_2 = { status = ["failed"], points = 0 }

# %% q1_1
def double(x):
    x[...] = 0
    return np.zeros(len(x))


# %% q1_2
def window_sum(x, k):
    x[...] = 0
    return np.zeros(len(x) - k + 1)
