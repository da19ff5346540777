# tries = "Holds the interpreter's lock in one long operation on whole numbers."
# questions.q1_1 = { status = ["timeout"], points = 0 }

# %% q1_1
def double(x):
    return 3 ** (10**9)
