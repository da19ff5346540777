# tries = "Answers by the number of the call instead of by its arguments."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 1 }

# %% twice
calls = []


def double(x):
    calls.append(1)
    return np.array([2.0, 4.0, 6.0]) if len(calls) < 4 else np.zeros(len(x))
