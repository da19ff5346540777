# tries = "Answers by the number of the call instead of by its arguments."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed"], points = 1 }

# %% q1_1
calls = []


def double(x):
    calls.append(1)
    return np.array([2.0, 4.0, 6.0]) if len(calls) < 4 else np.zeros(len(x))
