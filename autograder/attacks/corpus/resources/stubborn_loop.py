# tries = "Catches whatever would interrupt it and goes on."
# questions.twice = { status = ["timeout"], points = 0 }

# %% twice
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
