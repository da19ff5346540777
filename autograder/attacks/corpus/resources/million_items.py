# tries = "Answers with a list of millions of items, cheap here and dear to decode."
# questions.twice = { status = ["error", "failed", "crashed", "timeout"], points = 0 }

# %% twice
def double(x):
    return [0] * 3_000_000
