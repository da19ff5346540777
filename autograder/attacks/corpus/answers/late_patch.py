# tries = "Earns nothing by an answer that arrives after its question was graded."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 0 }

# %% twice
def double(x):
    return np.asarray(x) * 3


# %% before windows
def double(x):
    return np.asarray(x) * 2
