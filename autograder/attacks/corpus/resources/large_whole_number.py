# tries = "Answers with a whole number of a hundred thousand digits."
# questions.twice = { status = ["error", "failed", "crashed"], points = 0 }

# %% twice
def double(x):
    return 1 << 400_000
