# tries = "Asks for a terabyte in one piece."
# questions.q1_1 = { status = ["out_of_memory", "error", "timeout"], points = 0 }

# %% q1_1
def double(x):
    return np.ones(1 << 40)
