# tries = "Recurses without end."
# questions.q1_1 = { status = ["error"], points = 0 }

# %% q1_1
def double(x):
    return double(x)
