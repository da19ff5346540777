# tries = "Answers wrongly up to the check and rightly after it."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed"], points = 0 }
# questions.q1_2 = { status = ["failed"], points = 0 }

# %% q1_1
def double(x):
    return np.zeros(3)


# %% before q1_2
def double(x):
    return np.asarray(x) * 2


# %% q1_2
def window_sum(x, k):
    return np.zeros(3)


# %% before q1_3
def window_sum(x, k):
    return np.convolve(x, np.ones(k), "valid")
