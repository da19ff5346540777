# tries = "Answers with a scalar or one more axis, which broadcasting would forgive."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed"], points = 0 }
# questions.q1_2 = { status = ["failed"], points = 0 }

# %% q1_1
def double(x):
    return np.asarray(x)[None] * 2.0


# %% q1_2
def window_sum(x, k):
    return np.array(6.0)
