# tries = "Answers with lists nested a hundred thousand deep, and with one that holds itself."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["error", "failed", "crashed"], points = 0 }
# questions.q1_2 = { status = ["error", "failed", "crashed"], points = 0 }

# %% q1_1
def double(x):
    value = []
    for _ in range(100_000):
        value = [value]
    return value


# %% q1_2
def window_sum(x, k):
    value = []
    value.append(value)
    return value
