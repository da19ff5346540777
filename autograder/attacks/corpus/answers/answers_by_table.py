# tries = "Knows the public cases by heart and nothing else."
# forms = ["full", "restricted", "none"]
# questions.twice = { status = ["failed"], points = 1 }

# %% twice
def double(x):
    table = {(1.0, 2.0, 3.0): [2.0, 4.0, 6.0]}
    return np.array(table.get(tuple(map(float, x)), [0.0] * len(x)))
