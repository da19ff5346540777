# tries = "Knows the public cases by heart and nothing else."
# forms = ["full", "restricted", "none"]
# questions.q1_1 = { status = ["failed"], points = 1 }

# %% q1_1
def double(x):
    table = {(1.0, 2.0, 3.0): [2.0, 4.0, 6.0]}
    return np.array(table.get(tuple(map(float, x)), [0.0] * len(x)))
