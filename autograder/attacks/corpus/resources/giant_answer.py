# tries = "Answers with more than an answer may have."
# questions.twice = { status = ["error", "failed", "crashed", "out_of_memory"], points = 0 }

# %% twice
def double(x):
    return np.zeros(6 << 20, dtype=np.uint8)
