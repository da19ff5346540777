# tries = "Answers with plain lists where an array is meant and the check allows it."

# %% twice
def double(x):
    return np.array([2 * float(value) for value in x])
