# tries = "Answers with more than an answer may have."
# questions.q1_1 = { status = ["error", "failed", "crashed", "out_of_memory"], points = 0 }

# %% q1_1
def double(x):
    return np.zeros(6 << 20, dtype=np.uint8)
