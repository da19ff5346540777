# tries = "Answers with a list of millions of items, cheap here and dear to decode."
# questions.q1_1 = { status = ["error", "failed", "crashed", "timeout"], points = 0 }

# %% q1_1
def double(x):
    return [0] * 3_000_000
