# tries = "Catches whatever would interrupt it and goes on."
# questions.q1_1 = { status = ["timeout"], points = 0 }

# %% q1_1
def double(x):
    while True:
        try:
            while True:
                pass
        except BaseException:
            continue
