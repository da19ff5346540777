# tries = "Answers with texts, booleans and complex numbers of the right look."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed", "error"], points = 0 }
# questions.q1_2 = { status = ["failed", "error"], points = 0 }

# %% q1_1
def double(x):
    return (np.asarray(x) * 2).astype(str)


# %% q1_2
def window_sum(x, k):
    return np.convolve(x, np.ones(k), "valid").astype(bool)
