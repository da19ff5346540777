# A submission: the solution, with the cells below laid over it. A header names the question.

# %% q0_1
def standardise(values):
    return values - np.mean(values)
