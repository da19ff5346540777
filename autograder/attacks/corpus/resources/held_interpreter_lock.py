# tries = "Holds the interpreter's lock in one long operation on whole numbers."
# questions.twice = { status = ["timeout"], points = 0 }

# %% twice
def double(x):
    return 3 ** (10**9)
