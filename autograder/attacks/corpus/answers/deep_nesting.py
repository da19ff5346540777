# tries = "Answers with lists nested a hundred thousand deep, and with one that holds itself."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["error", "failed", "crashed"], points = 0 }
# questions.windows = { status = ["error", "failed", "crashed"], points = 0 }

# %% twice
def double(x):
    value = []
    for _ in range(100_000):
        value = [value]
    return value


# %% windows
def window_sum(x, k):
    value = []
    value.append(value)
    return value
