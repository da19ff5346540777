# tries = "Never returns from a call."
# questions.twice = { status = ["timeout"], points = 0 }

# %% twice
def double(x):
    while True:
        pass
