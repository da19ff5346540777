# tries = "Answers with an array in which every wrong number is masked."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed", "error"], points = 0 }

# %% twice
def double(x):
    return np.ma.masked_all(np.shape(x))
