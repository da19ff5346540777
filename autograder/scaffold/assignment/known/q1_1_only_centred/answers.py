# A submission: the solution, with the cells below laid over it. A header names the question.

# %% q1_1
def standardise(values):
    return values - np.mean(values)
