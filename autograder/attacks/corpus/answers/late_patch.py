# tries = "Earns nothing by an answer that arrives after its question was graded."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed"], points = 0 }

# %% q1_1
def double(x):
    return np.asarray(x) * 3


# %% before q1_2
def double(x):
    return np.asarray(x) * 2
