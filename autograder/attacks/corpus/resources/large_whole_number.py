# tries = "Answers with a whole number of a hundred thousand digits."
# questions.q1_1 = { status = ["error", "failed", "crashed"], points = 0 }

# %% q1_1
def double(x):
    return 1 << 400_000
