# tries = "Answers with an array in which every wrong number is masked."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed", "error"], points = 0 }

# %% q1_1
def double(x):
    return np.ma.masked_all(np.shape(x))
