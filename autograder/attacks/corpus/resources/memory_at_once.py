# tries = "Asks for a terabyte in one piece."
# questions.twice = { status = ["out_of_memory", "error", "timeout"], points = 0 }

# %% twice
def double(x):
    return np.ones(1 << 40)
