# tries = "Answers with an array of 2**40 elements that takes eight bytes."
# questions.twice = { status = ["error", "failed", "crashed", "out_of_memory"], points = 0 }

# %% twice
def double(x):
    return np.lib.stride_tricks.as_strided(np.zeros(1), (1 << 40,), (0,))
