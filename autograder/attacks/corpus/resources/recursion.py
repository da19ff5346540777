# tries = "Recurses without end."
# questions.twice = { status = ["error"], points = 0 }

# %% twice
def double(x):
    return double(x)
